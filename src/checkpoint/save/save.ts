// No twin in types: the result of a save does not depend on the layout.
import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { CheckSaveOptions } from '../../../types/checkpoint/fit/options.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../../types/view/flat.ts';
import { requireOptions } from '../../schema/options.ts';
import { isFileUrl } from '../source/open.ts';
import type { FileUrl } from '../source/source.ts';
import { collectBytes } from './file-pieces.ts';
import {
  SAVE_OPTIONS,
  type SaveOptions,
  type SaveTarget,
  SERIALIZE_OPTIONS,
  type SerializeOptions,
} from './options.ts';
import { planFile, planLeaves } from './plan.ts';

/**
 * Writes a flat array as a safetensors file: each leaf under its path, tied leaves once under their owner's path. The
 * file equals that of the official library, byte for byte. The save is atomic: a new file is written beside the target,
 * flushed and renamed over the old one; if anything fails, the old file stays as it was. Do not change the flat array
 * before the promise settles. Converting a dtype takes 2 MiB besides the flat array, whatever its size.
 *
 * `target` is a path, a `file:` URL or the result of `dcp`. Where there is no file system, use `serialize`, which returns the bytes.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { dtype: 'BF16', metadata: { step: '12' } });
 * await save(model, flat, 'model.safetensors', { maxShardSize: 5e9 });
 *
 * @throws RangeError or TypeError if `flat` does not fit the layout; CheckpointError if the format cannot hold a name
 * or text, or the dtype a value; the signal's reason; the system's own error if writing fails
 */
export async function save<L extends LayoutLike, A extends NumberArray, const O extends SaveOptions<A>>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  target: string | FileUrl | SaveTarget,
  options?: SaveOptions<A> & O & CheckSaveOptions<L, O, SaveOptions>,
): Promise<void> {
  const given: SaveOptions = options ?? {};
  const numbers = flat as NumberArray as AnyArray; // planLeaves checks it
  if (isSaveTarget(target)) return target.writeCheckpoint(layout, numbers, given);
  if (typeof target !== 'string' && !isFileUrl(target))
    throw new TypeError(
      'a path or a file: URL was expected as the target of a checkpoint; serialize returns the bytes',
    );
  requireOptions('save', given, SAVE_OPTIONS);
  const { writeCheckpoint } = await import('./write-checkpoint.ts');
  await writeCheckpoint(layout, numbers, target, given);
}

const isSaveTarget = (target: unknown): target is SaveTarget =>
  typeof target === 'object' && target !== null && 'writeCheckpoint' in target;

/**
 * Returns the bytes that `save` writes, for a download, a database, a request, or any place without a file system.
 *
 * @example
 * const file = new Blob([serialize(model, flat)]);
 *
 * @throws as `save` does
 */
export function serialize<L extends LayoutLike, A extends NumberArray, const O extends SerializeOptions<A>>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: SerializeOptions<A> & O & CheckSaveOptions<L, O, SerializeOptions>,
): Uint8Array<ArrayBuffer> {
  const given: SerializeOptions = options ?? {};
  requireOptions('serialize', given, SERIALIZE_OPTIONS);
  const { metadata, dtype, onWarning, order = 'official' } = given;
  const numbers = flat as NumberArray as AnyArray; // planLeaves checks it
  return collectBytes(planFile(planLeaves(layout, numbers, dtype, given), order, metadata), numbers, onWarning);
}
