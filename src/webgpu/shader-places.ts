// No twin in types: the compiler does not see the text of a shader.
import { childPlaceOf, type LeafPlace, type Place, rootPlaceOf } from '../place/place.ts';
import { stridedShapeOf } from '../place/slot.ts';
import { type GroupNode, type Node, strideOf } from '../schema/node.ts';

/** A repeat, or a leaf together with its copies in all blocks. In its path, `*` stands for the index of a block. */
export type ShaderPlace = ShaderRepeat | ShaderLeaf;
export interface ShaderRepeat {
  readonly kind: 'repeat';
  readonly path: string;
  readonly count: number;
  /** In elements. */
  readonly stride: number;
}
/** All numbers are in elements. */
export interface ShaderLeaf {
  readonly kind: 'leaf';
  readonly path: string;
  /** Of the leaf in the first blocks. */
  readonly offset: number;
  readonly length: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** The repeats around it, the outermost first. The stride is 0 if all blocks are tied to one owner. */
  readonly blocks: readonly { readonly count: number; readonly stride: number }[];
  readonly tiedTo: string | undefined;
  readonly transposed: boolean;
}

/** Returns all repeats and leaves of a layout in order, those below ties included. A repeat counts once. */
export function shaderPlacesOf(root: Node): ShaderPlace[] {
  const found: ShaderPlace[] = [];
  // `counts` are those of the repeats around a place. `seconds` are the places in their second blocks: what those are
  // apart from the place itself is the stride, also below ties, which may leave the repeat or stay within it.
  const walk = (place: Place, counts: readonly number[], seconds: readonly Place[]): void => {
    const { node, path } = place;
    if (node.kind === 'leaf') {
      const blocks = counts.map((count, i) => ({ count, stride: (seconds[i] as Place).offset - place.offset }));
      found.push(leafOf(place as LeafPlace, blocks));
    } else if (node.form === 'repeat') {
      found.push({ kind: 'repeat', path, count: node.count, stride: strideOf(node) });
      const below = seconds.map((second) => childPlaceOf(second, 0, '*'));
      walk(childPlaceOf(place, 0, '*'), [...counts, node.count], [...below, childPlaceOf(place, 1, '*')]);
    } else for (let i = 0; i < node.count; i++) walk(childPlaceOf(place, i), counts, childrenOf(seconds, i));
  };
  walk(rootPlaceOf(root), [], []);
  return found;
}

const childrenOf = (places: readonly Place[], index: number): Place[] =>
  places.map((place) => childPlaceOf(place as Place & { node: GroupNode }, index));

function leafOf({ node, path, offset, tiedTo, transposed }: LeafPlace, blocks: ShaderLeaf['blocks']): ShaderLeaf {
  return {
    kind: 'leaf',
    path,
    offset,
    length: node.length,
    ...stridedShapeOf(node, transposed),
    blocks,
    tiedTo,
    transposed,
  };
}
