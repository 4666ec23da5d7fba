import type { AnyArray } from '../types/view.ts';
import { kindOf } from './leaf.ts';
import { keyAt } from './node.ts';
import { below, dimsOf, type LeafPlace, type Place } from './slot.ts';

/** What is written to: a fresh array, so that nothing is changed where a structure is refused, and sources may overlap the target. */
interface Target {
  readonly into: AnyArray;
  readonly kind: string;
  /** Whether its elements are integers, so that not every number fits in. */
  readonly isInteger: boolean;
  /** Ties are compared once all owners are in: a tie may be walked before its owner. */
  readonly ties: (() => void)[];
}

/** Reads a nested structure into a fresh array of the target's kind; throws before anything of the target is touched. */
export function pack(place: Place, structure: unknown, scratch: AnyArray): void {
  const kind = kindOf(scratch) as string;
  const target: Target = { into: scratch, kind, isInteger: !kind.startsWith('Float'), ties: [] };
  read(place, structure, target);
  for (const check of target.ties) check();
}

function read(place: Place, value: unknown, target: Target): void {
  const { node, path } = place;
  if (node.kind === 'leaf') {
    const leaf = place as LeafPlace;
    if (place.tiedTo === undefined) return copyLeaf(leaf, value, target, place.offset);
    if (value !== undefined) target.ties.push(() => sameAsOwner(leaf, value, target));
    return;
  }
  if (value === undefined && place.tiedTo !== undefined) return;
  const list = node.keys === undefined;
  if (typeof value !== 'object' || value === null || (list && !isList(value))) {
    throw new TypeError(`${show(path)}: ${list ? 'an array' : 'an object'} was expected, found ${describe(value)}`);
  }
  if (list && (value as ArrayLike<unknown>).length !== node.count) {
    throw new RangeError(`${show(path)}: ${node.count} items were expected, found ${(value as ArrayLike<unknown>).length}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (node.keys !== undefined) refuseOthers(fields, node.keys, path);
  const places = below(place);
  for (let i = 0; i < places.length; i++) {
    const next = places[i] as Place;
    const segment = keyAt(node, i);
    const found = Object.hasOwn(fields, segment) ? fields[segment] : undefined;
    if (found === undefined && next.tiedTo === undefined && next.node.size > 0) throw new TypeError(`'${next.path}' is missing`);
    if (found !== undefined || next.tiedTo !== undefined) read(next, found, target);
  }
}

function refuseOthers(fields: object, expected: readonly string[], path: string): void {
  const known = new Set(expected);
  for (const key of Object.keys(fields)) if (!known.has(key)) throw new TypeError(`${show(path)}: there is no '${key}'`);
}

const show = (path: string): string => (path === '' ? 'the structure' : `'${path}'`);

/** Rows may be typed arrays as well. */
const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || kindOf(value) !== undefined;

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return isList(value) ? `an array of ${value.length}` : 'an object';
}

function copyLeaf(place: LeafPlace, value: unknown, target: Target, offset: number): void {
  const kind = kindOf(value);
  if (kind === undefined) return copyNested(place, value, target, offset);
  const flat = value as ArrayLike<number>;
  const { size } = place.node;
  if (flat.length !== size) throw new RangeError(`${show(place.path)}: ${size} numbers were expected, found ${flat.length}`);
  if (kind.startsWith('Big')) return copyRow(place, flat, target, offset); // which says that these are no numbers
  target.into.set(flat, offset);
  if (target.isInteger && kind !== target.kind) {
    for (let i = 0; i < size; i++) if (target.into[offset + i] !== flat[i]) throw unfit(place, flat[i], target);
  }
}

function copyNested(place: LeafPlace, value: unknown, target: Target, offset: number): void {
  const { shape } = dimsOf(place.node, place.transposed);
  if (shape.length === 0) return copyRow(place, [value], target, offset);
  const last = shape.length - 1;
  let at = offset;
  const along = (axis: number, items: unknown): void => {
    if (!isList(items) || items.length !== shape[axis]) {
      throw new RangeError(
        `${show(place.path)}: nested arrays of shape [${shape.join(', ')}] were expected, found ${describe(items)} at depth ${axis}`,
      );
    }
    if (axis < last) for (let i = 0; i < items.length; i++) along(axis + 1, items[i]);
    else {
      copyRow(place, items, target, at);
      at += items.length;
    }
  };
  along(0, value);
}

function copyRow(place: LeafPlace, items: ArrayLike<unknown>, target: Target, offset: number): void {
  const { into, isInteger } = target;
  for (let i = 0; i < items.length; i++) {
    const value = items[i];
    if (typeof value !== 'number') throw new TypeError(`${show(place.path)}: a number was expected, found ${describe(value)}`);
    into[offset + i] = value;
    if (isInteger && into[offset + i] !== value) throw unfit(place, value, target);
  }
}

function unfit(place: Place, value: unknown, { kind }: Target): RangeError {
  return new RangeError(`${show(place.path)}: ${String(value)} cannot be held by a ${kind}`);
}

function sameAsOwner(place: LeafPlace, value: unknown, target: Target): void {
  const { node } = place;
  const own = target.into.constructor as new (length: number) => AnyArray;
  const copy = new own(node.size);
  copyLeaf(place, value, { ...target, into: copy }, 0);
  const [rows, columns] = node.shape as readonly [number, number];
  // Nested arrays of a transposed tie come in its own order; a typed array is the owner's memory.
  const reordered = place.transposed && kindOf(value) === undefined;
  for (let i = 0; i < node.size; i++) {
    const j = reordered ? (i % rows) * columns + Math.floor(i / rows) : i;
    if (!Object.is(copy[i], target.into[place.offset + j])) {
      throw new RangeError(`'${place.path}' differs from its owner '${place.tiedTo}' at element ${i}`);
    }
  }
}
