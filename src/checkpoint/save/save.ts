// No twin in types: the result of a save does not depend on the layout.
import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { CheckSaveOptions } from '../../../types/checkpoint/fit/options.ts';
import type { CheckSavedParts, SavedPart, SavedPartOptions } from '../../../types/checkpoint/save/saved-parts.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../../types/view/flat.ts';
import { checkOptions } from '../option-checks.ts';
import { isFileUrl } from '../source/open.ts';
import type { FileUrl } from '../source/source.ts';
import { collectBytes, joinPieces } from './file-pieces.ts';
import {
  type PartsTarget,
  SAVE_OPTIONS,
  SAVE_PARTS_OPTIONS,
  type SaveOptions,
  type SaveTarget,
  SERIALIZE_OPTIONS,
  SERIALIZE_PARTS_OPTIONS,
  type SerializeOptions,
} from './options.ts';
import { planFile, planLeaves } from './plan.ts';
import { partOptionsOf, partPiecesOf, planParts } from './saved-parts.ts';

// The overload for one layout comes last, because the compiler reports the errors of the last overload.

/**
 * Writes several flat arrays in one checkpoint, each under the names of its layout: a model, the state of its optimiser
 * and a counter. `loadAll` reads them back. Each part is `[layout, flat]` or `[layout, flat, options]` with
 * `prefix`, `names`, `transpose`, `mapping`, `dtype` and `bits`. The other options are those for a single flat array.
 *
 * @example
 * const counter = layout({ step: [] });
 * await save([[model, flat], [counter, Int32Array.of(12), { dtype: 'I64', prefix: 'optim.' }]], 'run.safetensors');
 *
 * @throws as for one flat array; CheckpointError if two leaves would have one name, with the path of both
 */
export function save<const P extends readonly SavedPart[]>(
  parts: P & CheckSavedParts<P>,
  target: string | FileUrl | PartsTarget,
  options?: Omit<SaveOptions, keyof SavedPartOptions | 'into'>,
): Promise<void>;
/**
 * Writes a flat array as a safetensors file: each leaf under its path, tied leaves once under their owner's path. The
 * file equals that of the official library, byte for byte. The save is atomic: a new file is written beside the target,
 * flushed and renamed over the old one; if anything fails, the old file stays as it was. Do not change the flat array
 * before the promise settles. Converting a dtype takes 2 MiB besides the flat array, whatever its size.
 *
 * `target` is a path, a `file:` URL or the result of `dcp` or `modelJson`. Where there is no file system, use
 * `serialize`, which returns the bytes.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { dtype: 'BF16', metadata: { step: '12' } });
 * await save(model, flat, 'model.safetensors', { maxShardSize: 5e9 });
 *
 * @throws RangeError or TypeError if `flat` does not fit the layout; CheckpointError if the format cannot hold a name
 * or text, or the dtype a value; the signal's reason; the system's own error if writing fails
 */
export function save<L extends LayoutLike, A extends NumberArray, const O extends SaveOptions<A>>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  target: string | FileUrl | SaveTarget,
  options?: SaveOptions<A> & O & CheckSaveOptions<L, O, SaveOptions>,
): Promise<void>;
export async function save(...given: readonly unknown[]): Promise<void> {
  const isList = Array.isArray(given[0]);
  const [target, options = {}] = given.slice(isList ? 1 : 2) as [string | FileUrl | SaveTarget, SaveOptions?];
  const [layout, flat] = given as [LayoutLike, AnyArray]; // planLeaves checks it
  if (isSaveTarget(target)) {
    if (!isList) return target.writeCheckpoint(layout, flat, options);
    if ('writeParts' in target) return target.writeParts(given[0] as readonly SavedPart[], options);
    throw new TypeError(`a ${target.kind} target takes one flat array, not a list`);
  }
  if (typeof target !== 'string' && !isFileUrl(target))
    throw new TypeError(
      'a path or a file: URL was expected as the target of a checkpoint; serialize returns the bytes',
    );
  checkOptions('save', options, isList ? SAVE_PARTS_OPTIONS : SAVE_OPTIONS);
  const { writeCheckpoint, writeParts } = await import('./write-checkpoint.ts');
  if (isList) await writeParts(given[0] as readonly SavedPart[], target, options);
  else await writeCheckpoint(layout, flat, target, options);
}

const isSaveTarget = (target: unknown): target is SaveTarget | PartsTarget =>
  typeof target === 'object' && target !== null && 'writeCheckpoint' in target;

/** Returns the bytes that `save` writes for several flat arrays. @throws as `save` does */
export function serialize<const P extends readonly SavedPart[]>(
  parts: P & CheckSavedParts<P>,
  options?: Omit<SerializeOptions, keyof SavedPartOptions>,
): Uint8Array<ArrayBuffer>;
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
): Uint8Array<ArrayBuffer>;
export function serialize(...given: readonly unknown[]): Uint8Array<ArrayBuffer> {
  const isList = Array.isArray(given[0]);
  const [options = {}] = given.slice(isList ? 1 : 2) as [SerializeOptions?];
  checkOptions('serialize', options, isList ? SERIALIZE_PARTS_OPTIONS : SERIALIZE_OPTIONS);
  const { metadata, dtype, order = 'official', aliases = false, onWarning } = options;
  const [layout, flat] = given as [LayoutLike, AnyArray]; // planLeaves checks it
  if (!isList && !aliases)
    return collectBytes(planFile(planLeaves(layout, flat, dtype, options), order, metadata), flat, onWarning);
  const parts =
    isList ? (given[0] as readonly SavedPart[]) : [[layout, flat as NumberArray, partOptionsOf(options)] as const];
  const planned = planParts(parts, aliases, metadata);
  const file = planFile(planned.tensors, order, planned.metadata);
  return joinPieces(file.size, partPiecesOf(file, onWarning));
}
