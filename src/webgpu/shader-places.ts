// No twin in types: the compiler does not see the text of a shader.
import type { Slot } from '../../types/place/slot.ts';
import { childPlaceOf, type LeafPlace, type Place, rootPlaceOf } from '../place/place.ts';
import { slotOf } from '../place/slot.ts';
import { type Node, strideOf } from '../schema/node.ts';

/** A repeat, or a leaf together with its copies in all blocks. In its path, `*` stands for the index of a block. */
export type ShaderPlace = ShaderRepeat | ShaderLeaf;
export interface ShaderRepeat {
  readonly kind: 'repeat';
  readonly path: string;
  readonly count: number;
  /** In elements. */
  readonly stride: number;
}
/** The slot of a leaf in the first blocks of the repeats around it. */
export interface ShaderLeaf extends Slot {
  readonly kind: 'leaf';
  /** The repeats around it, the outermost first. A stride in elements is 0 if all blocks are tied to one owner. */
  readonly blocks: readonly { readonly count: number; readonly stride: number }[];
}

/** Returns all repeats and leaves of a layout in order, those below ties included. A repeat counts once. */
export function shaderPlacesOf(root: Node): ShaderPlace[] {
  const found: ShaderPlace[] = [];
  // `counts` are those of the repeats around a place. `seconds` are the places in their second blocks: what those are
  // apart from the place itself is the stride, also below ties, which may leave the repeat or stay within it.
  const walk = (place: Place, counts: readonly number[], seconds: readonly Place[]): void => {
    const { node, path } = place;
    const child = (index: number, key?: string): Place[] => seconds.map((second) => childPlaceOf(second, index, key));
    if (node.kind === 'leaf') {
      const blocks = counts.map((count, i) => ({ count, stride: (seconds[i] as Place).offset - place.offset }));
      found.push({ ...slotOf(place as LeafPlace), kind: 'leaf', blocks });
    } else if (node.form === 'repeat') {
      found.push({ kind: 'repeat', path, count: node.count, stride: strideOf(node) });
      walk(childPlaceOf(place, 0, '*'), [...counts, node.count], [...child(0, '*'), childPlaceOf(place, 1, '*')]);
    } else for (let i = 0; i < node.count; i++) walk(childPlaceOf(place, i), counts, child(i));
  };
  walk(rootPlaceOf(root), [], []);
  return found;
}
