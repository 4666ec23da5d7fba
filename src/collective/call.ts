// No twin in types: types/collective/collective.ts has the types of the arguments.
import type { AbortSignalLike } from '../../types/checkpoint/signal.ts';
import type { CallOptions, Reduction } from '../../types/collective/collective.ts';
import type { FloatKind } from '../../types/optim/float.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe, printed } from '../array/describe.ts';
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

/** What a member knows of its group before it calls. */
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
  /** The rank whose elements a `broadcast` sends. */
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
/** The options of each call, beside `signal` and `deadline`. */
const OWN_OPTIONS: Readonly<Record<CallName, readonly string[]>> = {
  allReduce: ['over', 'weight', 'min'],
  reduceScatter: ['over', 'weight', 'min'],
  allGather: ['over'],
  broadcast: ['over'],
  barrier: ['min'],
  keep: ['min'],
};
const NO_PLAN: Plan = { runs: [], bounds: [] };

/**
 * Checks all arguments of a call but its flat array.
 *
 * @throws TypeError or RangeError for a wrong argument; the other members have not been told of the call
 */
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
      `${name}: ${REDUCTIONS.map((each) => `'${each}'`).join(', ')} were expected, found ${printed(op)}`,
    );
  requireMemberRank(`${name}: from`, from, size);
  if (signal !== undefined && !A_SIGNAL.accepts(signal))
    throw new TypeError(`${name}: signal must be ${A_SIGNAL.expected}, found ${describe(signal)}`);
  requireDeadline(name, deadline);
  readNumber(`${name}: weight`, weight, FROM_ZERO);
  requireMin(name, min, size);
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
/** Returns the range of the packed vector that a member contributes. */
export function contributedRange({ name, from, plan }: Call, rank: number): PackedRange {
  if (name === 'allGather') return ownedRange(plan, rank);
  return name === 'broadcast' && from !== rank ? [0, 0] : [0, countOf(plan)];
}
/** Returns the range of the packed vector that a member copies into its flat array. */
export const takenRange = ({ name, plan }: Call, rank: number): PackedRange =>
  name === 'reduceScatter' ? ownedRange(plan, rank) : [0, countOf(plan)];

/** Names the elements that a member contributes, for an error. */
export const contributionOf = (call: Call): string =>
  reduces(call) ? `${call.name}('${call.op}'): the elements` : `${call.name}: the elements`;

/**
 * Checks the flat array of a call.
 *
 * @throws TypeError or RangeError for another kind or length, and for a NaN or an infinity among the elements that this
 * member contributes
 */
export function requireContribution(membership: Membership, call: Call, given: unknown): FloatArray {
  const flat = requireFlat(membership, call, given);
  const { model, rank } = membership;
  const [low, high] = contributedRange(call, rank);
  const own = call.plan.runs.filter(({ start, end, at }) => at < high && at + end - start > low);
  const starts = own.map(({ start, at }) => start + Math.max(0, low - at));
  const ends = own.map(({ start, end, at }) => Math.min(end, start + high - at));
  // A NaN of one member would spoil the results of all.
  requireFinite(contributionOf(call), flat, { starts, ends }, ownerSlots(model));
  return flat;
}

export function requireMin(owner: string, min: unknown, size: number): void {
  if (min !== undefined && !(Number.isSafeInteger(min) && (min as number) >= 1 && (min as number) <= size))
    throw new RangeError(`${owner}: min must be an integer from 1 to ${size}, found ${printed(min)}`);
}
export function requireMemberRank(what: string, rank: unknown, size: number): number {
  if (!Number.isSafeInteger(rank) || (rank as number) < 0 || (rank as number) >= size)
    throw new RangeError(`${what} must be a rank from 0 to ${size - 1}, found ${printed(rank)}`);
  return rank as number;
}

/** The longest time that a timer of JavaScript can wait, in milliseconds. */
const MAX_DEADLINE = 2 ** 31 - 1;
export function requireDeadline(owner: string, deadline: unknown): number {
  if (typeof deadline !== 'number' || !(deadline > 0 && deadline <= MAX_DEADLINE))
    throw new RangeError(
      `${owner}: deadline must be a number of milliseconds above 0 and up to ${MAX_DEADLINE}, ` +
        `found ${printed(deadline)}`,
    );
  return deadline;
}
