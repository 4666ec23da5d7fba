import type { Slot } from '../types/slot.ts';
import type { AnyArray } from '../types/view.ts';
import { found, isList } from './found.ts';
import { kindOf } from './leaf.ts';
import { childAt, join, keyAt, type Node } from './node.ts';

/**
 * Reads a nested structure into a fresh array, so that nothing is changed where a structure is refused, and sources may overlap what is
 * written to at last. Tied positions may be absent, or equal to their owner bit for bit.
 */
export function pack(root: Node, slots: readonly Slot[], structure: unknown, fresh: AnyArray): void {
  const ties: [slot: Slot, value: unknown][] = []; // compared once all owners are in: a tie may be walked before its owner
  let next = 0;
  const read = (node: Node, value: unknown, path: string, isTied: boolean): void => {
    if (node.kind === 'scope') return read(node.of, value, path, isTied);
    if (node.kind === 'tie') return read(node.target as Node, value, path, true);
    const isAbsent = value === undefined && (isTied || (node.size === 0 && path !== ''));
    if (node.kind === 'leaf') {
      const slot = slots[next++] as Slot;
      if (isAbsent) return;
      if (isTied) ties.push([slot, value]);
      else copyLeaf(slot, value, fresh, slot.offset);
      return;
    }
    if (!isAbsent) checkGroup(value, path, node.keys, node.count);
    for (let i = 0; i < node.count; i++) {
      const key = keyAt(node, i);
      const field = isAbsent || !Object.hasOwn(value as object, key) ? undefined : (value as Readonly<Record<string, unknown>>)[key];
      const child = childAt(node, i);
      const below = join(path, key);
      if (field === undefined && !isTied && child.size > 0) throw new TypeError(`'${below}' is missing`);
      read(child, field, below, isTied);
    }
  };
  read(root, structure, '', false);
  for (const [slot, value] of ties) compare(slot, value, fresh);
}

function checkGroup(value: unknown, path: string, keys: readonly string[] | undefined, count: number): void {
  const isGroup = keys === undefined ? isList(value) : typeof value === 'object' && value !== null;
  if (!isGroup) throw new TypeError(`${show(path)}: ${keys === undefined ? 'an array' : 'an object'} was expected, found ${found(value)}`);
  if (keys === undefined) {
    const { length } = value as ArrayLike<unknown>;
    if (length !== count) throw new RangeError(`${show(path)}: ${count} items were expected, found ${length}`);
    return;
  }
  const known = new Set(keys);
  for (const key of Object.keys(value as object)) if (!known.has(key)) throw new TypeError(`${show(path)}: there is no '${key}'`);
}

/** Nested arrays lie by the strides of the slot; a flat typed array is the memory itself. */
function copyLeaf(slot: Slot, value: unknown, into: AnyArray, offset: number): void {
  const { path, shape, strides, length } = slot;
  const last = shape.length - 1;
  const along = (axis: number, items: unknown, at: number): void => {
    // Rows may be typed arrays as well.
    if (!isList(items) || items.length !== shape[axis]) {
      throw new RangeError(`${show(path)}: nested arrays of shape [${shape.join(', ')}] were expected, found ${found(items)} at depth ${axis}`);
    }
    const stride = strides[axis] as number;
    if (axis === last) copyRow(items, into, at, stride, path);
    else for (let i = 0; i < items.length; i++) along(axis + 1, items[i], at + i * stride);
  };
  const from = kindOf(value);
  if (from === undefined) return last < 0 ? copyRow([value], into, offset, 1, path) : along(0, value, offset);
  const flat = value as AnyArray;
  if (flat.length !== length) throw new RangeError(`${show(path)}: ${length} numbers were expected, found ${flat.length}`);
  const kind = kindOf(into) as string;
  if (from === kind || (kind.startsWith('Float') && !from.startsWith('Big'))) into.set(flat, offset);
  else copyRow(flat, into, offset, 1, path);
}

function copyRow(items: ArrayLike<unknown>, into: AnyArray, start: number, stride: number, path: string): void {
  const kind = kindOf(into) as string;
  const isInteger = !kind.startsWith('Float'); // so that not every number fits in
  let at = start;
  for (let i = 0; i < items.length; i++, at += stride) {
    const item = items[i];
    if (typeof item !== 'number') throw new TypeError(`${show(path)}: a number was expected, found ${found(item)}`);
    into[at] = item;
    if (isInteger && into[at] !== item) throw new RangeError(`${show(path)}: ${item} cannot be held by a ${kind}`);
  }
}

function compare(slot: Slot, value: unknown, packed: AnyArray): void {
  const copy = new (packed.constructor as new (length: number) => AnyArray)(slot.length);
  copyLeaf(slot, value, copy, 0);
  for (let i = 0; i < slot.length; i++) {
    if (!Object.is(copy[i], packed[slot.offset + i])) throw new RangeError(`'${slot.path}' differs from its owner '${slot.tiedTo}' at element ${i}`);
  }
}

const show = (path: string): string => (path === '' ? 'the structure' : `'${path}'`);
