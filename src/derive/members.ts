// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { stridesOf } from '../schema/strides.ts';
import { childOf, enterScope } from './scope.ts';
import type { SchemaNode } from './rewrite.ts';

/**
 * Returns a slot for each member of each leaf that lies in a stack: the leaf `layers.w` of shape [12, 4] of a stack
 * `layers` has the members `layers.0.w` to `layers.11.w` of shape [4]. These are the paths that a `repeat` of the same
 * block has. The owner of a member is the leaf.
 */
export function memberSlotsOf(layout: LayoutLike): readonly Slot[] {
  const members: Slot[] = [];
  for (const slot of layout.slots) {
    if (slot.tiedTo !== undefined) continue;
    addMembers(slot, stackDepthsOf(layout.schema as SchemaNode, slot.path), slot.path, members);
  }
  return members;
}

/** For each stack around a leaf, how many segments of its path lead to the stack. The outermost comes first. */
function stackDepthsOf(root: SchemaNode, path: string): readonly number[] {
  const depths: number[] = [];
  let node = root;
  const segments = path === '' ? [] : path.split('.');
  for (let depth = 0; ; depth++) {
    for (let next = enterScope(node); next !== undefined; next = enterScope(node)) {
      if (Object.hasOwn(node, '.stacked')) depths.push(depth);
      node = next;
    }
    const segment = segments[depth];
    if (segment === undefined) return depths;
    node = childOf(node, segment);
  }
}

function addMembers(slot: Slot, depths: readonly number[], owner: string, members: Slot[]): void {
  const [depth, ...others] = depths;
  if (depth === undefined) return;
  const [count = 0, ...shape] = slot.shape;
  const length = slot.length / Math.max(count, 1);
  for (let i = 0; i < count; i++) {
    const segments = slot.path === '' ? [] : slot.path.split('.');
    segments.splice(depth, 0, `${i}`);
    const member: Slot = {
      path: segments.join('.'),
      offset: slot.offset + i * length,
      length,
      shape,
      strides: stridesOf(shape),
      tiedTo: owner,
      transposed: false,
    };
    members.push(member);
    const deeper = others.map((each) => each + 1);
    addMembers(member, deeper, owner, members);
  }
}
