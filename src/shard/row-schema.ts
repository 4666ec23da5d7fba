import { defineField } from '../schema/define-field.ts';
import type { SchemaData } from './schema-data.ts';
import { isShape, markersOf } from './schema-data.ts';

/**
 * Returns the schema of the rows that a rank gets: each leaf becomes its chunk of dimension 0. A scalar stays on rank
 * 0, and the other ranks have an empty leaf `[0]` in its place. So all ranks have the same paths.
 */
export function rowSchemaOf(schema: SchemaData, count: number, rank: number): unknown {
  const rowsOf = (node: SchemaData): unknown => {
    if (isShape(node)) return rowShapeOf(node, count, rank);
    if (Array.isArray(node)) return node.map(rowsOf);
    const marker = markersOf(node);
    if (marker['.tied'] !== undefined) return node;
    if (marker['.of'] !== undefined) return { ...node, '.of': rowsOf(marker['.of']) };
    if (marker['.scope'] !== undefined) return { '.scope': rowsOf(marker['.scope']) };
    if (marker['.tuple'] !== undefined) return { '.tuple': marker['.tuple'].map(rowsOf) };
    if (marker['.ordered'] !== undefined)
      return { '.ordered': marker['.ordered'].map(([key, field]) => [key, rowsOf(field)]) };
    const fields = {};
    for (const [key, field] of Object.entries(node)) defineField(fields, key, rowsOf(field as SchemaData));
    return fields;
  };
  return rowsOf(schema);
}

function rowShapeOf([rows, ...rest]: readonly number[], count: number, rank: number): readonly number[] {
  if (rows === undefined) return rank === 0 ? [] : [0];
  return [chunkOf(rows, count, rank), ...rest];
}

/**
 * Returns how many of the rows a rank gets, by the rule of torch.chunk:
 * https://docs.pytorch.org/docs/stable/generated/torch.chunk.html
 */
function chunkOf(rows: number, count: number, rank: number): number {
  const chunk = Math.ceil(rows / count);
  return Math.min(chunk, Math.max(0, rows - rank * chunk));
}
