// No twin in types: the compiler compares a structure with the type of the parameter.
import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe, describeLeaf, isList } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { childAt, type GroupNode, join, keyAt, type Node } from '../schema/node.ts';
import { stridedShapeOfLeaf } from '../schema/strides.ts';
import { quotePath } from './pack-leaf.ts';

/**
 * Walks a structure beside its schema, and calls `visit` with the value at each slot, in the order of the slots, but
 * not where a value is absent. Tied positions may be absent; with `isPartial`, so may all others. With `fill`, one
 * number may stand for a whole leaf.
 *
 * @throws TypeError or RangeError, with the path, for a field that is missing or unknown and for a wrong number of
 * items
 */
export function walkStructure(
  root: Node,
  slots: readonly Slot[],
  structure: unknown,
  fill: boolean,
  isPartial: boolean,
  visit: (slot: Slot, value: unknown) => void,
): void {
  let slotIndex = 0;
  const walk = (node: Node, value: unknown, path: string, isTied: boolean): void => {
    if (node.kind === 'scope') return walk(node.of, value, path, isTied);
    if (node.kind === 'tie') return walk(node.target as Node, value, path, true);
    const isAbsent = value === undefined && path !== '';
    if (isAbsent && !isTied && !isPartial && node.size > 0) throw new TypeError(`'${path}' is missing`);
    if (node.kind === 'leaf') {
      const slot = slots[slotIndex++] as Slot;
      if (!isAbsent) visit(slot, value);
      return;
    }
    if (!isAbsent) requireGroup(value, path, node, fill);
    for (let i = 0; i < node.count; i++) {
      const key = keyAt(node, i);
      const field =
        isAbsent || !Object.hasOwn(value as object, key) ?
          undefined
        : (value as Readonly<Record<string, unknown>>)[key];
      walk(childAt(node, i), field, join(path, key), isTied);
    }
  };
  walk(root, structure, '', false);
}

function requireGroup(value: unknown, path: string, node: GroupNode, fill: boolean): void {
  const { keys, count } = node;
  const isGroup = keys === undefined ? isList(value) : typeof value === 'object' && value !== null;
  if (fill && typeof value === 'number') throw new TypeError(`${quotePath(path)}: a number fills only a leaf`);
  const expected = keys === undefined ? 'an array' : 'an object';
  if (!isGroup) throw new TypeError(`${quotePath(path)}: ${expected} was expected, found ${describe(value)}`);
  if (kindOf(value) !== undefined && (keys !== undefined || !holdsScalars(node)))
    throw makeFlatError(value as AnyArray, path, expected);
  if (keys === undefined) {
    const rank = kindOf(value) === undefined ? undefined : stridedShapeOfLeaf(value as object)?.shape.length;
    const { length } = value as ArrayLike<unknown>;
    if (length !== count || (rank ?? 1) !== 1) {
      const found = rank === undefined ? length : `${length} in ${rank} dimensions`;
      throw new RangeError(`${quotePath(path)}: ${count} items were expected, found ${found}`);
    }
    return;
  }
  const known = new Set(keys);
  for (const key of Object.keys(value as object))
    if (!known.has(key)) throw new TypeError(`${quotePath(path)}: there is no '${key}'`);
}

/** Whether the items of a list are all scalars. If so, a typed array may stand for the list. */
const holdsScalars = ({ children }: GroupNode): boolean => children.every(isScalarNode);
function isScalarNode(node: Node): boolean {
  if (node.kind === 'leaf') return node.shape.length === 0;
  return node.kind !== 'group' && isScalarNode(node.kind === 'tie' ? (node.target as Node) : node.of);
}

function makeFlatError(flat: AnyArray, path: string, expected: string): TypeError {
  const shape = stridedShapeOfLeaf(flat)?.shape;
  const found =
    shape !== undefined ?
      describeLeaf(shape)
    : `a flat ${kindOf(flat)} of ${flat.length}; use view to bind it, or part(…).set(array) to copy it`;
  return new TypeError(`${quotePath(path)}: ${expected} was expected, found ${found}`);
}
