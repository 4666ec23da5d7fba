// The twin in types reads labels. The compiler never goes from an index to a label.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { slotsOfOwners } from './owner.ts';

/**
 * Returns the label of an element of the flat array: the path of the leaf that owns it, with the element's indices in
 * brackets. A scalar has no brackets. The time is logarithmic in the number of leaves, after a first call that lists
 * them.
 *
 * @example
 * labelAt(model, 22); // 'h.1.bias[2]'
 * labelAt(model, 59); // 'wte.weight[4,3]', which owns the memory of 'lm_head.weight'
 *
 * @throws RangeError for an index outside the flat array, and for a pad, which belongs to no leaf
 * @throws TypeError for anything but a layout
 */
export function labelAt(layout: LayoutLike, index: number): string {
  const { size } = rootOfLayout(layout);
  if (!Number.isInteger(index) || index < 0 || index >= size)
    throw new RangeError(`an index from 0 to ${size - 1} was expected, found ${String(index)}`);
  const owners = slotsOfOwners(layout);
  const after = firstAfter(owners, index);
  const slot = owners[after - 1] as Slot; // the first owner starts at 0
  if (index >= slot.offset + slot.length) throw new RangeError(explainPad(index, owners, after));
  return labelOf(slot, index - slot.offset);
}

/** Returns the position of the first owner that starts after an element. Empty owners before it start there, too. */
function firstAfter(owners: readonly Slot[], index: number): number {
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((owners[middle] as Slot).offset > index) high = middle;
    else low = middle + 1;
  }
  return low;
}

function explainPad(index: number, owners: readonly Slot[], after: number): string {
  const before = owners[after - 1] as Slot;
  const next = owners[after];
  const where = next === undefined ? `after '${before.path}'` : `between '${before.path}' and '${next.path}'`;
  return `index ${index} is a pad ${where}; a pad belongs to no leaf and has no label`;
}

/** Returns the label of an element, counted from the start of its owner. */
function labelOf({ path, shape, strides }: Slot, element: number): string {
  if (shape.length === 0) return path;
  let rest = element;
  let indices = '';
  for (let d = 0; d < strides.length; d++) {
    const stride = strides[d] as number; // not 0, because the owner has elements
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    indices += d === 0 ? index : `,${index}`;
  }
  return `${path}[${indices}]`;
}

/**
 * Yields the label of each element in memory order. Pads have no label, so this yields nothing for them.
 *
 * @example
 * labels(model).next().value; // 'h.0.bias[0]'
 * Array.from(labels(layout({ s: [], w: [2, 2] }))); // ['s', 'w[0,0]', 'w[0,1]', 'w[1,0]', 'w[1,1]']
 *
 * @throws TypeError for anything but a layout
 */
export function* labels(layout: LayoutLike): Generator<string, void, undefined> {
  for (const slot of slotsOfOwners(layout))
    for (let element = 0; element < slot.length; element++) yield labelOf(slot, element);
}
