// No twin in types: its types are those of its parameters.
import type { ValueRun, ValueRuns } from '../../types/optim/value-runs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { FloatLike } from '../../types/optim/float.ts';
import { scale } from '../algebra/axpy.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { suggest } from '../schema/suggest.ts';
import { normSum } from '../select/norm.ts';
import { requireOwnOrder } from '../schema/strides.ts';
import { ownerSlots } from '../view/owners.ts';
import { findNotFinite, notFinite } from './finite.ts';
import { checkFloats, type FloatArray, floatKindOf } from './float.ts';
import type { Ranges } from './ranges.ts';
import { type NumberRange, readNumber } from './options.ts';
import { checkRuns } from './value-runs.ts';

/** The largest norm of each group by its name, or one number for every group. */
export type GroupLimits<G extends string> = number | { readonly [Name in G]: number };

/**
 * Scales a gradient in place so that its Euclidean norm is at most `max`, and returns the norm that it had before. A
 * smaller gradient stays as it is, bit for bit. The norm is computed in doubles. With `Infinity` as `max`, this only
 * measures.
 *
 * With a model, `groups` and limits, it does the same for each group by its own norm, and returns the norms by name.
 * `groups` has a name for each owner, as `groups(model, …)` gives it. Tied leaves and pads count for nothing.
 *
 * @example
 * const gradient = model.zeros().fill(1);
 * clip(gradient, 1); // 7.745966692414834
 * gradient[0]; // 0.12909944355487823
 *
 * @example
 * const groups = { runs: [{ start: 0, end: 20, value: 'head' }, { start: 20, end: 60, value: 'blocks' }] };
 * const norms = clip(model, model.zeros().fill(1), groups, { head: 1, blocks: Infinity });
 * norms.get('head'); // 4.47213595499958
 *
 * @throws RangeError if the gradient has a NaN or an infinity, if a limit is not above 0, or if the groups do not cover
 * all owners; TypeError for anything but a flat array of floats. Then nothing has changed.
 */
export function clip(gradient: FloatLike, max: number): number;
export function clip<L extends LayoutLike, A extends FloatLike, const G extends string>(
  model: L,
  gradient: FlatIn<FlatSchemaOf<L>, A>,
  groups: ValueRuns<G>,
  max: GroupLimits<G>,
): Map<G, number>;
export function clip(
  first: unknown,
  second: unknown,
  groups?: ValueRuns<string>,
  max?: GroupLimits<string>,
): number | Map<string, number> {
  if (groups === undefined) return clipAll(first as FloatArray, second);
  const owners = ownerSlots(first as LayoutLike);
  const gradient = second as FloatArray;
  checkFloats('the gradient', gradient, floatKindOf('the gradient', gradient), rootOfLayout(first as object).size);
  const ranges = rangesByName(groups, first as LayoutLike);
  const limits = limitsOf([...ranges.keys()], max);
  const norms = new Map<string, number>();
  for (const [name, each] of ranges) norms.set(name, finiteNormOf(gradient, each, owners));
  for (const [name, each] of ranges) shrink(gradient, each, norms.get(name) as number, limits.get(name) as number);
  return norms;
}

const LIMIT: NumberRange = { says: 'a number above 0', has: (x) => x > 0 };

function clipAll(gradient: FloatArray, max: unknown): number {
  floatKindOf('the gradient', gradient);
  requireOwnOrder(gradient);
  const limit = readNumber('clip: max', max, LIMIT);
  const all = { starts: [0], ends: [gradient.length] };
  const norm = finiteNormOf(gradient, all, []);
  shrink(gradient, all, norm, limit);
  return norm;
}

function finiteNormOf(gradient: FloatArray, ranges: Ranges, owners: readonly Slot[]): number {
  const sum = normSum(2, gradient);
  ranges.starts.forEach((start, i) => sum.add(gradient, start, ranges.ends[i] as number));
  const norm = sum.norm();
  if (norm < Infinity) return norm;
  const index = findNotFinite(gradient, ranges);
  throw new RangeError(
    index < 0 ?
      `the norm of the gradient must be at most ${Number.MAX_VALUE}, found a larger one`
    : notFinite('the gradient', gradient[index] as number, index, owners),
  );
}

function shrink(gradient: FloatArray, { starts, ends }: Ranges, norm: number, max: number): void {
  if (norm > max) starts.forEach((start, i) => scale(max / norm, gradient.subarray(start, ends[i])));
}

/** The elements of owners in each group. A run of a group may reach over pads, which belong to no owner. */
function rangesByName(
  groups: ValueRuns<string>,
  model: LayoutLike,
): Map<string, { readonly starts: number[]; readonly ends: number[] }> {
  checkRuns('groups', groups, model, (name, path) => {
    if (typeof name !== 'string')
      throw new TypeError(`the group of '${path}' must be a string, found ${describe(name)}`);
  });
  const ranges = new Map<string, { readonly starts: number[]; readonly ends: number[] }>();
  let i = 0;
  for (const { offset, length } of ownerSlots(model)) {
    for (let at = offset; at < offset + length;) {
      while ((groups.runs[i] as ValueRun<string>).end <= at) i++;
      const { end, value } = groups.runs[i] as ValueRun<string>;
      const stop = Math.min(end, offset + length);
      const { starts, ends } = ranges.get(value) ?? { starts: [], ends: [] };
      if (ends.at(-1) === at) ends[ends.length - 1] = stop;
      else {
        starts.push(at);
        ends.push(stop);
      }
      ranges.set(value, { starts, ends });
      at = stop;
    }
  }
  return ranges;
}

function limitsOf(names: readonly string[], max: unknown): ReadonlyMap<string, number> {
  if (typeof max !== 'object' || max === null)
    return new Map(names.map((name) => [name, readNumber('clip: max', max, LIMIT)]));
  for (const name of Object.keys(max))
    if (!names.includes(name)) throw new RangeError(`clip: there is no group '${name}'${suggest(name, names)}`);
  return new Map(
    names.map((name) => {
      if (!Object.hasOwn(max, name)) throw new TypeError(`clip: the group '${name}' has no limit`);
      return [name, readNumber(`clip: the limit of '${name}'`, (max as Record<string, unknown>)[name], LIMIT)];
    }),
  );
}
