import { SchemaError } from '../schema/issues.ts';
import { join } from '../schema/node.ts';
import { sortKeys } from '../schema/order.ts';
import { slicedRows, transposedRows } from './issues.ts';
import { isShape, markersOf, type SchemaData } from './schema-data.ts';

/**
 * Throws for a tie that reads its owner other than as it is: as its transpose, or only some of its rows. Of several
 * errors it throws the first in code-unit order, as the compiler reports it.
 */
export function requireRowTies(schema: SchemaData): void {
  const errors: Record<string, SchemaError> = {};
  const collectErrors = (node: SchemaData, path: string): void => {
    const { '.tied': owner, ...reading } = markersOf(node);
    if (owner === undefined)
      for (const [child, key] of childrenOf(node)) collectErrors(child, key === undefined ? path : join(path, key));
    else if (Object.keys(reading).length > 0) {
      const error = new SchemaError(path, reading['.transpose'] ? transposedRows(owner) : slicedRows(owner));
      errors[error.message] = error;
    }
  };
  collectErrors(schema, '');
  const first = sortKeys(Object.keys(errors))[0];
  if (first !== undefined) throw errors[first];
}

/** Returns the children of a node with their keys. What a scope holds has no key; all blocks of a repeat have key 0. */
function childrenOf(node: SchemaData): (readonly [SchemaData, (string | number)?])[] {
  if (isShape(node)) return [];
  const marker = markersOf(node);
  if (marker['.of'] !== undefined) return marker['.repeat'] === undefined ? [[marker['.of']]] : [[marker['.of'], 0]];
  if (marker['.scope'] !== undefined) return [[marker['.scope']]];
  if (marker['.ordered'] !== undefined) return marker['.ordered'].map(([key, field]) => [field, key]);
  return Object.entries(marker['.tuple'] ?? node).map(([key, child]) => [child as SchemaData, key]);
}
