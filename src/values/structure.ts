import { defineField } from '../schema/field.ts';
import { childAt, type Node } from '../schema/node.ts';

/** The nested structure of a schema, with what `next` gives in place of each leaf: it is called once for each slot, in their order. */
export function buildStructure(node: Node, next: () => unknown, finish: (made: object) => object): unknown {
  if (node.kind === 'leaf') return next();
  if (node.kind !== 'group') return buildStructure(node.kind === 'tie' ? (node.target as Node) : node.of, next, finish);
  if (node.keys !== undefined) {
    const made: Record<string, unknown> = {};
    for (let i = 0; i < node.count; i++)
      defineField(made, node.keys[i] as string, buildStructure(node.children[i] as Node, next, finish));
    return finish(made);
  }
  const items: unknown[] = [];
  for (let i = 0; i < node.count; i++) items.push(buildStructure(childAt(node, i), next, finish));
  return finish(items);
}
