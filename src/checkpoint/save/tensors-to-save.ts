// No twin in types: the compiler does not see how tensors lie in a file.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { gatherWindow, type TensorBoxes, transposedBoxesOf } from '../arrange/window.ts';
import { type Naming, renamerOf } from '../fit/names.ts';
import { requireMapping, transposedTestOf } from '../fit/options.ts';
import { ownersOf } from '../fit/owners.ts';
import { toNamesOf } from './to-names.ts';

/** A tensor to write, and where its elements lie in the flat array. */
export interface TensorToSave {
  /** The name and shape in the file. `offset` counts only if the elements lie there in the file's order. */
  readonly slot: Pick<Slot, 'path' | 'shape' | 'offset' | 'length'>;
  /** The leaves that it holds. */
  readonly paths: readonly string[];
  /** Gives elements in the file's order. The array is valid until the next call. */
  readonly gather?: Gather | undefined;
  /** If a mapping writes only some rows of the tensor: where they lie. `shape` has the least number of rows. */
  readonly open?: OpenTensor | undefined;
  /** For a leaf that is tied to another: the name under which the file has its owner, and whether it is transposed. */
  readonly alias?: string | undefined;
}
export interface OpenTensor {
  readonly boxes: TensorBoxes;
  readonly gather: Gather;
}
export type Gather = (flat: AnyArray, first: number, count: number) => AnyArray;

/** The options of `save` that say how the file's tensors relate to the leaves. They are those of `load`. */
export interface SavedNaming extends Pick<Naming, 'prefix' | 'names'> {
  /** Patterns of paths whose matrices the file stores transposed. */
  readonly transpose?: readonly string[] | undefined;
  /** How tensors of the file relate to leaves, as `mapping` describes it. It replaces the other three. */
  readonly mapping?: AnyMapping | undefined;
}

/** The naming of `save`, which can complete rows and write ties. */
export interface NamingInto extends SavedNaming {
  readonly into?: unknown;
  /** Whether to write tied leaves too. */
  readonly aliases?: boolean | undefined;
}

/** The code with which a mapping writes. */
export interface MappingWriter {
  tensorsToSave(layout: LayoutLike, options: NamingInto): readonly TensorToSave[];
}

/** The tensors of a layout as the options name and arrange them. @throws TypeError for options that have no inverse */
export function tensorsToSave(layout: LayoutLike, options: NamingInto): readonly TensorToSave[] {
  const { prefix = '', names, transpose = [], aliases = false } = options;
  // `as`: every mapping carries its code, but users do not see it.
  const mapping = options.mapping as (AnyMapping & MappingWriter) | undefined;
  if (mapping !== undefined) return requireMapping(mapping, 'tensorsToSave').tensorsToSave(layout, options);
  const isTransposed = transposedTestOf(layout, transpose);
  const nameOf = toNamesOf(prefix, names);
  const resolve = renamerOf(options);
  const users = new Map<string, string>();
  const owners = ownersOf(layout);
  const ties = aliases ? layout.slots.filter(({ tiedTo }) => tiedTo !== undefined) : [];
  return [...Array.from(owners.values(), ({ slot }) => slot), ...ties].map((slot) => {
    const { path, tiedTo } = slot;
    const name = nameOf(path);
    const read = resolve(name);
    if (read === undefined || read.ignored || read.path !== path)
      throw new TypeError(
        `save would write '${path}' as '${name}', and load would read that as ` +
          `${read === undefined || read.ignored ? 'nothing' : `'${read.path}'`}`,
      );
    const other = users.get(name);
    if (other !== undefined) throw new TypeError(`'${other}' and '${path}' would both be named '${name}'`);
    users.set(name, path);
    const owner = tiedTo === undefined ? undefined : owners.get(tiedTo)?.slot;
    const alias = owner && { name: nameOf(owner.path), transposed: isTransposed(owner) };
    return tensorOfLeaf(slot, name, isTransposed(slot), alias);
  });
}

/** The tensor of one leaf, or its transpose. For a tied leaf, `owner` is the tensor that the file has of its owner. */
export function tensorOfLeaf(
  { path, shape, offset, length, transposed, tiedTo }: Slot,
  name: string,
  isTransposed: boolean,
  owner?: { readonly name: string; readonly transposed: boolean } | undefined,
): TensorToSave {
  const stored = isTransposed ? [...shape].reverse() : shape;
  const differs = isTransposed !== transposed; // from the order in memory
  const tensor = { slot: { path: name, shape: stored, offset, length }, paths: [tiedTo ?? path] };
  const memory = { offset, shape: transposed ? [...shape].reverse() : shape };
  return {
    ...tensor,
    ...(differs && { gather: gatherOf(transposedBoxesOf(memory)) }),
    ...(owner && { alias: `${owner.name}${owner.transposed === differs ? '' : ' (transposed)'}` }),
  };
}

/** Makes the function that gathers the elements of a tensor. With `sparse`, elements that the boxes lack are 0. */
export function gatherOf(boxes: TensorBoxes, sparse = false): Gather {
  let window: AnyArray | undefined;
  return (flat, first, count) => {
    const Type = typeOfKind(kindOf(flat)) as ArrayType; // the plan has checked the flat array
    if (window === undefined || window.length < count) window = new Type(count);
    if (sparse) new Uint8Array(window.buffer).fill(0);
    gatherWindow(boxes, flat, first, count, window);
    return window;
  };
}
