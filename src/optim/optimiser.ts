import type { AnyLayout } from '../../types/layout.ts';
import type { FloatKind } from '../../types/optim/float.ts';
import type { Rate } from '../../types/optim/value-runs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe } from '../array/describe.ts';
import { layout } from '../layout.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { ownerSlots } from '../view/owners.ts';
import { requireFinite } from './finite.ts';
import { checkFloats, type FloatArray, floatKindOf, readFloatType } from './float.ts';
import { FROM_ZERO, readNumber } from './options.ts';
import { type Spans, spansOf } from './spans.ts';
import { checkRate } from './value-runs.ts';

/**
 * Steps the elements of one span. `m` and `v` are the parts of the state, or empty. The coefficients begin with the
 * learning rate and the decay of the span. A loop that took numbers with fractions as arguments would allocate them, so
 * they come in an array.
 */
export type StepLoop<A> = (
  start: number,
  end: number,
  flat: A,
  gradient: A,
  m: A,
  v: A,
  coefficients: Float64Array,
) => void;

/** How one kind of optimiser steps. */
export interface StepRule {
  readonly name: string;
  /** The names of the parts of the state. */
  readonly parts: readonly ('m' | 'v')[];
  readonly coefficients: number;
  /** Writes the coefficients of a step, from the third on. Steps count from 1. */
  readonly prepare: (coefficients: Float64Array, step: number) => void;
  /** Returns the loop for a kind. src/algebra/loop.ts says why each kind has its own. */
  readonly loopOf: (kind: FloatKind) => StepLoop<FloatArray>;
}

/** The state to go on from, as a caller gives it. */
export interface GivenState {
  readonly flat: unknown;
  readonly step: unknown;
}

/** The run-time half of `Optimiser`. */
export class FlatOptimiser {
  readonly layout: AnyLayout;
  readonly state: { readonly flat: FloatArray; step: number };
  readonly #rule: StepRule;
  readonly #model: LayoutLike;
  readonly #length: number;
  readonly #owners: readonly Slot[];
  readonly #kind: FloatKind;
  readonly #loop: StepLoop<FloatArray>;
  readonly #m: FloatArray;
  readonly #v: FloatArray;
  readonly #coefficients: Float64Array;
  readonly #decay: Rate;
  /** The name of the rate in errors. It is made once, so that setting `lr` to a number allocates nothing. */
  readonly #rateName: string;
  #lr: Rate;
  #spans: Spans;

  constructor(
    model: LayoutLike,
    rule: StepRule,
    { lr, decay = 0, type }: { readonly lr: Rate; readonly decay?: Rate | undefined; readonly type?: unknown },
    given: GivenState | undefined,
  ) {
    const { name, parts } = rule;
    this.#length = rootOfLayout(model).size;
    this.#owners = ownerSlots(model);
    this.#rateName = `${name}: lr`;
    checkRate(this.#rateName, lr, model);
    checkRate(`${name}: decay`, decay, model);
    // `as`: the compiler does not know the schema here.
    this.layout = layout(Object.fromEntries(parts.map((part) => [part, model])) as object) as object as AnyLayout;
    this.state = readState(name, this.layout.length, type, given);
    const { flat } = this.state;
    const partOf = (name: 'm' | 'v'): FloatArray => {
      const start = parts.includes(name) ? this.layout.at(name).offset : flat.length;
      return flat.subarray(start, start + this.#length);
    };
    this.#m = partOf('m');
    this.#v = partOf('v');
    const negative = this.#v.findIndex((x) => x < 0);
    if (negative >= 0)
      throw new RangeError(
        `${name}: v of the state must be at least 0, found ${this.#v[negative]} at index ${negative}`,
      );
    this.#kind = floatKindOf(name, flat);
    this.#rule = rule;
    this.#model = model;
    this.#loop = rule.loopOf(this.#kind);
    this.#coefficients = new Float64Array(rule.coefficients);
    this.#lr = lr;
    this.#decay = decay;
    this.#spans = spansOf(this.#owners, lr, decay);
  }

  /** Identifies the layout of the arrays. It is not in the types: `dataParallel` checks it. */
  get fingerprint(): string {
    return this.#model.fingerprint;
  }
  get lr(): Rate {
    return this.#lr;
  }
  set lr(lr: Rate) {
    checkRate(this.#rateName, lr, this.#model);
    if (typeof lr === 'number' && typeof this.#lr === 'number') this.#spans.rates.fill(lr);
    else this.#spans = spansOf(this.#owners, lr, this.#decay);
    this.#lr = lr;
  }

  step(flat: FloatArray, gradient: FloatArray, factor = 1): void {
    checkFloats('the flat array', flat, this.#kind, this.#length);
    checkFloats('the gradient', gradient, this.#kind, this.#length);
    readNumber('factor', factor, FROM_ZERO);
    requireState(this.#rule.name, this.state, this.layout.length);
    requireFinite('the gradient', gradient, this.#spans, this.#owners);
    const step = this.state.step + 1;
    const c = this.#coefficients;
    this.#rule.prepare(c, step);
    const { starts, ends, rates, decays } = this.#spans;
    for (let s = 0; s < starts.length; s++) {
      c[0] = (rates[s] as number) * factor;
      c[1] = decays[s] as number;
      this.#loop(starts[s] as number, ends[s] as number, flat, gradient, this.#m, this.#v, c);
    }
    this.state.step = step;
  }
}

/** Returns a new state of zeros, or the given one after checks. */
export function readState(
  owner: string,
  length: number,
  type: unknown,
  given: GivenState | undefined,
): { readonly flat: FloatArray; step: number } {
  const Type = readFloatType(owner, type);
  if (given === undefined) return { flat: new Type(length), step: 0 };
  if (typeof given !== 'object' || given === null || !('flat' in given) || !('step' in given))
    throw new TypeError(`${owner}: a state { flat, step } was expected, found ${describeState(given)}`);
  const flat = given.flat as FloatArray;
  const kind = type === undefined ? floatKindOf(`${owner}: the state`, flat) : floatKindOf(owner, new Type(0));
  checkFloats(`${owner}: the state`, flat, kind, length);
  const bad = flat.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new RangeError(`${owner}: the state must be finite, found ${flat[bad]} at index ${bad}`);
  return { flat, step: readStep(owner, given.step) };
}

function readStep(owner: string, given: unknown): number {
  const step = typeof given === 'bigint' ? Number(given) : given;
  if (!isStep(step)) throw new RangeError(badStep(owner, given));
  return step;
}
const isStep = (step: unknown): step is number => Number.isSafeInteger(step) && (step as number) >= 0;
const badStep = (owner: string, found: unknown): string =>
  `${owner}: the step of the state must be an integer of at least 0, found ` +
  `${typeof found === 'string' ? `the string '${found}'` : String(found)}`;

function describeState(given: unknown): string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return describe(given);
  return (
    'flat' in given ? 'one without a step'
    : 'step' in given ? 'one without a flat array'
    : describe(given)
  );
}

/** Checks before a step that the caller has not taken the state away, such as by transferring it to a thread. */
export function requireState(owner: string, { flat, step }: { flat: FloatArray; step: unknown }, length: number): void {
  if (flat.length !== length)
    throw new TypeError(`${owner}: the state cannot be reached: its buffer was detached or shrunk`);
  if (!isStep(step)) throw new RangeError(badStep(owner, step));
}
