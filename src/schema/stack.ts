import type { Stacked } from '../../types/schema/stack.ts';
import { mapShapes } from './map-shapes.ts';

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
  // The compiler cannot compare its half with this one
  return mapShapes(of, (shape) => [count, ...shape]) as Stacked<K, S>;
}
