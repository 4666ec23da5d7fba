// No twin in types: the compiler does not see numbers.
import type { Slot } from '../../types/place/slot.ts';
import type { FloatArray } from './float.ts';
import type { Ranges } from './norm.ts';

/**
 * Whether all elements of the spans are finite. A sum has a NaN or an infinity where a term has one, and adding is the
 * cheapest test: eight terms at a time it costs about a twelfth of a step of AdamW. A sum of Float32 numbers cannot
 * overflow in doubles.
 */
function isFinite32(x: Float32Array, { starts, ends }: Ranges): boolean {
  let a = 0;
  let b = 0;
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    let i = starts[s] as number;
    for (const last = end - 7; i < last; i += 8) {
      a += (x[i] as number) + (x[i + 1] as number) + ((x[i + 2] as number) + (x[i + 3] as number));
      b += (x[i + 4] as number) + (x[i + 5] as number) + ((x[i + 6] as number) + (x[i + 7] as number));
    }
    for (; i < end; i++) a += x[i] as number;
  }
  return a + b - (a + b) === 0;
}
/** Whether all doubles of the spans are finite. Their sum may overflow; then this looks at each element. */
function isFinite64(x: Float64Array, spans: Ranges): boolean {
  const { starts, ends } = spans;
  let a = 0;
  let b = 0;
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    let i = starts[s] as number;
    for (const last = end - 7; i < last; i += 8) {
      a += (x[i] as number) + (x[i + 1] as number) + ((x[i + 2] as number) + (x[i + 3] as number));
      b += (x[i + 4] as number) + (x[i + 5] as number) + ((x[i + 6] as number) + (x[i + 7] as number));
    }
    for (; i < end; i++) a += x[i] as number;
  }
  return a + b - (a + b) === 0 || findNotFinite(x, spans) < 0;
}

/** Returns the index of the first element of the spans that is a NaN or an infinity; -1 if there is none. */
export function findNotFinite(x: FloatArray, { starts, ends }: Ranges): number {
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) if (!Number.isFinite(x[i])) return i;
  return -1;
}

/** @throws RangeError that names the first element of a gradient that is a NaN or an infinity */
export function requireFinite(what: string, gradient: FloatArray, spans: Ranges, owners: readonly Slot[]): void {
  // Each kind has a loop of its own: after it has seen both kinds, one loop would serve both more slowly.
  const isFine =
    gradient.BYTES_PER_ELEMENT === 4 ?
      isFinite32(gradient as Float32Array, spans)
    : isFinite64(gradient as Float64Array, spans);
  if (isFine) return;
  const index = findNotFinite(gradient, spans);
  throw new RangeError(notFinite(what, gradient[index] as number, index, owners));
}

export function notFinite(what: string, value: number, index: number, owners: readonly Slot[]): string {
  const owner = owners.find(({ offset, length }) => index >= offset && index < offset + length)?.path ?? '';
  return `${what} must be finite, found ${value} at index ${index}${owner === '' ? '' : `, in '${owner}'`}`;
}
