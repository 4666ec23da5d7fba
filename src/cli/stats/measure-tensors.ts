import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { type DoubleDecoder, doubleDecoderOf, whyNoDoubles, WideRange } from '../input/decode-doubles.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';
import { type FileRange, fileRangeOf, runJobs, threadsFor } from '../threads/run-jobs.ts';
import { type Histogram, HistogramBins } from './histogram-bins.ts';
import { MomentsSum } from './moments.ts';

/** The figures of a tensor. All except the counts cover only finite values, and are undefined if there are none. */
export interface ValueFigures {
  readonly elements: number;
  /** A bigint for I64 and U64. */
  readonly min: number | bigint | undefined;
  readonly max: number | bigint | undefined;
  readonly mean: number | undefined;
  /** The standard deviation over the number of values, not one less. */
  readonly deviation: number | undefined;
  readonly zeros: number;
  readonly nans: number;
  readonly infinities: number;
  readonly histogram: Histogram | undefined;
}

/** The number of elements to go through several times before the next: 64 KiB of doubles fit the cache of a core. */
const MEASURE_BLOCK_ELEMENTS = 2 ** 13;

/** Measures a tensor from its bytes, piece by piece, in constant memory. */
export class ValueMeasure {
  readonly #size: number;
  readonly #convert: DoubleDecoder;
  readonly #scratch: Float64Array;
  readonly #momentum = new MomentsSum();
  readonly #bins: HistogramBins;
  readonly #wide: WideRange | undefined;
  #elements = 0;
  #zeros = 0;
  #nans = 0;
  #infinities = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /**
   * @param most The most elements that will come
   * @throws TypeError if a dtype has no numbers; `whyNoDoubles` says which
   */
  constructor(dtype: Dtype, most = MEASURE_BLOCK_ELEMENTS) {
    const convert = doubleDecoderOf(dtype);
    if (convert === undefined) throw new TypeError(`${dtype} is not measured`);
    this.#convert = convert;
    this.#scratch = new Float64Array(Math.min(MEASURE_BLOCK_ELEMENTS, most));
    this.#size = DTYPE_BITS[dtype] / 8;
    this.#bins = isInteger(dtype) || dtype === 'BOOL' ? new HistogramBins(1) : new HistogramBins();
    this.#wide = dtype === 'I64' || dtype === 'U64' ? new WideRange(dtype) : undefined;
  }

  /** Adds whole elements, little-endian. */
  add(piece: Uint8Array): void {
    this.#wide?.add(piece);
    const step = MEASURE_BLOCK_ELEMENTS * this.#size;
    for (let at = 0; at < piece.length; at += step) {
      const source = piece.subarray(at, at + step);
      const values = this.#scratch.subarray(0, source.length / this.#size);
      this.#convert(source, values);
      this.#elements += values.length;
      this.#block(values);
    }
  }

  /**
   * Computes the simple figures of a block. A finite sum shows that all values are finite, since NaN and infinity carry
   * over to it.
   */
  #block(values: Float64Array): void {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let zeros = 0;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros += 1;
      sum += value;
    }
    if (values.length === 0) return;
    if (!Number.isFinite(sum)) {
      const finite = this.#finite(values);
      if (finite.length < values.length) return this.#block(finite); // otherwise the sum itself overflowed
    }
    this.#zeros += zeros;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    this.#momentum.add(values, sum, Math.max(Math.abs(min), Math.abs(max)));
    this.#bins.add(values, min, max);
  }

  /** Moves the finite values to the front and counts the others. */
  #finite(values: Float64Array): Float64Array {
    let count = 0;
    for (const value of values) {
      if (Number.isFinite(value)) values[count++] = value;
      else if (Number.isNaN(value)) this.#nans += 1;
      else this.#infinities += 1;
    }
    return values.subarray(0, count);
  }

  /** Returns the figures so far, with a histogram of at most this many intervals. */
  figures(intervals: number): ValueFigures {
    const moments = this.#momentum.moments;
    const [min, max] = moments === undefined ? [] : (this.#wide?.range ?? [this.#min, this.#max]);
    return {
      elements: this.#elements,
      min,
      max,
      // Sums round: the mean of a thousand 0.1 would be another number than 0.1.
      mean: moments === undefined ? undefined : Math.min(this.#max, Math.max(this.#min, moments.mean)),
      deviation: this.#min === this.#max && min === max ? 0 : moments?.deviation,
      zeros: this.#zeros,
      nans: this.#nans,
      infinities: this.#infinities,
      histogram: this.#bins.histogram(intervals),
    };
  }
}

/** A tensor and its figures, or the reason why it has none. */
export interface MeasuredTensor {
  readonly name: string;
  readonly info: TensorInfo;
  readonly figures: ValueFigures | string;
}

/** Reads tensors once each, in the order of `names`. `intervals` gives the most intervals of a histogram. */
export async function measureTensors(
  checkpoint: Checkpoint,
  names: Iterable<string>,
  intervals: (name: string, elements: number) => number,
  { signal, threads }: { readonly signal: AbortSignal; readonly threads: number | undefined },
  onProgress: OnProgress,
): Promise<readonly MeasuredTensor[]> {
  const all = Array.from(names, (name) => ({ name, info: checkpoint.tensors.get(name) as TensorInfo }));
  const total = all.reduce(
    (sum, { info }) => sum + (whyNoDoubles(info.dtype) === undefined ? info.end - info.start : 0),
    0,
  );
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const measured = await measureInThreads(
    all.flatMap(({ name, info }) => {
      const range = whyNoDoubles(info.dtype) === undefined ? fileRangeOf(checkpoint, name) : undefined;
      const elements = elementCountOf(info);
      const job = { dtype: info.dtype, elements, intervals: intervals(name, elements) };
      return range === undefined ? [] : [[name, { range, ...job }] as const];
    }),
    threads,
    signal,
    onRead,
  );
  const surveyed: MeasuredTensor[] = [];
  for (const { name, info } of all) {
    const known = measured.get(name);
    if (known !== undefined) {
      surveyed.push({ name, info, figures: known });
      continue;
    }
    const why = whyNoDoubles(info.dtype);
    if (why !== undefined) {
      surveyed.push({ name, info, figures: why });
      continue;
    }
    const measure = new ValueMeasure(info.dtype, elementCountOf(info));
    for await (const piece of piecesOf(checkpoint, name, signal, onRead)) measure.add(piece);
    surveyed.push({ name, info, figures: measure.figures(intervals(name, elementCountOf(info))) });
  }
  return surveyed;
}

/** A tensor to measure. */
export interface MeasureJob {
  readonly range: FileRange;
  readonly dtype: Dtype;
  readonly elements: number;
  readonly intervals: number;
}

/** Measures tensors in threads, if that is faster. A tensor without figures failed: the caller finds out why. */
async function measureInThreads(
  jobs: readonly (readonly [name: string, job: MeasureJob])[],
  asked: number | undefined,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<ReadonlyMap<string, ValueFigures>> {
  const sized = jobs.map(([, job]) => ({ job, bytes: job.range.end - job.range.start }));
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  const threads = threadsFor(total, jobs.length, asked);
  if (threads === 0) return new Map();
  const url = new URL('../stats-worker.js', import.meta.url); // where the bundle has it
  const results = await runJobs(url, threads, sized, signal, onRead);
  const found = new Map<string, ValueFigures>();
  for (const [i, [name]] of jobs.entries()) {
    const figures = results[i] as ValueFigures | undefined; // stats-worker.ts gives no other results
    if (figures !== undefined) found.set(name, figures);
  }
  return found;
}
