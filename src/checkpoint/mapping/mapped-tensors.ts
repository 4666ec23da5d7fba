// No twin in types: the compiler does not see how tensors lie in a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Owner } from '../../place/owner.ts';
import { tensorBoxesOf, transposedBoxesOf } from '../arrange/window.ts';
import { ownersOf } from '../fit/owners.ts';
import { gatherOf, type TensorToSave } from '../save/tensors-to-save.ts';
import type { Relation, RelatedTensor } from './relate.ts';
import { elementCount } from '../arrange/strides.ts';

/** The tensors that a mapping writes, in the layout's order. Tied leaves come once, under their owner. */
export function mappedTensors(layout: LayoutLike, { renamed, arranged }: Relation): readonly TensorToSave[] {
  const owners = ownersOf(layout);
  const tensorsAt = new Map<string, RelatedTensor[]>(); // a tensor comes where its first leaf is
  for (const tensor of arranged.values()) {
    const first = tensor.leaves[0] as string; // every rule has a leaf
    tensorsAt.set(first, [...(tensorsAt.get(first) ?? []), tensor]);
  }
  const offsetOf = (path: string): number => (owners.get(path) as Owner).slot.offset; // the mapping is for this layout
  const write = (tensor: RelatedTensor): TensorToSave => ({
    slot: { path: tensor.name, shape: tensor.shape, offset: 0, length: elementCount(tensor.shape) },
    paths: tensor.leaves,
    gather: gatherOf(tensorBoxesOf(tensor.moves, offsetOf)),
  });
  return Array.from(owners).flatMap(([path, { slot }]): readonly TensorToSave[] => {
    const leaf = renamed.get(path);
    if (leaf === undefined) return (tensorsAt.get(path) ?? []).map(write);
    const named = { path: leaf.name, shape: leaf.shape, offset: slot.offset, length: slot.length };
    return [{ slot: named, paths: [path], ...(leaf.transposed && { gather: gatherOf(transposedBoxesOf(slot)) }) }];
  });
}
