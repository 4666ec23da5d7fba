// No twin in types: deals with files.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner } from '../../place/owner.ts';
import { transposedBoxesOf } from '../arrange/window.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { fitErrorOf } from '../fit/fit-error.ts';
import type { FitIssue } from '../fit/fit-issue.ts';
import { fitCheckerOf } from '../fit/fit.ts';
import { ownersOf } from '../fit/owners.ts';
import type { TensorInfo } from '../header/header.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import { fillTarget } from '../source/input.ts';
import { throwIfAborted } from '../source/signal.ts';
import type { FileUrl } from '../source/source.ts';
import { withStore } from '../store/with-store.ts';
import type { StoreFile } from '../store/store-file.ts';
import type { Store } from '../store/store.ts';
import { filePiecesOf } from './file-pieces.ts';
import { planLeaves, type PlannedLeaf } from './plan.ts';
import { replaceFiles } from './replace-files.ts';
import { gatherOf } from './tensors-to-save.ts';
import type { UpdateOptions } from './update.ts';

/** A tensor of a file to write anew. `slot` has the tensor's name, and its shape in the file. */
interface Rewrite extends PlannedLeaf {
  /** Bytes from the start of the file's data. */
  readonly start: number;
}

/** The part of `update` that needs a file system. */
export async function rewriteTensors(
  to: string | FileUrl,
  layout: LayoutLike,
  flat: AnyArray,
  options: UpdateOptions,
): Promise<void> {
  const system = await getNodeModules('write', to);
  const path = pathOf(to, system);
  if ((await system.fs.stat(path)).isDirectory())
    throw new TypeError(`the path of a file or of an index was expected to update, found the folder '${path}'`);
  await withStore(path, {}, async (store) => {
    const rewrites = planRewrites(layout, flat, options, store);
    await store.checkEnds();
    const files = new Set(rewrites.map(({ slot }) => store.dataOf(slot.path)));
    const [data, ...others] = files;
    if (data === undefined) return; // the layout is empty
    if (others.length > 0)
      throw new CheckpointError('the tensors lie in several shards, which cannot be replaced in one step', {
        expected: 'tensors of one shard; save writes all shards anew',
        found: [...files].map(({ file }) => file).join(', '),
      });
    const target = data.file === undefined ? path : system.join(system.dirname(path), data.file);
    const { onProgress, signal } = options;
    const total = fileSizeOf(data);
    let done = 0;
    await replaceFiles(system, [{ target, pieces: updatedPiecesOf(data, rewrites, flat) }], [], (bytes) => {
      throwIfAborted(signal);
      done += bytes;
      if (bytes > 0) onProgress?.({ done, total });
    });
  });
}

/** The tensors to write, by the order of their data. @throws CheckpointError with all that do not fit */
function planRewrites(
  layout: LayoutLike,
  flat: AnyArray,
  { prefix, names, transpose, dtype }: UpdateOptions,
  { tensors, names: allNames }: Store,
): readonly Rewrite[] {
  const dtypes = new Map(planLeaves(layout, flat, dtype).map((leaf) => [leaf.slot.path, leaf.dtype]));
  const options = { prefix, names, transpose, extra: 'ignore' } as const;
  const accepted = { native: [...dtypes.values()][0] ?? ('F32' satisfies Dtype), whyNot: () => undefined };
  const fit = fitCheckerOf(layout, options, accepted)(tensors);
  const owners = ownersOf(layout);
  const issues: FitIssue[] = [...fit.issues];
  const rewrites: Rewrite[] = [];
  for (const [path, stored] of fit.stored) {
    const { slot } = owners.get(path) as Owner;
    const expected = dtypes.get(path) as Dtype;
    for (const { name, dtype: found, start, transposed, slot: own = slot } of [{ ...stored, slot }, ...stored.copies]) {
      if (found !== expected)
        issues.push({
          problem: 'wrong dtype',
          name,
          path,
          expected,
          found: `${found}; the option dtype sets what to write`,
        });
      const { shape } = tensors.get(name) as TensorInfo;
      rewrites.push({
        slot: { path: name, shape: shape as readonly number[], offset: own.offset, length: own.length },
        dtype: expected,
        size: 0,
        start,
        ...(transposed && { gather: gatherOf(transposedBoxesOf({ offset: own.offset, shape: memoryShapeOf(own) })) }),
      });
    }
  }
  if (issues.length > 0)
    throw fitErrorOf({ layout, options, accepted, tensors, names: allNames, fit: { ...fit, issues } });
  return rewrites.sort((a, b) => a.start - b.start);
}

/** The shape of a leaf as its memory has it. */
const memoryShapeOf = ({ shape, transposed }: Slot): readonly number[] => (transposed ? [...shape].reverse() : shape);

const COPY_WINDOW_BYTES = 2 ** 22;

/** The bytes of a file, with some tensors replaced. A piece is valid until the caller requests the second after it. */
async function* updatedPiecesOf(
  data: StoreFile,
  rewrites: readonly Rewrite[],
  flat: AnyArray,
): AsyncGenerator<Uint8Array> {
  const { dataStart } = data.header;
  let at = 0;
  for (let i = 0; i < rewrites.length;) {
    const first = rewrites[i] as Rewrite;
    yield* copiedPiecesOf(data, at, dataStart + first.start);
    at = dataStart + first.start;
    // Tensors that touch are written together.
    const run: Rewrite[] = [];
    for (let next = rewrites[i]; next !== undefined && dataStart + next.start === at; next = rewrites[++i]) {
      run.push(next);
      at += sizeOfTensor(data, next);
    }
    const size = at - dataStart - first.start;
    for (const piece of filePiecesOf({ header: NO_BYTES, tensors: run, size }, flat)) if (piece.length > 0) yield piece;
  }
  yield* copiedPiecesOf(data, at, fileSizeOf(data));
}
const NO_BYTES = new Uint8Array(0);

async function* copiedPiecesOf({ input }: StoreFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  const room = Math.min(COPY_WINDOW_BYTES, end - start);
  const windows = [new Uint8Array(room), new Uint8Array(room)];
  for (let at = start, turn = 0; at < end; at += room, turn ^= 1) {
    const piece = (windows[turn] as Uint8Array).subarray(0, end - at);
    const read = await fillTarget(input, piece, at);
    if (read < piece.length)
      throw new CheckpointError('the file has become shorter', {
        offset: at + read,
        expected: `${end} bytes`,
        found: `${at + read}`,
      });
    yield piece;
  }
}

function sizeOfTensor({ header }: StoreFile, { slot }: Rewrite): number {
  const { start, end } = header.get(slot.path) as TensorInfo;
  return end - start;
}

/** The header was checked: its data end with the file. */
function fileSizeOf({ header }: StoreFile): number {
  let end = 0;
  for (const info of header.values()) end = Math.max(end, info.end);
  return header.dataStart + end;
}
