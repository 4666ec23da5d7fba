// No twin in types: the compiler does not see where runs begin and end.
import type { ValueRun, ValueRuns } from '../../types/optim/value-runs.ts';
import type { Slot } from '../../types/place/slot.ts';
import { rangesOfSlots } from '../place/range.ts';

/**
 * Ranges of a flat array in memory order, without pads. Each has one learning rate and one decay. Positions are in
 * plain arrays, so that an index read from them stays an integer for the engine. Numbers with fractions are in typed
 * arrays, because a loop that took them as arguments would allocate.
 */
export interface Spans {
  readonly starts: number[];
  readonly ends: number[];
  readonly rates: Float64Array;
  readonly decays: Float64Array;
}

/**
 * Cuts the ranges of the owners where the rate or the decay changes. A run of `assign` with rate 0 freezes its owners,
 * so these get no span.
 */
export function spansOf(
  owners: readonly Slot[],
  rate: number | ValueRuns<number>,
  decay: number | ValueRuns<number>,
): Spans {
  const starts: number[] = [];
  const ends: number[] = [];
  const rates: number[] = [];
  const decays: number[] = [];
  const rateAt = cursorOf(rate);
  const decayAt = cursorOf(decay);
  for (const { start, end } of rangesOfSlots(owners)) {
    for (let at = start; at < end;) {
      const [lr, stepped] = [rateAt(at), decayAt(at)];
      const stop = Math.min(end, lr.end, stepped.end);
      if (lr.value !== 0 || typeof rate === 'number') {
        const last = starts.length - 1;
        if (ends[last] === at && rates[last] === lr.value && decays[last] === stepped.value) ends[last] = stop;
        else {
          starts.push(at);
          ends.push(stop);
          rates.push(lr.value);
          decays.push(stepped.value);
        }
      }
      at = stop;
    }
  }
  return { starts, ends, rates: Float64Array.from(rates), decays: Float64Array.from(decays) };
}

/** Returns a function that finds the run at a position. Positions must grow from call to call. */
function cursorOf(values: number | ValueRuns<number>): (at: number) => ValueRun<number> {
  if (typeof values === 'number') return () => ({ start: 0, end: Infinity, value: values });
  let i = 0;
  return (at) => {
    while ((values.runs[i] as ValueRun<number>).end <= at) i++;
    return values.runs[i] as ValueRun<number>;
  };
}
