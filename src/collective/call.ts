// No twin in types: types/collective/collective.ts has the types of the arguments.
import type { AbortSignalLike } from '../../types/checkpoint/signal.ts';
import type { CallOptions, Reduction } from '../../types/collective/collective.ts';
import type { FloatKind } from '../../types/optim/float.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { A_SIGNAL } from '../checkpoint/source/signal.ts';
import { checkFloats, type FloatArray } from '../optim/float.ts';
import { requireFinite } from '../optim/finite.ts';
import { FROM_ZERO, readNumber } from '../optim/options.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { ownerSlots } from '../view/owners.ts';
import { countOf, ownedRange, type PackedRange, type Plan, readPlan } from './plan.ts';

export type CallName = 'allReduce' | 'reduceScatter' | 'allGather' | 'broadcast' | 'barrier' | 'keep';
export const REDUCTIONS: readonly Reduction[] = ['sum', 'mean', 'min', 'max'];

/** What every member has. */
export interface Membership {
  readonly model: LayoutLike;
  readonly rank: number;
  readonly size: number;
  readonly kind: FloatKind;
  readonly deadline: number;
}
/** A checked call. */
export interface Call {
  readonly name: CallName;
  readonly op: Reduction;
  /** The member whose elements all take. */
  readonly from: number;
  readonly plan: Plan;
  readonly weight: number;
  readonly min: number | undefined;
  readonly signal: AbortSignalLike | undefined;
  readonly deadline: number;
}
interface GivenOptions extends CallOptions {
  readonly over?: unknown;
  readonly weight?: number | undefined;
  readonly min?: number | undefined;
}
/** The options beside those of every call. */
const OWN_OPTIONS: Readonly<Record<CallName, readonly string[]>> = {
  allReduce: ['over', 'weight', 'min'],
  reduceScatter: ['over', 'weight', 'min'],
  allGather: ['over'],
  broadcast: ['over'],
  barrier: ['min'],
  keep: ['min'],
};
const NO_PLAN: Plan = { runs: [], bounds: [] };

/** Checks a call without a flat array. @throws TypeError or RangeError, before another member hears of the call */
export function readCall(
  { model, size, deadline: usual }: Membership,
  name: CallName,
  options: GivenOptions = {},
  { op = 'sum', from = 0 }: { readonly op?: Reduction | undefined; readonly from?: number | undefined } = {},
): Call {
  requireOptions(name, options, ['signal', 'deadline', ...OWN_OPTIONS[name]]);
  const { signal, over, weight = 1, min, deadline = usual } = options;
  if (!REDUCTIONS.includes(op))
    throw new TypeError(
      `${name}: ${REDUCTIONS.map((each) => `'${each}'`).join(', ')} were expected, found ${String(op)}`,
    );
  requireMemberRank(`${name}: from`, from, size);
  if (signal !== undefined && !A_SIGNAL.accepts(signal))
    throw new TypeError(`${name}: signal must be ${A_SIGNAL.expected}, found ${describe(signal)}`);
  requireDeadline(name, deadline);
  readNumber(`${name}: weight`, weight, FROM_ZERO);
  if (min !== undefined && !(Number.isSafeInteger(min) && min >= 1 && min <= size))
    throw new RangeError(`${name}: min must be an integer from 1 to ${size}, found ${String(min)}`);
  signal?.throwIfAborted();
  const plan = name === 'barrier' || name === 'keep' ? NO_PLAN : readPlan(model, size, over);
  return { name, op, from, plan, weight, min, signal, deadline };
}

/** Checks the kind and the length of the flat array of a call. */
export function requireFlat({ model, kind }: Membership, { name }: Call, flat: unknown): FloatArray {
  checkFloats(name, flat, kind, rootOfLayout(model).size);
  return flat as FloatArray;
}
export const reduces = ({ name }: Pick<Call, 'name'>): boolean => name === 'allReduce' || name === 'reduceScatter';
/** The elements of the packed vector that a member contributes. */
export function contributedRange({ name, from, plan }: Call, rank: number): PackedRange {
  if (name === 'allGather') return ownedRange(plan, rank);
  return name === 'broadcast' && from !== rank ? [0, 0] : [0, countOf(plan)];
}
/** The elements of the packed vector that a member takes from the result. */
export const takenRange = ({ name, plan }: Call, rank: number): PackedRange =>
  name === 'reduceScatter' ? ownedRange(plan, rank) : [0, countOf(plan)];

/** What errors call the elements that a member contributes. */
export const contributionOf = (call: Call): string =>
  reduces(call) ? `${call.name}('${call.op}'): the elements` : `${call.name}: the elements`;

/** Checks the flat array of a call, and the elements that this member contributes. */
export function requireContribution(membership: Membership, call: Call, given: unknown): FloatArray {
  const flat = requireFlat(membership, call, given);
  const { model, rank } = membership;
  const [low, high] = contributedRange(call, rank);
  const own = call.plan.runs.filter(({ start, end, at }) => at < high && at + end - start > low);
  const starts = own.map(({ start, at }) => start + Math.max(0, low - at));
  const ends = own.map(({ start, end, at }) => Math.min(end, start + high - at));
  // What all members would take from this one must not spoil theirs.
  requireFinite(contributionOf(call), flat, { starts, ends }, ownerSlots(model));
  return flat;
}

export function requireMemberRank(what: string, rank: unknown, size: number): number {
  if (!Number.isSafeInteger(rank) || (rank as number) < 0 || (rank as number) >= size)
    throw new RangeError(`${what} must be a rank from 0 to ${size - 1}, found ${String(rank)}`);
  return rank as number;
}

/** The longest time that a timer of JavaScript can wait, in milliseconds. */
const MAX_DEADLINE = 2 ** 31 - 1;
export function requireDeadline(owner: string, deadline: unknown): number {
  if (typeof deadline !== 'number' || !(deadline > 0 && deadline <= MAX_DEADLINE))
    throw new RangeError(
      `${owner}: deadline must be a number of milliseconds above 0 and up to ${MAX_DEADLINE}, found ${String(deadline)}`,
    );
  return deadline;
}
