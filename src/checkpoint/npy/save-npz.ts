import type { FlatSchemaOf } from '../../../types/any-layout.ts';
import type { Laid } from '../../../types/checkpoint/any.ts';
import type { FlatIn } from '../../../types/flat.ts';
import type { AnyArray, NumberArray } from '../../../types/view.ts';
import { kindOf } from '../../leaf.ts';
import type { Progress } from '../save/options.ts';
import { plan as planLeaves, type PlannedFile } from '../save/plan.ts';
import { streamOf } from '../save/stream.ts';
import { heed, type Signal } from '../source/abort.ts';
import type { FileUrl } from '../source/source.ts';
import { composeNpyHeader } from './header.ts';
import { npyDtype, type SavedNpyDtype } from './save-npy.ts';
import { checkArchive, type ZipMember, zipped } from './zipped.ts';

export interface SaveNpzOptions<A = NumberArray> {
  /** As for `save`; numpy has no BF16. */
  readonly dtype?: SavedNpyDtype<A> | { readonly [pattern: string]: SavedNpyDtype<A> } | undefined;
  /** Deflates the arrays, as `np.savez_compressed` does. */
  readonly compress?: boolean | undefined;
  /** Told before each piece how many bytes of the arrays have been taken, and of how many. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops the save: what was there before stays. */
  readonly signal?: Signal | undefined;
}

/**
 * Writes a flat array as an archive of numpy's: each leaf under its path, tied leaves once, under their owner's, in the layout's order.
 * `np.load` reads it. It appears whole or not at all, as a file that `save` writes. An archive holds less than 4 GiB and 65,535
 * leaves: beyond that, `save` writes safetensors.
 *
 * @example
 * await saveNpz(model, flat, 'model.npz', { compress: true });
 *
 * @throws as `save` does; CheckpointError for what an archive cannot hold
 */
export async function saveNpz<L extends Laid, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  target: string | FileUrl,
  options: SaveNpzOptions<A> = {},
): Promise<void> {
  const pieces = archive(layout, flat as NumberArray as AnyArray, options);
  const { replaceFile } = await import('../save/replace.ts');
  await replaceFile(target, pieces);
}

/** The bytes that `saveNpz` writes. @throws as it does */
export async function serializeNpz<L extends Laid, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options: SaveNpzOptions<A> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive(layout, flat as NumberArray as AnyArray, options)) pieces.push(piece.slice());
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

function archive(
  layout: Laid,
  flat: AnyArray,
  { dtype, compress = false, onProgress, signal }: SaveNpzOptions,
): AsyncIterable<Uint8Array> {
  const files = planLeaves(layout, flat, dtype).map((tensor): readonly [name: string, PlannedFile] => {
    const header = composeNpyHeader(
      npyDtype(kindOf(flat) as string, tensor.dtype, tensor.slot.path),
      tensor.slot.shape,
    );
    return [`${tensor.slot.path}.npy`, { header, tensors: [tensor], size: header.length + tensor.size }];
  });
  checkArchive(files.map(([name, { size }]) => ({ name, size })));
  const total = files.reduce((sum, [, file]) => sum + file.size, 0);
  let done = 0;
  const watched = function* (pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const piece of pieces) {
      heed(signal);
      yield piece;
      done += piece.length;
      onProgress?.({ done, total });
    }
  };
  return zipped(
    files.map(([name, file]): ZipMember => ({ name, pieces: watched(streamOf(file, flat)) })),
    compress,
  );
}
