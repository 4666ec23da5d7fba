import type { ArrayTypeOf, NumberArray } from '../../types/array/kind.ts';
import type { Ema } from '../../types/optim/ema.ts';
import type { FloatKind } from '../../types/optim/float.ts';
import type { StateIn } from '../../types/optim/state.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { ownerSlots } from '../view/owners.ts';
import { requireFinite } from './finite.ts';
import { checkFloats, type FloatArray, floatKindOf } from './float.ts';
import { type GivenState, readState, requireState } from './optimiser.ts';
import { BELOW_ONE, readNumber } from './options.ts';
import { type Spans, spansOf } from './spans.ts';

/** The options of `ema`. `A` is the kind of the average. */
export interface EmaOptions<A = NumberArray> {
  /** How much of the average an update keeps: from 0 to below 1. */
  readonly decay: number;
  /** `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<A> | undefined;
}

/**
 * An exponential moving average of the parameters, which often generalises better than the last step. With a `state`,
 * it continues from that state, bit for bit.
 *
 * @example
 * const average = ema(model, { decay: 0.75 });
 * average.update(flat.fill(4));
 * average.update(flat.fill(8));
 * average.flat[0]; // 5
 * average.state.step; // 2
 *
 * @throws RangeError or TypeError for an unknown option, a decay out of range, and a state that does not fit
 */
export function ema<L extends LayoutLike, A extends NumberArray = Float32Array<ArrayBuffer>>(
  model: L,
  options: EmaOptions<A>,
  state?: StateIn<FlatSchemaOf<L>, A>,
): Ema<L, PlainOf<A>> {
  requireOptions('ema', options, ['decay', 'type']);
  readNumber('ema: decay', options.decay, BELOW_ONE);
  // `as`: the compiler cannot compare its half with this one.
  return new FlatAverage(model, options, state as GivenState | undefined) as object as Ema<L, PlainOf<A>>;
}

/** The run-time half of `Ema`. */
class FlatAverage {
  readonly flat: FloatArray;
  readonly state: { readonly flat: FloatArray; step: number };
  readonly #kind: FloatKind;
  readonly #length: number;
  /** The decay, in an array for the reason that `StepLoop` gives. */
  readonly #decay: Float64Array;
  readonly #owners: readonly Slot[];
  readonly #spans: Spans;

  constructor(
    model: LayoutLike,
    { decay, type }: { readonly decay: number; readonly type?: unknown },
    given: GivenState | undefined,
  ) {
    this.#length = rootOfLayout(model).size;
    this.state = readState('ema', this.#length, type, given);
    this.flat = this.state.flat;
    this.#kind = floatKindOf('ema', this.flat);
    this.#decay = Float64Array.of(decay);
    this.#owners = ownerSlots(model);
    this.#spans = spansOf(this.#owners, 1, 0);
  }

  update(flat: FloatArray): void {
    requireState('ema', this.state, this.#length);
    checkFloats('the flat array', flat, this.#kind, this.#length);
    requireFinite('the flat array', flat, this.#spans, this.#owners);
    const decay = this.state.step === 0 ? COPY : this.#decay;
    if (this.#kind === 'Float32Array') average32(this.flat as Float32Array, flat as Float32Array, this.#spans, decay);
    else average64(this.flat as Float64Array, flat as Float64Array, this.#spans, decay);
    this.state.step++;
  }
}

const COPY = Float64Array.of(0);

// The two loops differ in their types alone: see `StepRule`.
function average32(average: Float32Array, flat: Float32Array, { starts, ends }: Spans, decay: Float64Array): void {
  const take = 1 - (decay[0] as number);
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    let i = starts[s] as number;
    if (take === 1) for (; i < end; i++) average[i] = flat[i] as number; // bit for bit
    for (; i < end; i++) {
      const old = average[i] as number;
      average[i] = old + take * ((flat[i] as number) - old);
    }
  }
}
function average64(average: Float64Array, flat: Float64Array, { starts, ends }: Spans, decay: Float64Array): void {
  const take = 1 - (decay[0] as number);
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    let i = starts[s] as number;
    if (take === 1) for (; i < end; i++) average[i] = flat[i] as number; // bit for bit
    for (; i < end; i++) {
      const old = average[i] as number;
      average[i] = old + take * ((flat[i] as number) - old);
    }
  }
}
