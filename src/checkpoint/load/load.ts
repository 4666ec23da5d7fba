import type { AnyArray } from '../../../types/array/kind.ts';
import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { Loaded } from '../../../types/checkpoint/load/load.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import type { Owner } from '../../place/owner.ts';
import { requireNumberType } from '../../view/source.ts';
import { fitCheckerOf } from '../fit/fit.ts';
import { checkOptions } from '../option-checks.ts';
import { flatLengthOf, ownersOf } from '../fit/owners.ts';
import { withStore } from '../store/with-store.ts';
import type { CheckpointSource, Store } from '../store/store.ts';
import type { BitsKeeper } from './keep-bits.ts';
import { acceptedDtypesOf, checkTarget, LOAD_OPTIONS, type LoadOptions } from './options.ts';
import { readTensors } from './read-tensors.ts';

/**
 * Loads a checkpoint, one safetensors file or several, into a flat array. It checks every name, dtype and shape against
 * the layout before it reads any data, and reports all issues at once. A tied leaf may be stored under its owner's
 * name, under its own, or under both with the same bits. If loading fails, nothing has changed. Besides the flat array
 * (two of them with `into`, unless `staged` is false) loading takes a few MB, however large the file is.
 *
 * `source` is a path, a URL, the file's bytes, a `Blob`, a `FileHandle` or any object with `read(offset, length)`. For
 * shards it is the path or URL of their index, their folder, or the index as data with a function that gives each file.
 * It may also be what `open`, `dcp` or `modelJson` returned.
 *
 * @example
 * const flat = await load(model, 'model.safetensors', { ignore: ['h.*.attn.bias'] });
 * await load(model, await file.arrayBuffer(), { into: flat });
 * const block = await load(model.sub('h.1'), 'model.safetensors', { prefix: 'h.1.' });
 *
 * @throws CheckpointError if the file is not a checkpoint or does not fit the layout, with the tensor, what was
 * expected and found, and all `issues`; RangeError or TypeError if an option does not fit the layout; the source's own
 * error if reading fails
 */
export async function load<L extends LayoutLike, const O extends LoadOptions>(
  layout: L,
  source: CheckpointSource,
  options?: LoadOptions & O & CheckOptions<L, O, LoadOptions>,
): Promise<Loaded<L, O>> {
  // Without an `await` before it begins, so that `close` of its source waits for it.
  checkOptions('load', options ?? {}, LOAD_OPTIONS);
  // Its kind comes from the options, its length from the layout.
  return (await loadFrom(layout, options ?? {}, (use) => withStore(source, options ?? {}, use))) as Loaded<L, O>;
}

/** Opens a store, runs `use` on it and closes it, even if `use` fails. */
export type Opener = (use: (store: Store) => Promise<AnyArray>) => Promise<AnyArray>;

/** Loads from any store of tensors. */
export async function loadFrom(layout: LayoutLike, options: LoadOptions, open: Opener): Promise<AnyArray> {
  const owners = ownersOf(layout);
  const length = flatLengthOf(layout);
  const { staged = true, scales } = options;
  const into = options.into as AnyArray | undefined; // arrayTypeOf checks it
  if (into === undefined && !staged) throw new TypeError('staged: false needs the option into');
  const Type = arrayTypeOf(options, length);
  const kind = kindOf(new Type(0)) as string;
  // Without bits there is no `await` here; see `load`.
  const keeper = (options.bits ?? false) === false ? undefined : await bitsKeeperFor(layout, kind, options);
  const accepted = keeper?.accepted ?? acceptedDtypesOf(kind);
  const checkFit = fitCheckerOf(layout, options, accepted);

  return open(async (opened) => {
    const store = scales === undefined || 'hasScales' in opened ? opened : scales.open(opened);
    const { tensors, names } = store;
    const found = checkFit(tensors);
    const file = { layout, options, accepted, tensors, names, fit: found };
    if (options.onWarning !== undefined) (await import('./warnings.ts')).reportWarnings(store, file, options.onWarning);
    if (found.issues.length > 0) throw (await import('./on-demand.ts')).fitErrorOf(file);
    const fit = keeper?.keep(found, tensors, checkFit) ?? found;
    await store.checkEnds();
    if (into !== undefined && !staged) {
      const { readUnstaged } = await import('./read-unstaged.ts');
      return readUnstaged(into, owners, fit, store, options);
    }
    const flat = new Type(length);
    const { paths = [], partly = [] } = fit.arranged ?? {};
    if (into !== undefined) for (const path of partly) copySlot(owners.get(path) as Owner, into, flat);
    await readTensors(flat, owners, fit, store, options, () => undefined);
    if (into === undefined) return flat;
    checkTarget(into, length); // its buffer may have been transferred or resized meanwhile
    // Leaves that the file lacks keep their values.
    if (fit.stored.size + paths.length === owners.size) into.set(flat);
    else for (const path of [...fit.stored.keys(), ...paths]) copySlot(owners.get(path) as Owner, flat, into);
    return into;
  });
}

/** The kind of the array to load into. @throws for a wrong `into` or `type`, and if both are given but differ */
export function arrayTypeOf({ into, type }: Pick<LoadOptions, 'into' | 'type'>, length: number): ArrayType {
  const Type = type === undefined ? undefined : requireNumberType(type as ArrayType);
  if (into === undefined) return Type ?? Float32Array;
  checkTarget(into, length);
  const kind = kindOf(into as AnyArray) as string;
  const found = Type && kindOf(new Type(0));
  if (found !== undefined && found !== kind)
    throw new TypeError(`the option type must be the kind of into, ${kind}, or be left out; found ${found}`);
  return typeOfKind(kind) as ArrayType;
}

/** What keeps the bits of the tensors, if the options ask for it. */
export async function bitsKeeperFor(
  layout: LayoutLike,
  kind: string,
  { bits = false, scales }: LoadOptions,
): Promise<BitsKeeper | undefined> {
  if (bits === false) return undefined;
  if (scales !== undefined) throw new TypeError('scales cannot be applied to bits: pass one of them');
  return (await import('./on-demand.ts')).bitsKeeperOf(layout, kind, bits);
}

/** Copies a slot to another array of the same kind, bit for bit. */
function copySlot({ slot: { offset, length } }: Owner, from: AnyArray, to: AnyArray): void {
  const Type = typeOfKind(kindOf(from)) as ArrayType;
  to.set(new Type(from.buffer, from.byteOffset + offset * from.BYTES_PER_ELEMENT, length), offset);
}
