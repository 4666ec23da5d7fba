import { isInherited } from './fields.ts';
import { childAt, type Node } from './node.ts';

/** The nested structure of a schema, with what `next` gives in place of each leaf: it is called once for each slot, in their order. */
export function structureOf(node: Node, next: () => unknown, finish: (made: object) => object): unknown {
  if (node.kind === 'leaf') return next();
  if (node.kind !== 'group') return structureOf(node.kind === 'tie' ? (node.target as Node) : node.of, next, finish);
  const items: unknown[] = [];
  for (let i = 0; i < node.count; i++) items.push(structureOf(childAt(node, i), next, finish));
  return finish(node.keys === undefined ? items : record(node.keys, items));
}

/** An object with these fields, whatever their names. */
export function record(keys: readonly string[], items: readonly unknown[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (isInherited(key)) Object.defineProperty(made, key, { value: items[i], enumerable: true, configurable: true, writable: true });
    else made[key] = items[i];
  }
  return made;
}
