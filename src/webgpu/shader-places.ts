// No twin in types: the compiler does not see the text of a shader.
import type { Slot, SubtreeRange } from '../../types/place/slot.ts';
import { childPlaceOf, type Place, rootPlaceOf } from '../place/place.ts';
import { rangeOf } from '../place/slot.ts';
import type { Node } from '../schema/node.ts';

/** A repeat, or a leaf, in the first blocks of the repeats around it. In its path, `*` stands for a block's index. */
export interface ShaderPlace {
  readonly at: Slot | SubtreeRange;
  /** The repeats around it, the outermost first. A stride in elements is 0 if all blocks are tied to one owner. */
  readonly blocks: readonly { readonly count: number; readonly stride: number }[];
}

/** Returns all repeats and leaves of a layout in order, those below ties included. A repeat counts once. */
export function shaderPlacesOf(root: Node): ShaderPlace[] {
  const found: ShaderPlace[] = [];
  // `counts` are those of the repeats around a place. `seconds` are the places in their second blocks: what those are
  // apart from the place itself is the stride, also below ties, which may leave the repeat or stay within it.
  const walk = (place: Place, counts: readonly number[], seconds: readonly Place[]): void => {
    const { node } = place;
    const enter = (index: number, key?: string): Place[] => seconds.map((second) => childPlaceOf(second, index, key));
    if (node.kind === 'leaf' || node.form === 'repeat') {
      const blocks = counts.map((count, i) => ({ count, stride: (seconds[i] as Place).offset - place.offset }));
      found.push({ at: rangeOf(place), blocks });
    }
    if (node.kind === 'leaf') return;
    if (node.form === 'repeat')
      walk(childPlaceOf(place, 0, '*'), [...counts, node.count], [...enter(0, '*'), childPlaceOf(place, 1, '*')]);
    else for (let i = 0; i < node.count; i++) walk(childPlaceOf(place, i), counts, enter(i));
  };
  walk(rootPlaceOf(root), [], []);
  return found;
}
