import type { Laid } from '../../../types/checkpoint/any.ts';
import type { FlatSchemaOf } from '../../../types/any-layout.ts';
import type { FlatIn } from '../../../types/flat.ts';
import type { AnyArray, NumberArray } from '../../../types/view.ts';
import type { SaveOptions, SerializeOptions } from './options.ts';
import { planLeaves, planFile } from './plan.ts';
import { isFileUrl } from '../source/open.ts';
import type { FileUrl } from '../source/source.ts';
import { collectBytes } from './stream.ts';

/**
 * Writes a flat array as a safetensors file: each leaf under its path, tied leaves once, under their owner's. The file equals the official
 * library's, byte for byte. It appears whole or not at all: a new file beside it is written, flushed and renamed over an old one,
 * which stays as it was where anything fails. Leave the flat array alone until the promise is settled. What must be converted takes
 * 2 MiB beside the flat array, however large that is.
 *
 * `target` is a path or `file:` URL; where there is no file system, `serialize` gives the bytes.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { dtype: 'BF16', metadata: { step: '12' } });
 * await save(model, flat, 'model.safetensors', { maxShardSize: 5e9 });
 *
 * @throws RangeError or TypeError where `flat` does not fit the layout; CheckpointError where the format cannot hold a name or text, or the
 * element type a value; the signal's reason; the system's own error where writing fails
 */
export async function save<L extends Laid, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  target: string | FileUrl,
  options: SaveOptions<A> = {},
): Promise<void> {
  if (typeof target !== 'string' && !isFileUrl(target))
    throw new TypeError('a path or a file: URL was expected as the target of a checkpoint; serialize gives the bytes');
  const { writeCheckpoint } = await import('./write-checkpoint.ts');
  await writeCheckpoint(layout, flat as NumberArray as AnyArray, target, options);
}

/**
 * The bytes that `save` writes, for a download, a database, a request: wherever there is no file system.
 *
 * @example
 * const file = new Blob([serialize(model, flat)]);
 *
 * @throws as `save` does
 */
export function serialize<L extends Laid, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  { metadata, dtype, order = 'official' }: SerializeOptions<A> = {},
): Uint8Array<ArrayBuffer> {
  const numbers = flat as NumberArray as AnyArray; // plan refuses what is none
  return collectBytes(planFile(planLeaves(layout, numbers, dtype), order, metadata), numbers);
}
