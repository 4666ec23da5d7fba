import type { AnyArray } from '../types/view.ts';
import { kindOf } from './leaf.ts';
import type { LeafNode } from './node.ts';
import { type Place, segmentsOf, settle, step } from './slot.ts';

const show = (path: string): string => (path === '' ? 'the structure' : `'${path}'`);

/** Reads a nested structure into a fresh array of the target's kind; throws before anything of the target is touched. */
export function pack(place: Place, structure: unknown, scratch: AnyArray): void {
  const ties: (() => void)[] = [];
  read(settle(place), structure, scratch, ties);
  // Ties are compared once all owners are in: a tie may be walked before its owner.
  for (const check of ties) check();
}

function read(place: Place, value: unknown, into: AnyArray, ties: (() => void)[]): void {
  const { node, path } = place;
  if (node.kind === 'leaf') {
    if (place.tiedTo === undefined) return copyLeaf(place, node, value, into, place.offset);
    if (value !== undefined) ties.push(() => sameAsOwner(place, node, value, into));
    return;
  }
  if (value === undefined && place.tiedTo !== undefined) return;
  const segments = segmentsOf(node);
  const list = node.kind !== 'struct';
  if (typeof value !== 'object' || value === null || (list && !isList(value))) {
    throw new TypeError(`${show(path)}: ${list ? 'an array' : 'an object'} was expected, found ${describe(value)}`);
  }
  if (list && (value as ArrayLike<unknown>).length !== segments.length) {
    throw new RangeError(`${show(path)}: ${segments.length} items were expected, found ${(value as ArrayLike<unknown>).length}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (!list) for (const key of Object.keys(fields)) if (!segments.includes(key)) throw new TypeError(`${show(path)}: there is no '${key}'`);
  for (const segment of segments) {
    const next = settle(step(place, segment) as Place);
    const found = Object.hasOwn(fields, segment) ? fields[segment] : undefined;
    if (found === undefined && next.tiedTo === undefined && next.node.size > 0) throw new TypeError(`'${next.path}' is missing`);
    if (found !== undefined || next.tiedTo !== undefined) read(next, found, into, ties);
  }
}

const isList = (value: object): value is ArrayLike<unknown> => Array.isArray(value) || kindOf(value) !== undefined;

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return isList(value) ? `an array of ${value.length}` : 'an object';
}

function copyLeaf(place: Place, node: LeafNode, value: unknown, into: AnyArray, offset: number): void {
  const shape = place.transposed ? [...node.shape].reverse() : node.shape;
  if (kindOf(value) !== undefined) {
    const flat = value as ArrayLike<number>;
    if (flat.length !== node.size) throw new RangeError(`${show(place.path)}: ${node.size} numbers were expected, found ${flat.length}`);
    for (let i = 0; i < flat.length; i++) store(place, flat[i], into, offset + i);
    return;
  }
  let at = offset;
  const nested = (item: unknown, depth: number): void => {
    if (depth === shape.length) return store(place, item, into, at++);
    if (!Array.isArray(item) || item.length !== shape[depth]) {
      throw new RangeError(
        `${show(place.path)}: nested arrays of shape [${shape.join(', ')}] were expected, found ${describe(item)} at depth ${depth}`,
      );
    }
    for (const each of item) nested(each, depth + 1);
  };
  nested(value, 0);
}

function store(place: Place, value: unknown, into: AnyArray, at: number): void {
  if (typeof value !== 'number') throw new TypeError(`${show(place.path)}: a number was expected, found ${describe(value)}`);
  into[at] = value;
  if (!(kindOf(into) as string).startsWith('Float') && into[at] !== value) {
    throw new RangeError(`${show(place.path)}: ${value} cannot be held by a ${kindOf(into)}`);
  }
}

function sameAsOwner(place: Place, node: LeafNode, value: unknown, into: AnyArray): void {
  const own = into.constructor as new (length: number) => AnyArray;
  const copy = new own(node.size);
  copyLeaf(place, node, value, copy, 0);
  const [rows, columns] = node.shape as readonly [number, number];
  for (let i = 0; i < node.size; i++) {
    // Nested arrays of a transposed tie come in its own order; a typed array is the owner's memory.
    const j = place.transposed && kindOf(value) === undefined ? (i % rows) * columns + Math.floor(i / rows) : i;
    if (!Object.is(copy[i], into[place.offset + j])) {
      throw new RangeError(`'${place.path}' differs from its owner '${place.tiedTo}' at element ${i}`);
    }
  }
}

/** Plain nested arrays of all leaves, those of ties too; the inverse of `pack`. */
export function unpack(from: Place, flat: AnyArray): unknown {
  const place = settle(from);
  const { node } = place;
  if (node.kind === 'leaf') {
    const { shape, strides } = node;
    const order = place.transposed ? [1, 0] : shape.map((_, i) => i);
    const nested = (depth: number, at: number): unknown => {
      const axis = order[depth];
      if (axis === undefined) return flat[at];
      return Array.from({ length: shape[axis] as number }, (_, i) => nested(depth + 1, at + i * (strides[axis] as number)));
    };
    return nested(0, place.offset);
  }
  const items = segmentsOf(node).map((s) => [s, unpack(step(place, s) as Place, flat)] as const);
  return node.kind === 'struct' ? Object.fromEntries(items) : items.map(([, value]) => value);
}
