import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { NameFunction, NameMap, NamePair } from '../../../types/checkpoint/fit/names.ts';
import type { CheckSaveOptions } from '../../../types/checkpoint/fit/options.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../../types/view/flat.ts';
import { NAMING_OPTIONS } from '../fit/options.ts';
import { checkOptions, DTYPES, type OptionCheck } from '../option-checks.ts';
import { isFileUrl } from '../source/open.ts';
import type { FileUrl } from '../source/source.ts';
import { type SaveOptions, WRITE_OPTIONS } from './options.ts';

/** How the tensors of a file relate to a layout, as for `load`, and what to write, as for `save`. */
export interface UpdateOptions<A = NumberArray> extends Pick<SaveOptions<A>, 'dtype' | 'onProgress' | 'signal'> {
  readonly prefix?: string | undefined;
  readonly names?: NameMap | NameFunction | NamePair | undefined;
  /** Patterns of paths whose matrices the file stores transposed. */
  readonly transpose?: readonly string[] | undefined;
}

const { mapping: _, ...CHECKED_NAMING } = NAMING_OPTIONS;
const UPDATE_OPTIONS = { ...CHECKED_NAMING, dtype: DTYPES, ...WRITE_OPTIONS } satisfies Record<
  keyof UpdateOptions,
  OptionCheck
>;

/**
 * Writes a flat array over the tensors of a layout in an existing file: a head that was trained, the last block of a
 * model. All other tensors, the order and the metadata stay byte for byte. Each tensor must be in the file with the
 * shape and the dtype to write, under its path or as `prefix`, `names` and `transpose` say, which mean the same as for
 * `load`. Ties that the file also holds are written too.
 *
 * The update is atomic: a new file is written beside the old one, flushed and renamed over it. `file` is a path or
 * `file:` URL, of a file or of an index of shards; the tensors must lie in one shard.
 *
 * @example
 * await save(model, flat, 'model.safetensors');
 * const block = model.sub('h.1');
 * await update('model.safetensors', block, block.zeros(), { prefix: 'h.1.' });
 *
 * @throws CheckpointError with all tensors that are missing or have another shape or dtype; the errors of `save`
 */
export async function update<L extends LayoutLike, A extends NumberArray, const O extends UpdateOptions<A>>(
  file: string | FileUrl,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: UpdateOptions<A> & O & CheckSaveOptions<L, O, UpdateOptions>,
): Promise<void> {
  const given: UpdateOptions = options ?? {};
  checkOptions('update', given, UPDATE_OPTIONS);
  if (typeof file !== 'string' && !isFileUrl(file))
    throw new TypeError('the path or file: URL of a checkpoint was expected as the file to update');
  const { rewriteTensors } = await import('./rewrite-tensors.ts');
  await rewriteTensors(file, layout, flat as NumberArray as AnyArray, given);
}
