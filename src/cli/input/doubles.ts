import type { Decode } from '../../checkpoint/dtype/codec.ts';
import { decoderOf, whyNotDecoded } from '../../checkpoint/dtype/decode.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';

/** Puts elements as a file holds them into an array of doubles, from its start on. */
export type ToDoubles = (source: Uint8Array, target: Float64Array) => void;

/** Integers of 64 bits. */
export type Wide = 'I64' | 'U64';

/**
 * How elements become doubles, which hold every one of them exactly but integers beyond 2^53: those are rounded. BOOL is taken as its byte.
 * Undefined where an element is no number of its own: `whyNoDoubles` says why.
 */
export function toDoubles(dtype: Dtype): ToDoubles | undefined {
  if (dtype === 'I64' || dtype === 'U64') return fromWide(dtype);
  if (whyNoDoubles(dtype) !== undefined) return undefined;
  const decode = decoderOf(dtype === 'BOOL' ? 'U8' : dtype, 'Float64Array') as Decode; // whyNot said that there is one
  return (source, target) => decode(source, target, 0, undefined);
}

/** Why elements are no numbers of their own, as the end of a sentence. */
export const whyNoDoubles = (dtype: Dtype): string | undefined =>
  dtype === 'C64' ? 'a complex number is neither large nor small' : whyNotDecoded(dtype, 'Float64Array');

function fromWide(dtype: Wide): ToDoubles {
  return (source, target) => {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    for (let at = 0, i = 0; at < source.length; at += 8, i++)
      target[i] = high(view, at, dtype) * 2 ** 32 + view.getUint32(at, true);
  };
}

const high = (view: DataView, at: number, dtype: Wide): number =>
  dtype === 'I64' ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);

/** The smallest and the largest of integers of 64 bits, which no double may hold. */
export class WideRange {
  readonly #dtype: Wide;
  #min: readonly [high: number, low: number] = [Number.POSITIVE_INFINITY, 0];
  #max: readonly [high: number, low: number] = [Number.NEGATIVE_INFINITY, 0];

  constructor(dtype: Wide) {
    this.#dtype = dtype;
  }

  add(source: Uint8Array): void {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    let [minHigh, minLow] = this.#min;
    let [maxHigh, maxLow] = this.#max;
    for (let at = 0; at < source.length; at += 8) {
      const upper = high(view, at, this.#dtype);
      const lower = view.getUint32(at, true);
      if (upper < minHigh || (upper === minHigh && lower < minLow)) [minHigh, minLow] = [upper, lower];
      if (upper > maxHigh || (upper === maxHigh && lower > maxLow)) [maxHigh, maxLow] = [upper, lower];
    }
    this.#min = [minHigh, minLow];
    this.#max = [maxHigh, maxLow];
  }

  get range(): readonly [min: bigint, max: bigint] {
    const [min, max] = [this.#min, this.#max].map(([upper, lower]) => BigInt(upper) * 2n ** 32n + BigInt(lower)) as [
      bigint,
      bigint,
    ];
    return [min, max];
  }
}

/** Puts what elements of B are more than those of A, which may be exact where the elements, as doubles, were rounded. */
export function wideDifferences(dtype: Wide, a: Uint8Array, b: Uint8Array, target: Float64Array): void {
  const left = new DataView(a.buffer, a.byteOffset, a.byteLength);
  const right = new DataView(b.buffer, b.byteOffset, b.byteLength);
  for (let at = 0, i = 0; at < a.length; at += 8, i++) {
    target[i] =
      (high(right, at, dtype) - high(left, at, dtype)) * 2 ** 32 +
      (right.getUint32(at, true) - left.getUint32(at, true));
  }
}
