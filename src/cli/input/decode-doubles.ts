import { decoderOf, whyNotDecoded } from '../../checkpoint/dtype/decode.ts';
import type { Decode } from '../../checkpoint/dtype/codec.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';

/** Decodes elements from the bytes of a file into an array of doubles. */
export type DoubleDecoder = (source: Uint8Array, target: Float64Array) => void;

/** Dtypes of 64-bit integers. */
export type WideDtype = 'I64' | 'U64';

/**
 * Returns the decoder from a dtype to doubles. Doubles hold every element exactly, except that integers beyond 2^53 are
 * rounded. BOOL decodes as its byte. The result is undefined if an element is not a number by itself; `whyNoDoubles`
 * gives the reason.
 */
export function doubleDecoderOf(dtype: Dtype): DoubleDecoder | undefined {
  if (dtype === 'I64' || dtype === 'U64') return doublesDecoderOf(dtype);
  if (whyNoDoubles(dtype) !== undefined) return undefined;
  // whyNoDoubles made sure that there is a decoder.
  const decode = decoderOf(dtype === 'BOOL' ? 'U8' : dtype, 'Float64Array') as Decode;
  return (source, target) => decode(source, target, 0, undefined);
}

/** Why the elements of a dtype are not numbers by themselves, as the end of a sentence; undefined if they are. */
export const whyNoDoubles = (dtype: Dtype): string | undefined =>
  dtype === 'C64' ? 'complex numbers have no order' : whyNotDecoded(dtype, 'Float64Array');

function doublesDecoderOf(dtype: WideDtype): DoubleDecoder {
  return (source, target) => {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    for (let at = 0, i = 0; at < source.length; at += 8, i++)
      target[i] = highWordOf(view, at, dtype) * 2 ** 32 + view.getUint32(at, true);
  };
}

const highWordOf = (view: DataView, at: number, dtype: WideDtype): number =>
  dtype === 'I64' ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);

/** Tracks the smallest and largest 64-bit integer exactly, since doubles may round them. */
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

/** Writes B minus A to `target`. The difference may be exact even if doubles would round the elements. */
export function subtractWide(dtype: WideDtype, a: Uint8Array, b: Uint8Array, target: Float64Array): void {
  const left = new DataView(a.buffer, a.byteOffset, a.byteLength);
  const right = new DataView(b.buffer, b.byteOffset, b.byteLength);
  for (let at = 0, i = 0; at < a.length; at += 8, i++) {
    target[i] =
      (highWordOf(right, at, dtype) - highWordOf(left, at, dtype)) * 2 ** 32 +
      (right.getUint32(at, true) - left.getUint32(at, true));
  }
}

/**
 * Powers of two to scale values by, so that no square leaves the range of doubles. A row applies to values of magnitude
 * `above` or more.
 */
export const SQUARE_SCALES = [
  { above: 2 ** 400, scale: 2 ** -600 },
  { above: 2 ** -400, scale: 1 },
  { above: 0, scale: 2 ** 600 },
] as const;

/** The scale for values of at most this magnitude. */
export const squareScaleFor = (most: number): number =>
  (SQUARE_SCALES.find(({ above }) => most >= above) as (typeof SQUARE_SCALES)[number]).scale;
