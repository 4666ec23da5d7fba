import type { AnyArray } from '../types/view.ts';
import { kindOf, type LeafType, leafType } from './leaf.ts';
import type { LeafNode } from './node.ts';
import { type Place, segmentsOf, settle, step } from './slot.ts';

/** The key under which a root view keeps its flat array; not enumerable, so that views equal plain objects. */
export const FLAT: unique symbol = Symbol.for('paramlayout.flat');

/** Binds the views of a place over a flat array: nested, frozen, eager. A scalar has no view of its own: see `put`. */
export function bind(place: Place, flat: AnyArray, root: object | undefined): unknown {
  return build(settle(place), flat, leafType(kindOf(flat) as string), root);
}

function build(place: Place, flat: AnyArray, Leaf: LeafType, root?: object): object {
  const { node } = place;
  if (node.kind === 'leaf') return leaf(place, node, flat, Leaf);
  const view: object = node.kind === 'struct' ? {} : [];
  for (const segment of segmentsOf(node)) put(view, segment, settle(step(place, segment) as Place), flat, Leaf);
  if (root !== undefined) Object.defineProperty(view, FLAT, { value: root });
  return Object.freeze(view);
}

function leaf(place: Place, node: LeafNode, flat: AnyArray, Leaf: LeafType): AnyArray {
  const dims = place.transposed
    ? { shape: Object.freeze([...node.shape].reverse()), strides: Object.freeze([...node.strides].reverse()) }
    : node;
  return new Leaf(flat.buffer, flat.byteOffset + place.offset * flat.BYTES_PER_ELEMENT, node.size, dims);
}

/** Sets a field of a view: a scalar as a property that reads and writes flat, all else as a value. */
function put(view: object, key: string, place: Place, flat: AnyArray, Leaf: LeafType): void {
  if (place.node.kind === 'leaf' && place.node.shape.length === 0) {
    Object.defineProperty(view, key, { ...scalar(flat, place.offset, place.path), enumerable: true, configurable: true });
  } else {
    // defineProperty and not assignment: `__proto__` must become a property
    const value = build(place, flat, Leaf);
    if (key === '__proto__') Object.defineProperty(view, key, { value, enumerable: true, configurable: true, writable: true });
    else (view as Record<string, unknown>)[key] = value;
  }
}

function scalar(flat: AnyArray, offset: number, path: string): { get(): number; set(value: number): void } {
  const gone = (): never => {
    throw new TypeError(`'${path}' cannot be reached: the buffer of its flat array was detached`);
  };
  return {
    get: () => flat[offset] ?? gone(),
    set: (value) => {
      if (offset >= flat.length) gone();
      flat[offset] = value;
    },
  };
}
