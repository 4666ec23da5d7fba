import type { Stacked } from '../../types/schema/stack.ts';
import { defineField } from './define-field.ts';
import { isLayout } from './layout-mark.ts';

/**
 * A schema whose leaves have one more dimension of `count` before their own: `count` members in one array for each
 * leaf, as for a scan over layers, an ensemble or a population. It is the schema of the block with longer shapes, so
 * the paths stay the same. `member` gives the view of one of them. Ties inside see the stacked leaves: `{ rows }` and
 * `{ at }` name members of the stack, not rows of each member, which do not lie together.
 *
 * @example
 * const ensemble = layout(stacked(8, { weight: [3, 2], bias: [2] }));
 * ensemble.at('weight').shape; // [8, 3, 2], as a type too
 * ensemble.length; // 64, as a type too
 */
export function stacked<const K extends number, const S>(count: K, of: S): Stacked<K, S> {
  return stackNode(of, count) as Stacked<K, S>; // the compiler cannot compare its half with this one
}

/** `layout` checks what this returns, so anything that is no schema stays as it is. */
function stackNode(node: unknown, count: number): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const stack = (child: unknown): unknown => stackNode(child, count);
  if (Array.isArray(node)) return node.every((item) => typeof item === 'number') ? [count, ...node] : node.map(stack);
  if (isLayout(node)) return { '.scope': stack(node.schema) };
  if (Object.hasOwn(node, '.tied')) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) defineField(copy, key, stackField(key, value, stack));
  return copy;
}

function stackField(key: string, value: unknown, stack: (child: unknown) => unknown): unknown {
  if (!key.startsWith('.')) return stack(value);
  if (key === '.of' || key === '.scope') return stack(value);
  if (!Array.isArray(value)) return value; // the number of a marker
  if (key === '.tuple') return value.map(stack);
  return value.map((field: unknown) => (Array.isArray(field) ? [field[0], stack(field[1])] : field));
}
