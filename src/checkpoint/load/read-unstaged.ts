// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Owners } from '../../place/owner.ts';
import { CheckpointError, type WrittenRange } from '../error.ts';
import type { FitResult } from '../fit/fit.ts';
import type { Store } from '../store/store.ts';
import { checkTarget, type LoadOptions } from './options.ts';
import { readTensors } from './read-tensors.ts';

/**
 * Reads into the flat array itself.
 *
 * @throws CheckpointError whose `written` lists the elements that were overwritten before reading failed
 */
export async function readUnstaged(
  into: AnyArray,
  owners: Owners,
  fit: FitResult,
  store: Store,
  options: LoadOptions,
): Promise<AnyArray> {
  const ranges = new WrittenRanges();
  const { length: expected } = into;
  try {
    await readTensors(into, owners, fit, store, options, (offset, length) => ranges.add(offset, length));
    checkTarget(into, expected); // its buffer may have been transferred or resized
    return into;
  } catch (error) {
    const cause = lengthErrorOf(into, expected) ?? error;
    const written = ranges.all();
    if (written.length === 0) throw cause;
    const what = written.map(({ offset, length }) => `${offset} to ${offset + length}`);
    const where =
      what.length > 8 ? `${what.slice(0, 8).join(', ')} and ${what.length - 8} further ranges` : what.join(', ');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(
      `loading in place failed after elements ${where} of the flat array were overwritten: ${reason}`,
      { written, cause },
    );
  }
}

/** The error for an array whose buffer was transferred or resized; undefined if it has its length. */
function lengthErrorOf(into: AnyArray, expected: number): unknown {
  try {
    checkTarget(into, expected);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Ranges of elements. Ranges that touch are joined. */
class WrittenRanges {
  #all: WrittenRange[] = [];

  add(offset: number, length: number): void {
    const last = this.#all.at(-1);
    if (last !== undefined && last.offset <= offset && offset <= last.offset + last.length) {
      this.#all[this.#all.length - 1] = {
        offset: last.offset,
        length: Math.max(last.length, offset + length - last.offset),
      };
    } else this.#all.push({ offset, length });
  }

  /** In ascending order. */
  all(): readonly WrittenRange[] {
    const sorted = this.#all.sort((a, b) => a.offset - b.offset);
    this.#all = [];
    for (const { offset, length } of sorted) this.add(offset, length);
    return this.#all;
  }
}
