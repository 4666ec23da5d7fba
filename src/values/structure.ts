import { defineField } from '../schema/define-field.ts';
import { childAt, type Node } from '../schema/node.ts';

/**
 * Builds the nested structure of a schema. It calls `nextValue` once for each slot, in the order of the slots, and
 * `finish` on each object and array.
 */
export function buildStructure(node: Node, nextValue: () => unknown, finish: (structure: object) => object): unknown {
  if (node.kind === 'leaf') return nextValue();
  if (node.kind !== 'group')
    return buildStructure(node.kind === 'tie' ? (node.target as Node) : node.of, nextValue, finish);
  if (node.keys !== undefined) {
    const struct: Record<string, unknown> = {};
    for (let i = 0; i < node.count; i++)
      defineField(struct, node.keys[i] as string, buildStructure(node.children[i] as Node, nextValue, finish));
    return finish(struct);
  }
  const items: unknown[] = [];
  for (let i = 0; i < node.count; i++) items.push(buildStructure(childAt(node, i), nextValue, finish));
  return finish(items);
}
