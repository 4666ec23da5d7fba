import type { Laid } from '../../../types/checkpoint/any.ts';
import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { Loaded } from '../../../types/checkpoint/load/load.ts';
import type { AnyArray } from '../../../types/view.ts';
import { checked } from '../../flat.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../leaf.ts';
import type { Owner } from '../../owner.ts';
import { type FitResult, type Judge, judgeOf } from '../fit/fit.ts';
import { fitError, issueMessage } from '../fit/issue.ts';
import { flatLengthOf, ownersOf } from '../fit/owners.ts';
import { storedSchema } from '../fit/schema.ts';
import type { TensorInfo } from '../header/header.ts';
import { withStore } from '../store/open.ts';
import type { CheckpointSource, Store } from '../store/store.ts';
import { readInPlace } from './in-place.ts';
import { acceptedDtypesOf, type CheckpointWarning, checkTarget, type LoadOptions } from './options.ts';
import { readStored } from './read-stored.ts';

/**
 * Loads a checkpoint, one safetensors file or several, into a flat array. Every name, element type and shape is held against the layout
 * before the first byte of data is read, and all problems are reported at once. A tied position may be stored under its owner's name,
 * under its own, or under both with the same bits. It succeeds whole or changes nothing. Besides the flat array (two of them with
 * `into`, unless `staged` is false) it takes a few MB, however large the file is.
 *
 * `source` is a path, a URL, the file's bytes, a `Blob`, a `FileHandle`, anything with `read(offset, length)`; for shards the path or
 * URL of their index, their folder, or the index as data beside what opens each.
 *
 * @example
 * const flat = await load(model, 'model.safetensors', { ignore: ['h.*.attn.bias'] });
 * await load(model, await file.arrayBuffer(), { into: flat });
 * const block = await load(model.sub('h.1'), 'model.safetensors', { prefix: 'h.1.' });
 *
 * @throws CheckpointError where the file is no checkpoint or does not fit: the tensor, what was expected and found, and in `issues` all
 * problems; RangeError or TypeError where an option does not fit the layout; the source's own error where reading fails
 */
export async function load<L extends Laid, const O extends LoadOptions>(
  layout: L,
  source: CheckpointSource,
  options?: LoadOptions & O & CheckOptions<L, O, LoadOptions>,
): Promise<Loaded<L, O>> {
  return (await loadFrom(layout, options ?? {}, (use) => withStore(source, options ?? {}, use))) as Loaded<L, O>; // its kind is the one that was asked for, its length the layout's
}

/** Opens a store, runs `use` on it and closes it, whatever happens. */
export type Opener = (use: (store: Store) => Promise<AnyArray>) => Promise<AnyArray>;

/** The same out of any store of tensors. */
export async function loadFrom(layout: Laid, options: LoadOptions, open: Opener): Promise<AnyArray> {
  const owners = ownersOf(layout);
  const length = flatLengthOf(owners);
  const { into, staged = true } = options;
  if (into !== undefined) checkTarget(into, length);
  if (into === undefined && !staged)
    throw new TypeError('staged: false reads into the array that into gives, but there is none');
  const Type =
    into === undefined ?
      checked((options.type as ArrayType | undefined) ?? Float32Array)
    : (typeOfKind(kindOf(into)) as ArrayType);
  const judge = judgeOf(layout, options, acceptedDtypesOf(kindOf(new Type(0)) as string));

  return open(async (store) => {
    const fit = requireFit(judge, store.tensors);
    for (const warning of warningsOf(store, fit)) options.onWarning?.(warning);
    await store.checkEnds();
    if (into !== undefined && !staged) return readInPlace(into, owners, fit, store, options);
    const flat = new Type(length);
    await readStored(flat, owners, fit, store, options, () => undefined);
    if (into === undefined) return flat;
    checkTarget(into, length); // its buffer may have been given away or resized meanwhile
    if (fit.stored.size === owners.size) into.set(flat);
    else for (const path of fit.stored.keys()) copySlot(owners.get(path) as Owner, flat, into); // the rest stays as it was
    return into;
  });
}

/** Where the file holds each owner. @throws CheckpointError with all that does not fit */
export function requireFit(judge: Judge, tensors: ReadonlyMap<string, TensorInfo>): FitResult {
  const fit = judge(tensors);
  if (fit.issues.length === 0) return fit;
  const { error } = storedSchema(judge).safeParse(tensors);
  throw fitError(fit.issues, error?.issues ?? [], error);
}

/** From one array to another of the same kind, bit for bit. */
function copySlot({ slot: { offset, length } }: Owner, from: AnyArray, to: AnyArray): void {
  const Type = typeOfKind(kindOf(from)) as ArrayType;
  to.set(new Type(from.buffer, from.byteOffset + offset * from.BYTES_PER_ELEMENT, length), offset);
}

/** What was let pass of a store and by the options: `missing`, `unexpected`, or what the index of shards says that is not so. */
export function* warningsOf(store: Store, fit: FitResult): Generator<CheckpointWarning> {
  yield* store.warnings;
  for (const issue of fit.warnings) yield { code: issue.problem, path: [issue.name], message: issueMessage(issue) };
}
