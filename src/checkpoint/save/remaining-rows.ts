// No twin in types: deals with files.
import type { AnyArray } from '../../../types/array/kind.ts';
import { coverWindow } from '../arrange/window.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import { type StoreFile, readFileData } from '../store/store-file.ts';
import type { CheckpointSource, Store } from '../store/store.ts';
import { withStore } from '../store/with-store.ts';
import { formatShape } from '../text.ts';
import { filePiecesOf, WRITE_WINDOW_BYTES } from './file-pieces.ts';
import type { SaveOptions } from './options.ts';
import type { PlannedFile, PlannedLeaf } from './plan.ts';
import { SavedLoss } from './saved-loss.ts';
import type { FilePieces } from './temporary-file.ts';

/** A tensor of which a mapping writes only some rows. The others come from an older file. */
interface ExtendedTensor extends PlannedLeaf {
  readonly rest?: { readonly data: StoreFile; readonly start: number } | undefined;
}

/** The flat array that is written. */
interface RowSource {
  readonly flat: AnyArray;
  readonly onWarning: SaveOptions['onWarning'];
}

/**
 * Completes the tensors of which a mapping writes only some rows with the rows of an older checkpoint, and runs `write`
 * while that is open.
 *
 * @throws CheckpointError if the older checkpoint does not have such a tensor, or has another dtype
 */
export async function withRemainingRows<T>(
  older: CheckpointSource,
  source: RowSource,
  tensors: readonly PlannedLeaf[],
  write: (tensors: readonly PlannedLeaf[], piecesOf: (file: PlannedFile) => FilePieces) => Promise<T>,
): Promise<T> {
  return withStore(older, {}, async (store) => {
    await store.checkEnds();
    const extended = tensors.map((tensor) => (tensor.open === undefined ? tensor : extendTensor(tensor, store)));
    return write(extended, (file) => extendedPiecesOf(file, source));
  });
}

function extendTensor(tensor: PlannedLeaf, store: Store): ExtendedTensor {
  const { slot, dtype } = tensor;
  const info = store.tensors.get(slot.path);
  const [least = 0, ...row] = slot.shape;
  const expected = `${dtype} ${formatShape(slot.shape)} with at least as many rows`;
  if (info === undefined || info.dtype !== dtype || !isExtendedBy(info, least, row))
    throw new CheckpointError('the file given as into cannot complete its rows', {
      tensor: slot.path,
      expected,
      found: info === undefined ? 'no such tensor' : `${info.dtype} ${formatShape(info.shape)}`,
    });
  const { start, end } = info;
  const shape = info.shape as readonly number[]; // isExtendedBy has compared it
  const length = (8 * (end - start)) / DTYPE_BITS[dtype];
  return {
    ...tensor,
    slot: { ...slot, shape, length },
    size: end - start,
    rest: { data: store.dataOf(slot.path), start },
  };
}

const isExtendedBy = ({ shape: [rows, ...row] }: TensorInfo, least: number, expected: readonly number[]): boolean =>
  typeof rows === 'number' &&
  rows >= least &&
  row.length === expected.length &&
  row.every((size, axis) => size === expected[axis]);

/** The bytes of a file. A piece is valid until the second piece after it is requested. */
async function* extendedPiecesOf(
  { header, tensors }: PlannedFile<ExtendedTensor>,
  source: RowSource,
): AsyncGenerator<Uint8Array> {
  yield header;
  let plain: ExtendedTensor[] = [];
  for (const tensor of tensors) {
    if (tensor.rest === undefined) {
      plain.push(tensor);
      continue;
    }
    yield* plainPiecesOf(plain, source);
    plain = [];
    yield* completedPiecesOf(tensor, source);
  }
  yield* plainPiecesOf(plain, source);
}

function plainPiecesOf(tensors: readonly PlannedLeaf[], { flat, onWarning }: RowSource): Generator<Uint8Array> {
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  return filePiecesOf({ header: new Uint8Array(0), tensors, size }, flat, onWarning);
}

/** Reads a tensor of the older file and puts the new rows over the old ones, window by window. */
async function* completedPiecesOf(tensor: ExtendedTensor, { flat, onWarning }: RowSource): AsyncGenerator<Uint8Array> {
  const { slot, dtype, rest, open, bits = false } = tensor;
  if (rest === undefined || open === undefined) return;
  const loss = onWarning === undefined ? undefined : new SavedLoss();
  const bytes = DTYPE_BITS[dtype] / 8;
  const step = WRITE_WINDOW_BYTES / bytes;
  const windows = [new Uint8Array(WRITE_WINDOW_BYTES), new Uint8Array(WRITE_WINDOW_BYTES)] as const;
  for (let first = 0, turn = 0; first < slot.length; first += step, turn ^= 1) {
    const count = Math.min(step, slot.length - first);
    const window = (windows[turn] as Uint8Array).subarray(0, count * bytes);
    await readFileData(rest.data, window, rest.start + first * bytes);
    const part = { ...tensor, slot: { ...slot, length: count }, size: count * bytes };
    const gather: PlannedLeaf['gather'] = (from, at, length) => {
      const source = open.gather(from, first + at, length);
      if (!bits) loss?.count(source, 0, length, dtype, slot.path);
      return source;
    };
    const file = { header: new Uint8Array(0), tensors: [{ ...part, gather }], size: part.size };
    let at = 0;
    for (const piece of filePiecesOf(file, flat)) {
      coverWindow(open.boxes, piece, window.subarray(at, at + piece.length), first + at / bytes, bytes);
      at += piece.length;
    }
    yield window;
  }
  if (onWarning !== undefined) loss?.report(onWarning);
}
