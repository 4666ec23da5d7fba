import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe, isList } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { childAt, type GroupNode, join, keyAt, type Node } from '../schema/node.ts';
import { dimsOfLeaf } from '../schema/strides.ts';
import { copyLeaf, structurePath } from './pack-leaf.ts';

/**
 * Reads a nested structure into a fresh array, so that nothing is changed where a structure is refused, and sources may overlap what is
 * written to at last. Tied positions may be absent, or equal to their owner bit for bit. With `fill`, one number stands for a whole leaf.
 */
export function pack(root: Node, slots: readonly Slot[], structure: unknown, fresh: AnyArray, fill: boolean): void {
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
      else copyLeaf(slot, value, { into: fresh, start: slot.offset, fill });
      return;
    }
    if (!isAbsent) checkGroup(value, path, node, fill);
    for (let i = 0; i < node.count; i++) {
      const key = keyAt(node, i);
      const field =
        isAbsent || !Object.hasOwn(value as object, key) ?
          undefined
        : (value as Readonly<Record<string, unknown>>)[key];
      const child = childAt(node, i);
      const below = join(path, key);
      if (field === undefined && !isTied && child.size > 0) throw new TypeError(`'${below}' is missing`);
      read(child, field, below, isTied);
    }
  };
  read(root, structure, '', false);
  for (const [slot, value] of ties) compareWithOwner(slot, value, fresh, fill);
}

function checkGroup(value: unknown, path: string, node: GroupNode, fill: boolean): void {
  const { keys, count } = node;
  const isGroup = keys === undefined ? isList(value) : typeof value === 'object' && value !== null;
  if (fill && typeof value === 'number')
    throw new TypeError(`${structurePath(path)}: one number can fill only a leaf, and this is a subtree`);
  const expected = keys === undefined ? 'an array' : 'an object';
  if (!isGroup) throw new TypeError(`${structurePath(path)}: ${expected} was expected, found ${describe(value)}`);
  if (kindOf(value) !== undefined && (keys !== undefined || !holdsScalars(node)))
    throw flatInPlaceError(value as AnyArray, path, expected);
  if (keys === undefined) {
    const rank = kindOf(value) === undefined ? undefined : dimsOfLeaf(value as object)?.shape.length;
    const { length } = value as ArrayLike<unknown>;
    if (length !== count || (rank ?? 1) !== 1)
      throw new RangeError(
        `${structurePath(path)}: ${count} items were expected, found ${length}${rank === undefined ? '' : ` in ${rank} dimensions`}`,
      );
    return;
  }
  const known = new Set(keys);
  for (const key of Object.keys(value as object))
    if (!known.has(key)) throw new TypeError(`${structurePath(path)}: there is no '${key}'`);
}

/** Whether a list's items are scalars, which a typed array has as well. */
const holdsScalars = ({ children }: GroupNode): boolean => children.every(isScalarNode);
function isScalarNode(node: Node): boolean {
  if (node.kind === 'leaf') return node.shape.length === 0;
  return node.kind !== 'group' && isScalarNode(node.kind === 'tie' ? (node.target as Node) : node.of);
}

function flatInPlaceError(flat: AnyArray, path: string, expected: string): TypeError {
  const shape = dimsOfLeaf(flat)?.shape;
  const how =
    path === '' ?
      'view binds a flat array, and flat.set(array) copies one'
    : `part(model, flat, '${path}').set(array) copies one`;
  const what =
    shape !== undefined ? `a leaf of shape [${shape.join(', ')}]` : `a flat ${kindOf(flat)} of ${flat.length}: ${how}`;
  return new TypeError(`${structurePath(path)}: ${expected} was expected, found ${what}`);
}

function compareWithOwner(slot: Slot, value: unknown, packed: AnyArray, fill: boolean): void {
  const copy = new (packed.constructor as new (length: number) => AnyArray)(slot.length);
  copyLeaf(slot, value, { into: copy, start: 0, fill });
  for (let i = 0; i < slot.length; i++) {
    if (!Object.is(copy[i], packed[slot.offset + i]))
      throw new RangeError(`'${slot.path}' differs from its owner '${slot.tiedTo}' at element ${i}`);
  }
}

export interface PackOptions {
  readonly into?: AnyArray | undefined;
  readonly fill?: boolean | undefined;
}

/** What `pack` was given beside the structure: a flat array, or options. */
export function readPackOptions(given: AnyArray | PackOptions | undefined): PackOptions {
  if (given === undefined || kindOf(given) !== undefined) return { into: given as AnyArray | undefined };
  if (describe(given) !== 'an object')
    throw new TypeError(`a flat array or options were expected, found ${describe(given)}`);
  for (const key of Object.keys(given))
    if (key !== 'into' && key !== 'fill') throw new TypeError(`pack has no option '${key}'`);
  const { into, fill = false } = given as PackOptions;
  if (typeof fill !== 'boolean') throw new TypeError(`fill must be true or false, found ${describe(fill)}`);
  return { into, fill };
}
