import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { CheckSaveOptions } from '../../../types/checkpoint/fit/options.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../../types/view/flat.ts';
import { kindOf } from '../../array/kind.ts';
import { A_BOOLEAN, checkOptions, DTYPES, type OptionCheck } from '../option-checks.ts';
import { allocateBytes, filePiecesOf } from '../save/file-pieces.ts';
import { WRITE_OPTIONS } from '../save/options.ts';
import { planLeaves, type PlannedFile } from '../save/plan.ts';
import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import { type Progress, throwIfAborted } from '../source/signal.ts';
import type { FileUrl } from '../source/source.ts';
import { composeNpyHeader } from './npy-header.ts';
import { checkNpyDtype, type SavedNpyDtype } from './save-npy.ts';
import { checkArchiveSize, type MemberToWrite, writeZip } from './write-zip.ts';

export interface SaveNpzOptions<A = NumberArray> {
  /** As for `save`, without BF16, which numpy does not support. */
  readonly dtype?: SavedNpyDtype<A> | { readonly [pattern: string]: SavedNpyDtype<A> } | undefined;
  /** Whether to compress the arrays, as `np.savez_compressed` does. */
  readonly compress?: boolean | undefined;
  /** Called before each piece with the number of bytes taken from the arrays so far, and with their total. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Aborts the save. An old file stays unchanged. */
  readonly signal?: Pick<AbortSignalLike, 'aborted' | 'reason'> | undefined;
}

/**
 * Writes a flat array as an npz archive, which `np.load` reads. Each leaf is an array with the leaf's path as its name;
 * tied leaves are written once, under their owner's path. The arrays are in the layout's order. If writing fails, an
 * old file stays unchanged. An archive holds less than 4 GiB and fewer than 65,535 leaves; use `save` for more.
 *
 * @example
 * await saveNpz(model, flat, 'model.npz', { compress: true });
 *
 * @throws the errors of `save`; CheckpointError if an archive cannot hold the arrays
 */
export async function saveNpz<L extends LayoutLike, A extends NumberArray, const O extends SaveNpzOptions<A>>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  target: string | FileUrl,
  options?: SaveNpzOptions<A> & O & CheckSaveOptions<L, O, SaveNpzOptions>,
): Promise<void> {
  const given: SaveNpzOptions = options ?? {};
  checkOptions('saveNpz', given, SAVE_NPZ_OPTIONS);
  const pieces = archivePiecesOf(layout, flat as NumberArray as AnyArray, given);
  const { replaceFile } = await import('../save/replace-files.ts');
  await replaceFile(target, pieces);
}

/** The bytes that `saveNpz` writes. @throws the errors of `saveNpz`, except those of the system */
export async function serializeNpz<L extends LayoutLike, A extends NumberArray, const O extends SaveNpzOptions<A>>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: SaveNpzOptions<A> & O & CheckSaveOptions<L, O, SaveNpzOptions>,
): Promise<Uint8Array<ArrayBuffer>> {
  const given: SaveNpzOptions = options ?? {};
  checkOptions('serializeNpz', given, SAVE_NPZ_OPTIONS);
  const pieces: Uint8Array[] = [];
  for await (const piece of archivePiecesOf(layout, flat as NumberArray as AnyArray, given)) pieces.push(piece.slice());
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = allocateBytes(size, 'saveNpz writes a file in pieces');
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

const SAVE_NPZ_OPTIONS = { dtype: DTYPES, compress: A_BOOLEAN, ...WRITE_OPTIONS } satisfies Record<
  keyof SaveNpzOptions,
  OptionCheck
>;

function archivePiecesOf(
  layout: LayoutLike,
  flat: AnyArray,
  { dtype, compress = false, onProgress, signal }: SaveNpzOptions,
): AsyncIterable<Uint8Array> {
  const files = planLeaves(layout, flat, dtype).map((tensor): readonly [name: string, PlannedFile] => {
    const header = composeNpyHeader(
      checkNpyDtype(kindOf(flat) as string, tensor.dtype, tensor.slot.path),
      tensor.slot.shape,
    );
    return [`${tensor.slot.path}.npy`, { header, tensors: [tensor], size: header.length + tensor.size }];
  });
  checkArchiveSize(files.map(([name, { size }]) => ({ name, size })));
  const total = files.reduce((sum, [, file]) => sum + file.size, 0);
  let done = 0;
  const watched = function* (pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const piece of pieces) {
      throwIfAborted(signal);
      yield piece;
      done += piece.length;
      onProgress?.({ done, total });
    }
  };
  return writeZip(
    files.map(([name, file]): MemberToWrite => ({ name, pieces: watched(filePiecesOf(file, flat)) })),
    compress,
  );
}
