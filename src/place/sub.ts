import { decompile, type DecompileOptions } from '../schema/decompile.ts';
import { leafIsNoLayout, SchemaError, tieLeadsOut } from '../schema/issues.ts';
import { join, keyAt, type Node } from '../schema/node.ts';
import { isBefore } from '../schema/order.ts';
import { findPlace, type Place } from './place.ts';

/**
 * Returns the schema of a subtree, with the paths of its ties relative to it. Throws what `findSubPlace` throws.
 */
export function subSchemaOf(root: Node, path: string, options: DecompileOptions): unknown {
  const place = findSubPlace(root, path);
  const prefix = pathInScope(place);
  return decompile(place.node, prefix === '' ? options : { ...options, tiePrefixLength: prefix.length + 1 });
}

/**
 * Returns the place of a subtree that can be a layout of its own.
 *
 * @throws RangeError for an unknown path or a leaf
 * @throws SchemaError for a subtree with a tie to a path outside it
 */
export function findSubPlace(root: Node, path: string): Place {
  const place = findPlace(root, path);
  if (place.node.kind === 'leaf') throw new RangeError(leafIsNoLayout(path));
  const prefix = pathInScope(place);
  if (prefix !== '') requireTiesInside(place.node, path, prefix);
  return place;
}

/** Returns the path of a place's owner relative to the scope in which its ties resolve. */
function pathInScope(place: Place): string {
  const owner = place.tiedTo ?? place.path;
  if (place.scopePath === '') return owner;
  return owner.slice(place.scopePath.length + 1);
}

/**
 * Throws for a tie to a path outside. Of several errors it throws the first in code-unit order, because the compiler
 * knows no other order and both halves must say the same.
 */
function requireTiesInside(node: Node, path: string, prefix: string): void {
  const errors: SchemaError[] = [];
  const collectErrors = (below: Node, at: string): void => {
    if (below.kind === 'tie' && !below.path.startsWith(`${prefix}.`)) {
      errors.push(new SchemaError(at, tieLeadsOut(below.path, path)));
    }
    if (below.kind !== 'group' || !below.hasTies) return;
    for (let i = 0; i < below.children.length; i++) collectErrors(below.children[i] as Node, join(at, keyAt(below, i)));
  };
  collectErrors(node, path);
  const [first] = errors.sort((a, b) => (isBefore(a.message, b.message) ? -1 : 1));
  if (first !== undefined) throw first;
}
