import { join, keyAt, type Node } from './node.ts';
import { leadsOut, leafIsNoLayout, SchemaError } from './refusal.ts';
import { find, type Place } from './slot.ts';
import { type Writing, written } from './written.ts';

/** The schema of a subtree, its ties relative to it. Refuses a leaf, and a subtree with a tie that leads out of it. */
export function subSchema(root: Node, path: string, how: Writing): unknown {
  const place = find(root, path);
  if (place.node.kind === 'leaf') throw new RangeError(leafIsNoLayout(path));
  const prefix = withinScope(place);
  if (prefix === '') return written(place.node, how);
  refuseLeadingOut(place.node, path, prefix, path);
  return written(place.node, { ...how, cut: prefix.length + 1 });
}

/** The path of a place's owner, from the scope that its ties resolve in. */
function withinScope(place: Place): string {
  const owner = place.tiedTo ?? place.path;
  if (place.scopePath === '') return owner;
  return owner.slice(place.scopePath.length + 1);
}

function refuseLeadingOut(node: Node, at: string, prefix: string, sub: string): void {
  if (node.kind === 'tie' && !node.path.startsWith(`${prefix}.`)) throw new SchemaError(at, leadsOut(node.path, sub));
  if (node.kind !== 'group' || !node.hasTies) return;
  for (let i = 0; i < node.children.length; i++) refuseLeadingOut(node.children[i] as Node, join(at, keyAt(node, i)), prefix, sub);
}
