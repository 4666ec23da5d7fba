import type { Slot } from '../types/slot.ts';
import type { LeafNode } from './node.ts';
import { type Place, segmentsOf, settle, slotOf, step } from './slot.ts';

type LeafPlace = Place & { readonly node: LeafNode };

/** The same structure of anything. Owners first, wherever they stand; then every tied slot takes its owner's value. */
export function mapPlace(root: Place, leaf: (slot: Slot) => unknown, tie?: (value: unknown, slot: Slot) => unknown): unknown {
  const owned: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  owners(settle(root), (place) => {
    owned[place.path] = leaf(slotOf(place));
  });
  return build(settle(root), (place) => {
    if (place.tiedTo === undefined) return owned[place.path];
    const value = owned[place.tiedTo];
    if (tie !== undefined) return tie(value, slotOf(place));
    if (place.transposed) throw new TypeError(`'${place.path}' is a transposed tie: map needs a second function that transposes`);
    return value;
  });
}

function owners(place: Place, visit: (place: LeafPlace) => void): void {
  if (place.tiedTo !== undefined) return;
  if (place.node.kind === 'leaf') return visit(place as LeafPlace);
  for (const segment of segmentsOf(place.node)) owners(settle(step(place, segment) as Place), visit);
}

function build(place: Place, value: (place: LeafPlace) => unknown): unknown {
  if (place.node.kind === 'leaf') return value(place as LeafPlace);
  const items = segmentsOf(place.node).map((s) => [s, build(settle(step(place, s) as Place), value)] as const);
  return Object.freeze(place.node.kind === 'struct' ? Object.fromEntries(items) : items.map(([, item]) => item));
}
