// No twin in types: the compiler does not see how tensors lie in a file.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { gatherWindow, type TensorBoxes, transposedBoxesOf } from '../arrange/window.ts';
import { type Naming, renamerOf } from '../fit/names.ts';
import { transposedTestOf } from '../fit/options.ts';
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
}
export type Gather = (flat: AnyArray, first: number, count: number) => AnyArray;

/** The options of `save` that say how the file's tensors relate to the leaves. They are those of `load`. */
export interface SavedNaming extends Pick<Naming, 'prefix' | 'names'> {
  /** Patterns of paths whose matrices the file stores transposed. */
  readonly transpose?: readonly string[] | undefined;
  /** How tensors of the file relate to leaves, as `mapping` describes it. It replaces the other three. */
  readonly mapping?: AnyMapping | undefined;
}

/** The code with which a mapping writes. */
export interface MappingWriter {
  tensorsToSave(layout: LayoutLike, options: SavedNaming): readonly TensorToSave[];
}

/** The tensors of a layout as the options name and arrange them. @throws TypeError for options that have no inverse */
export function tensorsToSave(layout: LayoutLike, options: SavedNaming): readonly TensorToSave[] {
  const { prefix = '', names, transpose = [] } = options;
  // `as`: every mapping carries its code, but users do not see it.
  const mapping = options.mapping as (AnyMapping & MappingWriter) | undefined;
  if (mapping !== undefined) return mapping.tensorsToSave(layout, options);
  const isTransposed = transposedTestOf(layout, transpose);
  const nameOf = toNamesOf(prefix, names);
  const resolve = renamerOf(options);
  const users = new Map<string, string>();
  return Array.from(ownersOf(layout).values(), ({ slot }) => {
    const { path, shape, offset, length } = slot;
    const name = nameOf(path);
    const read = resolve(name);
    if (read === undefined || read.ignored || read.path !== path)
      throw new TypeError(
        `save would write '${path}' as '${name}', and load would read that as ${read === undefined || read.ignored ? 'nothing' : `'${read.path}'`}`,
      );
    const other = users.get(name);
    if (other !== undefined) throw new TypeError(`'${other}' and '${path}' would both be named '${name}'`);
    users.set(name, path);
    if (!isTransposed(slot)) return { slot: { path: name, shape, offset, length }, paths: [path] };
    return {
      slot: { path: name, shape: [...shape].reverse(), offset, length },
      paths: [path],
      gather: gatherOf(transposedBoxesOf(slot)),
    };
  });
}

/** Makes the function that gathers the elements of a tensor. */
export function gatherOf(boxes: TensorBoxes): Gather {
  let window: AnyArray | undefined;
  return (flat, first, count) => {
    const Type = typeOfKind(kindOf(flat)) as ArrayType; // the plan has checked the flat array
    if (window === undefined || window.length < count) window = new Type(count);
    gatherWindow(boxes, flat, first, count, window);
    return window;
  };
}
