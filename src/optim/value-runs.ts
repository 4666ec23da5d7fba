import type { ValueRun, ValueRuns } from '../../types/optim/value-runs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { ownerSlots } from '../view/owners.ts';
import { FROM_ZERO, readNumber } from './options.ts';

/** Checks a learning rate or a decay. @throws TypeError or RangeError that names the option and the owner */
export function checkRate(what: string, value: unknown, model: LayoutLike): void {
  if (typeof value !== 'object' || value === null) return void readNumber(what, value, FROM_ZERO);
  checkRuns(what, value, model, (found, path) => readNumber(`${what} of '${path}'`, found, FROM_ZERO));
}

/**
 * Checks that runs lie in memory order, within the length, and cover all owners. They may cover pads or leave them out.
 * `check` checks the value of an owner.
 */
export function checkRuns(
  what: string,
  values: object,
  model: LayoutLike,
  check: (value: unknown, path: string) => void,
): void {
  const { runs, fingerprint } = values as Partial<ValueRuns<unknown>>;
  if (!Array.isArray(runs))
    throw new TypeError(
      `${what}: a result of assign or groups was expected, which has runs, found ${describe(values)}`,
    );
  if (fingerprint !== undefined && fingerprint !== model.fingerprint)
    throw new TypeError(
      `${what}: values for a layout with fingerprint ${model.fingerprint} ` +
        `were expected, found values for ${fingerprint}`,
    );
  checkOrder(what, runs, rootOfLayout(model).size);
  let i = 0;
  for (const { path, offset, length } of ownerSlots(model)) {
    for (let at = offset; at < offset + length;) {
      while (i < runs.length && runs[i].end <= at) i++;
      const run = runs[i] as ValueRun<unknown> | undefined;
      if (run === undefined || run.start > at)
        throw new RangeError(`${what}: the runs must cover all owners, but '${path}' has no value at index ${at}`);
      check(run.value, path);
      at = run.end;
    }
  }
}

function checkOrder(what: string, runs: readonly ValueRun<unknown>[], length: number): void {
  let last = 0;
  for (const { start, end } of runs) {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start > end)
      throw new RangeError(`${what}: a run from a start to an end was expected, found ${start} to ${end}`);
    if (start < last)
      throw new RangeError(
        `${what}: the runs must lie in memory order, found a start of ${start} after an end of ${last}`,
      );
    if (end > length) throw new RangeError(`${what}: a run ends at ${end}, but the layout has a length of ${length}`);
    last = end;
  }
}
