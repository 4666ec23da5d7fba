// No twin in types: a type cannot take a function; Stacked and RowSchema each have these branches.
import { defineField } from './define-field.ts';
import { isLayout } from './layout-mark.ts';

/**
 * Returns a schema with another shape for each leaf, and the same keys. Ties stay as they are, and a layout becomes a
 * scope. `layout` checks what this returns, so anything that is no schema stays as it is.
 */
export function mapShapes(node: unknown, convert: (shape: readonly number[]) => readonly number[]): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const map = (child: unknown): unknown => mapShapes(child, convert);
  if (Array.isArray(node)) return node.every((item) => typeof item === 'number') ? convert(node) : node.map(map);
  if (isLayout(node)) return { '.scope': map(node.schema) };
  if (Object.hasOwn(node, '.tied')) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) defineField(copy, key, mapField(key, value, map));
  return copy;
}

function mapField(key: string, value: unknown, map: (child: unknown) => unknown): unknown {
  if (!key.startsWith('.')) return map(value);
  if (key === '.of' || key === '.scope') return map(value);
  if (!Array.isArray(value)) return value; // the number of a marker
  if (key === '.tuple') return value.map(map);
  return value.map((field: unknown) => (Array.isArray(field) ? [field[0], map(field[1])] : field));
}
