// No twin in types: the compiler does not see how tensors lie in a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner } from '../../place/owner.ts';
import { tensorBoxesOf } from '../arrange/window.ts';
import { ownersOf } from '../fit/owners.ts';
import { gatherOf, tensorOfLeaf, type TensorToSave } from '../save/tensors-to-save.ts';
import type { Relation, RelatedTensor } from './relate.ts';
import { elementCount } from '../arrange/strides.ts';

/**
 * The tensors that a mapping writes, in the layout's order. Tied leaves come once, under their owner, or also under
 * their own names.
 */
export function mappedTensors(
  layout: LayoutLike,
  { renamed, arranged }: Relation,
  aliases: boolean,
): readonly TensorToSave[] {
  const owners = ownersOf(layout);
  const tensorsAt = new Map<string, RelatedTensor[]>(); // a tensor comes where its first leaf is
  for (const tensor of arranged.values()) {
    const first = tensor.leaves[0] as string; // every rule has a leaf
    tensorsAt.set(first, [...(tensorsAt.get(first) ?? []), tensor]);
  }
  const offsetOf = (path: string): number => (owners.get(path) as Owner).slot.offset; // the mapping is for this layout
  const write = (tensor: RelatedTensor): TensorToSave => {
    const boxes = tensorBoxesOf(tensor.moves, offsetOf);
    const gather = gatherOf(boxes, tensor.open);
    return {
      slot: { path: tensor.name, shape: tensor.shape, offset: 0, length: elementCount(tensor.shape) },
      paths: tensor.leaves,
      ...(tensor.open ? { open: { boxes, gather } } : { gather }),
    };
  };
  const aliasOf = (slot: Slot): readonly TensorToSave[] => {
    const own = renamed.get(slot.path);
    if (own === undefined || slot.tiedTo === undefined) return [];
    const owner = renamed.get(slot.tiedTo);
    if (owner === undefined)
      throw new TypeError(`aliases: '${slot.path}' is tied to '${slot.tiedTo}', which is not one tensor of the file`);
    return [tensorOfLeaf(slot, own.name, own.transposed, owner)];
  };
  return [
    ...Array.from(owners).flatMap(([path, { slot }]): readonly TensorToSave[] => {
      const leaf = renamed.get(path);
      return leaf === undefined ?
          (tensorsAt.get(path) ?? []).map(write)
        : [tensorOfLeaf(slot, leaf.name, leaf.transposed)];
    }),
    ...(aliases ? layout.slots.flatMap(aliasOf) : []),
  ];
}
