// No twin in types: the compiler does not hold tensors.
import { type Rank, reshape, slice, tensor, type Tensor, transpose } from '@tensorflow/tfjs-core';
import type { AnyArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { zeros } from '../view/flat.ts';
import { ownersByPath, slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { mapLeaves } from '../values/map.ts';

/** Gives a tensor another shape. The result has the memory of the first. */
export const shaped = (from: Tensor, shape: readonly number[]): Tensor => reshape(from, [...shape]);

/** Makes a tensor of an owner's range. tfjs takes the view itself; whether it copies is up to the backend. */
export function tensorOver(flat: Float32Array, { shape, offset, length }: Slot): Tensor {
  const values = flat.subarray(offset, offset + length);
  // WebGL takes no shared memory.
  const own = flat.buffer instanceof ArrayBuffer ? values : values.slice();
  return tensor<Rank>(own, [...shape], 'float32');
}

/** Returns the structure of the layout with the owners' tensors, and the ties to them. */
export function structureOf(model: LayoutLike, owners: readonly Tensor[]): unknown {
  const byPath = ownersByPath(model);
  let i = 0;
  return mapLeaves(
    rootOfLayout(model),
    model.slots,
    () => owners[i++],
    (owner, slot) => tieOf(owner as Tensor, slot, byPath.get(slot.tiedTo as string)?.slot as Slot),
  );
}

/** Returns the tensor of a tied position: its owner's, or a transpose or a slice of it. */
function tieOf(from: Tensor, { shape, offset, length, transposed }: Slot, owner: Slot): Tensor {
  if (transposed) return transpose(from);
  if (length === owner.length) return shape.join() === owner.shape.join() ? from : shaped(from, shape);
  return shaped(slice(shaped(from, [owner.length]), offset - owner.offset, length), shape);
}

/**
 * Reads the owners' tensors into a flat array, with zeros in pads and where there is no tensor. It reads all before it
 * writes.
 */
export async function readOwners(
  model: LayoutLike,
  tensors: readonly (Tensor | undefined)[],
  out: AnyArray = zeros(rootOfLayout(model).size),
): Promise<AnyArray> {
  const values = await Promise.all(tensors.map((each) => each?.data<'float32'>()));
  out.fill(0);
  slotsOfOwners(model).forEach(({ offset }, i) => out.set(values[i] ?? [], offset));
  return out;
}
