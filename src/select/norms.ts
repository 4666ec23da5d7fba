import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Run } from '../../types/select/assignment.ts';
import type { NormKey, NormsCheck, NormsIn, NormsSubject } from '../../types/select/norms-parameter.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { requireOptions } from '../schema/options.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from '../view/flat.ts';
import { explainPattern } from './explain-pattern.ts';
import { patternsIn } from './patterns-in.ts';
import { matcherOf } from './matcher.ts';
import { type NormSum, normSum } from './norm.ts';

/** Options of `norms`. */
export interface NormsOptions {
  /** The p of the p-norm: above 0, or Infinity for the largest absolute value. 2 if absent. */
  readonly p?: number;
}

/**
 * Returns the norm of each leaf or subtree that a pattern matches, as a Map by path, in one pass over the flat array.
 * If a pattern matches a path and also paths below it, the outermost path gets the norm. A pattern that ends in `**`
 * gives a norm for each leaf. Elements of owners count once, and ties and pads do not count. In place of patterns, the
 * result of `groups` or `assign` gives one norm for each group or value.
 *
 * `norms` sums in doubles. Sums of squares of a `Float64Array` neither overflow nor underflow: Blue's algorithm scales
 * them, as in LAPACK's dnrm2. For another p, the sum of powers is relative to the largest element.
 *
 * @example
 * const gradient = model.zeros().fill(2);
 * norms(model, gradient, 'h.*').get('h.1'); // 8.94427190999916, the root of 20 times 4
 * norms(model, gradient, '**.bias', { p: Infinity }); // Map(2) { 'h.0.bias' => 2, 'h.1.bias' => 2 }
 * norms(model, gradient, groups(model, { decay: '**.weight', none: rest })).get('none'); // 5.656854249492381
 *
 * @throws RangeError for a pattern that no owner matches, for an owner that would count in two norms, for a flat array
 * of another length, and for a p that is not above 0
 * @throws TypeError for anything but a layout, a flat array of numbers, and patterns or runs of this layout
 */
export function norms<L extends LayoutLike, A extends NumberArray, const P extends NormsSubject>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  of: NormsIn<P, NormsCheck<SchemaOf<L>, P>>,
  options: NormsOptions = {},
): Map<NormKey<P>, number> {
  const { size } = rootOfLayout(layout);
  requireOptions('norms', options, ['p']);
  const { p = 2 } = options;
  // `as`: the compiler cannot compare its half with this one.
  const bound = bindFlat(size, flat as NumberArray as AnyArray);
  if (typeof p !== 'number' || !(p > 0)) throw new RangeError(`p must be a number above 0, found ${String(p)}`);
  const sums = new Map<unknown, NormSum>();
  const add = (key: unknown, start: number, end: number): void => {
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = normSum(p, bound)));
    sum.add(bound, start, end);
  };
  if (typeof of === 'object' && of !== null && 'runs' in of) addRuns(layout, of, add);
  else addMatches(layout, patternsIn(of), add);
  return new Map(Array.from(sums, ([key, sum]) => [key, sum.norm()])) as never;
}

type Add = (key: unknown, start: number, end: number) => void;

function addMatches(layout: LayoutLike, patterns: readonly string[], add: Add): void {
  const owners = slotsOfOwners(layout);
  const keys = new Map<Slot, string>();
  for (const pattern of patterns) {
    const match = matcherOf(pattern);
    const isForLeaves = pattern === '**' || pattern.endsWith('.**');
    let isMatched = false;
    for (const slot of owners) {
      const end = match(slot.path);
      if (end < 0) continue;
      isMatched = true;
      const key = isForLeaves ? slot.path : slot.path.slice(0, end);
      const other = keys.get(slot) ?? key;
      if (other !== key)
        throw new RangeError(
          `'${slot.path}' would count twice, in '${other}' and in '${key}'; call norms for each pattern`,
        );
      keys.set(slot, key);
    }
    if (!isMatched) throw new RangeError(explainPattern(layout, pattern));
  }
  for (const slot of owners) {
    const key = keys.get(slot);
    if (key !== undefined) add(key, slot.offset, slot.offset + slot.length);
  }
}

function addRuns(layout: LayoutLike, given: object, add: Add): void {
  const { runs, fingerprint } = given as { readonly runs: readonly Run<unknown>[]; readonly fingerprint?: unknown };
  if (!Array.isArray(runs) || typeof fingerprint !== 'string')
    throw new TypeError(`patterns or groups were expected, found ${describe(given)}`);
  if (fingerprint !== layout.fingerprint)
    throw new TypeError('groups of this layout were expected, found groups of another layout');
  for (const { start, end, value } of runs) add(value, start, end);
}
