import { decoderOf, whyNot } from '../../checkpoint/dtype/convert.ts';
import type { Decode } from '../../checkpoint/dtype/decode.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';

/** Puts elements as a file holds them into an array of doubles, from its start on. */
export type DoubleDecoder = (source: Uint8Array, target: Float64Array) => void;

/** Integers of 64 bits. */
export type WideDtype = 'I64' | 'U64';

/**
 * How elements become doubles, which hold every one of them exactly but integers beyond 2^53: those are rounded. BOOL is taken as its byte.
 * Undefined where an element is no number of its own: `whyNoDoubles` says why.
 */
export function doubleDecoderOf(dtype: Dtype): DoubleDecoder | undefined {
  if (dtype === 'I64' || dtype === 'U64') return wideDecoderOf(dtype);
  if (whyNoDoubles(dtype) !== undefined) return undefined;
  const decode = decoderOf(dtype === 'BOOL' ? 'U8' : dtype, 'Float64Array') as Decode; // whyNot said that there is one
  return (source, target) => decode(source, target, 0, undefined);
}

/** Why elements are no numbers of their own, as the end of a sentence. */
export const whyNoDoubles = (dtype: Dtype): string | undefined =>
  dtype === 'C64' ? 'a complex number is neither large nor small' : whyNot(dtype, 'Float64Array');

function wideDecoderOf(dtype: WideDtype): DoubleDecoder {
  return (source, target) => {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    for (let at = 0, i = 0; at < source.length; at += 8, i++)
      target[i] = highWordOf(view, at, dtype) * 2 ** 32 + view.getUint32(at, true);
  };
}

const highWordOf = (view: DataView, at: number, dtype: WideDtype): number =>
  dtype === 'I64' ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);

/** The smallest and the largest of integers of 64 bits, which no double may hold. */
export class WideRange {
  readonly #dtype: WideDtype;
  #min: readonly [high: number, low: number] = [Number.POSITIVE_INFINITY, 0];
  #max: readonly [high: number, low: number] = [Number.NEGATIVE_INFINITY, 0];

  constructor(dtype: WideDtype) {
    this.#dtype = dtype;
  }

  add(source: Uint8Array): void {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    let [minHigh, minLow] = this.#min;
    let [maxHigh, maxLow] = this.#max;
    for (let at = 0; at < source.length; at += 8) {
      const upper = highWordOf(view, at, this.#dtype);
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
export function subtractWide(dtype: WideDtype, a: Uint8Array, b: Uint8Array, target: Float64Array): void {
  const left = new DataView(a.buffer, a.byteOffset, a.byteLength);
  const right = new DataView(b.buffer, b.byteOffset, b.byteLength);
  for (let at = 0, i = 0; at < a.length; at += 8, i++) {
    target[i] =
      (highWordOf(right, at, dtype) - highWordOf(left, at, dtype)) * 2 ** 32 +
      (right.getUint32(at, true) - left.getUint32(at, true));
  }
}

/** Powers of two by which values are multiplied so that no square leaves the range of doubles: for values as large as `above`, or larger. */
export const SQUARE_SCALES = [
  { above: 2 ** 400, scale: 2 ** -600 },
  { above: 2 ** -400, scale: 1 },
  { above: 0, scale: 2 ** 600 },
] as const;

/** The power of two for values of at most this magnitude. */
export const squareScaleFor = (most: number): number =>
  (SQUARE_SCALES.find(({ above }) => most >= above) as (typeof SQUARE_SCALES)[number]).scale;
