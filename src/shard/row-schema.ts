import { mapShapes } from '../schema/map-shapes.ts';

/**
 * Returns the schema of the rows that a rank gets: each leaf becomes its chunk of dimension 0. A scalar stays on rank
 * 0, and the other ranks have an empty leaf `[0]` in its place. So all ranks have the same paths.
 */
export const rowSchemaOf = (schema: unknown, count: number, rank: number): unknown =>
  mapShapes(schema, (shape) => rowShapeOf(shape, count, rank));

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
