import { decompile, type DecompileOptions } from '../schema/decompile.ts';
import { leafIsNoLayout, SchemaError, tieLeadsOut } from '../schema/issues.ts';
import { join, keyAt, type Node } from '../schema/node.ts';
import { sortKeys } from '../schema/order.ts';
import { findPlace, type Place } from './place.ts';

/** The schema of a subtree, its ties relative to it. Refuses a leaf, and a subtree with a tie that leads out of it. */
export function subSchema(root: Node, path: string, how: DecompileOptions): unknown {
  const place = subPlace(root, path);
  const prefix = pathInScope(place);
  return decompile(place.node, prefix === '' ? how : { ...how, cut: prefix.length + 1 });
}

/** Where a subtree lies that can be a layout of its own. */
export function subPlace(root: Node, path: string): Place {
  const place = findPlace(root, path);
  if (place.node.kind === 'leaf') throw new RangeError(leafIsNoLayout(path));
  const prefix = pathInScope(place);
  if (prefix !== '') requireTiesInside(place.node, path, prefix);
  return place;
}

/** The path of a place's owner, from the scope that its ties resolve in. */
function pathInScope(place: Place): string {
  const owner = place.tiedTo ?? place.path;
  if (place.scopePath === '') return owner;
  return owner.slice(place.scopePath.length + 1);
}

/** Of several the first in code-unit order is named: the compiler, which knows no other order, names that one too. */
function requireTiesInside(node: Node, path: string, prefix: string): void {
  const ties: Record<string, SchemaError> = {};
  const follow = (each: Node, at: string): void => {
    if (each.kind === 'tie' && !each.path.startsWith(`${prefix}.`)) {
      const error = new SchemaError(at, tieLeadsOut(each.path, path));
      ties[error.message] = error;
    }
    if (each.kind !== 'group' || !each.hasTies) return;
    for (let i = 0; i < each.children.length; i++) follow(each.children[i] as Node, join(at, keyAt(each, i)));
  };
  follow(node, path);
  const first = sortKeys(Object.keys(ties))[0];
  if (first !== undefined) throw ties[first];
}
