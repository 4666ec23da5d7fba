import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { PackOptions } from '../../types/values/pack.ts';
import { describe, describeLeaf, isList } from '../array/describe.ts';
import { requireOptions } from '../schema/options.ts';
import { kindOf } from '../array/kind.ts';
import { childAt, type GroupNode, join, keyAt, type Node } from '../schema/node.ts';
import { stridedShapeOfLeaf } from '../schema/strides.ts';
import { copyLeaf, quotePath } from './pack-leaf.ts';

/**
 * Copies a nested structure into a fresh array. The caller copies that array to its destination only at the end: a
 * structure that throws changes nothing, and a source may overlap the destination. A tied position may be absent; if it
 * is present, it must equal its owner bit for bit. With `isPartial`, every field may be absent, and the array keeps
 * what it holds there. With `fill`, one number may stand for a whole leaf.
 */
export function pack(
  root: Node,
  slots: readonly Slot[],
  structure: unknown,
  fresh: AnyArray,
  fill: boolean,
  isPartial: boolean,
): void {
  const ties: [slot: Slot, value: unknown][] = []; // compared at the end, as a tie may come before its owner
  let slotIndex = 0;
  const packNode = (node: Node, value: unknown, path: string, isTied: boolean): void => {
    if (node.kind === 'scope') return packNode(node.of, value, path, isTied);
    if (node.kind === 'tie') return packNode(node.target as Node, value, path, true);
    const isAbsent = value === undefined && path !== '';
    if (isAbsent && !isTied && !isPartial && node.size > 0) throw new TypeError(`'${path}' is missing`);
    if (node.kind === 'leaf') {
      const slot = slots[slotIndex++] as Slot;
      if (isAbsent) return;
      if (isTied) ties.push([slot, value]);
      else copyLeaf(slot, value, fresh, slot.offset, fill);
      return;
    }
    if (!isAbsent) requireGroup(value, path, node, fill);
    for (let i = 0; i < node.count; i++) {
      const key = keyAt(node, i);
      const field =
        isAbsent || !Object.hasOwn(value as object, key) ?
          undefined
        : (value as Readonly<Record<string, unknown>>)[key];
      packNode(childAt(node, i), field, join(path, key), isTied);
    }
  };
  packNode(root, structure, '', false);
  for (const [slot, value] of ties) requireEqualToOwner(slot, value, fresh, fill);
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

function requireEqualToOwner(slot: Slot, value: unknown, packed: AnyArray, fill: boolean): void {
  const copy = new (packed.constructor as new (length: number) => AnyArray)(slot.length);
  copyLeaf(slot, value, copy, 0, fill);
  for (let i = 0; i < slot.length; i++) {
    if (!Object.is(copy[i], packed[slot.offset + i]))
      throw new RangeError(`'${slot.path}' differs from its owner '${slot.tiedTo}' at element ${i}`);
  }
}

/** Reads the second argument of `pack`: a flat array, or options. */
export function readPackOptions(argument: AnyArray | PackOptions<AnyArray> | undefined): PackOptions<AnyArray> {
  if (argument === undefined || kindOf(argument) !== undefined) return { into: argument as AnyArray | undefined };
  requireOptions('pack', argument, ['into', 'fill']);
  const { into, fill = false } = argument as PackOptions<AnyArray>;
  if (typeof fill !== 'boolean') throw new TypeError(`fill must be true or false, found ${describe(fill)}`);
  return { into, fill };
}
