// No twin in types: the compiler does not see where runs begin and end.
import type { ValueRun, ValueRuns } from '../../types/optim/value-runs.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe } from '../array/describe.ts';
import { FROM_ZERO, readNumber } from './options.ts';

/**
 * Stretches of a flat array in memory order: without pads, and with one learning rate and one decay in each. Positions
 * are in plain arrays, so that an index read from them stays an integer for the engine. Numbers with fractions are in
 * typed arrays, because a loop that took them as arguments would allocate.
 */
export interface Spans {
  readonly starts: number[];
  readonly ends: number[];
  readonly rates: Float64Array;
  readonly decays: Float64Array;
}

/** Returns the stretches that owners cover, joined where they touch. */
export function rangesOf(owners: readonly Slot[]): readonly ValueRun<undefined>[] {
  const ranges: { start: number; end: number; value: undefined }[] = [];
  for (const { offset, length } of owners) {
    const last = ranges.at(-1);
    if (last !== undefined && last.end === offset) last.end += length;
    else if (length > 0) ranges.push({ start: offset, end: offset + length, value: undefined });
  }
  return ranges;
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
  for (const { start, end } of rangesOf(owners)) {
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

/** Checks a learning rate or a decay. @throws TypeError or RangeError that names the option and the owner */
export function checkRate(what: string, value: unknown, owners: readonly Slot[], length: number): void {
  if (typeof value !== 'object' || value === null) return void readNumber(what, value, FROM_ZERO);
  checkRuns(what, value, owners, length, (found, path) => readNumber(`${what} of '${path}'`, found, FROM_ZERO));
}

/** Checks that runs lie in memory order, within the length, and cover all owners. `check` checks a value of an owner. */
export function checkRuns(
  what: string,
  values: object,
  owners: readonly Slot[],
  length: number,
  check: (value: unknown, path: string) => void,
): void {
  const { runs } = values as Partial<ValueRuns<unknown>>;
  if (!Array.isArray(runs))
    throw new TypeError(
      `${what}: a result of assign or groups was expected, which has runs, found ${describe(values)}`,
    );
  let end = 0;
  for (const run of runs as readonly ValueRun<unknown>[]) {
    if (!Number.isSafeInteger(run.start) || !Number.isSafeInteger(run.end) || run.start > run.end)
      throw new RangeError(`${what}: a run from a start to an end was expected, found ${run.start} to ${run.end}`);
    if (run.start < end)
      throw new RangeError(
        `${what}: the runs must lie in memory order, found a start of ${run.start} after an end of ${end}`,
      );
    if (run.end > length)
      throw new RangeError(`${what}: a run ends at ${run.end}, but the layout has a length of ${length}`);
    end = run.end;
  }
  let i = 0;
  for (const { path, offset, length: count } of owners) {
    for (let at = offset; at < offset + count;) {
      while (i < runs.length && runs[i].end <= at) i++;
      const run = runs[i] as ValueRun<unknown> | undefined;
      if (run === undefined || run.start > at)
        throw new RangeError(`${what}: the runs must cover all owners, but '${path}' has no value at index ${at}`);
      check(run.value, path);
      at = run.end;
    }
  }
}
