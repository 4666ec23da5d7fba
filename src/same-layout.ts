import type { LayoutMark } from '../types/schema.ts';
import { requireLayout } from './node.ts';

/**
 * Whether two layouts are one: whether their memory means the same, paths, shapes, offsets and ties, however they are spelt. Then the first has
 * the type of the second.
 *
 * @example
 * const loop = layout({ h: repeat(2, { w: [3] }) });
 * const list = layout({ h: [{ w: [3] }, { w: [3] }] });
 * sameLayout(list, loop); // true
 * sameLayout(list, layout({ h: [6] })); // false
 * sameLayout(list, loop) && list.view(loop.zeros()).h[1].w.length; // 3
 *
 * @throws TypeError for what is no layout
 */
export function sameLayout<B extends LayoutMark>(a: NoInfer<B>, b: B): boolean;
export function sameLayout<A extends LayoutMark, B extends LayoutMark>(a: A, b: B): a is B & A;
export function sameLayout(a: LayoutMark, b: LayoutMark): boolean {
  requireLayout(a);
  requireLayout(b);
  return a.fingerprint === b.fingerprint;
}
