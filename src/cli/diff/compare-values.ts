import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { whyNoDoubles } from '../input/decode-doubles.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';
import { type FileRange, fileRangeOf, runJobs, threadsFor } from '../threads/run-jobs.ts';
import type { TensorPair } from './pair-tensors.ts';
import { DistanceMeter, type ValueDistance } from './value-distance.ts';

/** Two tensors of one shape whose data were compared. */
export interface ComparedPair {
  readonly pair: TensorPair;
  /** Whether dtype and all bits are equal. */
  readonly identical: boolean;
  /** How far apart the values are; undefined if the elements are not numbers, so that only bytes were compared. */
  readonly distance: ValueDistance | undefined;
}

/** Whether the values are equal. Zeros of either sign are equal, and so are any two NaN. */
export const isEqualInValue = ({ identical, distance }: ComparedPair): boolean =>
  identical || (distance !== undefined && distance.max === 0 && distance.nans === 0);

/** The most elements of each side in memory at once: at most 1 MiB. */
const MAX_PIECE_ELEMENTS = 2 ** 17;

/** Reads both checkpoints in step, once from front to back. It leaves out pairs that cannot be compared. */
export async function compareValues(
  pairs: readonly TensorPair[],
  a: Checkpoint,
  b: Checkpoint,
  { signal, threads }: { readonly signal: AbortSignal; readonly threads: number | undefined },
  onProgress: OnProgress,
): Promise<readonly ComparedPair[]> {
  const wanted = pairs.filter(
    ({ a: left, b: right }) =>
      isComparable(left.info.dtype, right.info.dtype) && isSameShape(left.info.shape, right.info.shape),
  );
  const total = wanted.reduce(
    (sum, { a: left, b: right }) => sum + left.info.end - left.info.start + right.info.end - right.info.start,
    0,
  );
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const found = await compareInThreads(wanted, a, b, { signal, threads }, onRead);
  const compared: ComparedPair[] = [];
  for (const pair of wanted) {
    const known = found.get(pair);
    if (known !== undefined) {
      compared.push({ pair, ...known });
      continue;
    }
    const [left, right] = [pair.a, pair.b].map((side, i) =>
      piecesOf(i === 0 ? a : b, side.stored, signal, onRead, pieceBytesOf(side.info.dtype)),
    ) as [BytePieces, BytePieces];
    compared.push({ pair, ...(await comparePair(pair, left, right)) });
  }
  return compared;
}
type BytePieces = AsyncGenerator<Uint8Array>;

async function comparePair(
  {
    a: { info },
    b: {
      info: { dtype: to },
    },
  }: TensorPair,
  left: BytePieces,
  right: BytePieces,
): Promise<Omit<ComparedPair, 'pair'>> {
  const measure = new PairMeasure(info.dtype, to, elementCountOf(info));
  for await (const piece of left) {
    const { value: other } = await right.next();
    measure.add(piece, other as Uint8Array); // both have equally many elements, so equally many pieces
  }
  return measure.result;
}

/** Compares two tensors of equally many elements from their bytes, piece by piece. */
export class PairMeasure {
  readonly #difference: DistanceMeter | undefined;
  #identical: boolean;

  constructor(from: Dtype, to: Dtype, elements: number) {
    const areNumbers = whyNoDoubles(from) === undefined && whyNoDoubles(to) === undefined;
    this.#difference = areNumbers ? new DistanceMeter(from, to, elements) : undefined;
    this.#identical = from === to;
  }
  add(piece: Uint8Array, other: Uint8Array): void {
    this.#identical &&= Buffer.compare(piece, other) === 0;
    this.#difference?.add(piece, other);
  }
  get result(): Omit<ComparedPair, 'pair'> {
    return { identical: this.#identical, distance: this.#difference?.distance };
  }
}

/** A pair of tensors to compare. */
export interface CompareJob {
  readonly a: FileRange;
  readonly b: FileRange;
  readonly from: Dtype;
  readonly to: Dtype;
  readonly elements: number;
}

/** Compares pairs in threads, if that is faster. A pair without a result failed: the caller finds out why. */
async function compareInThreads(
  pairs: readonly TensorPair[],
  a: Checkpoint,
  b: Checkpoint,
  { signal, threads: asked }: { readonly signal: AbortSignal; readonly threads: number | undefined },
  onRead: (bytes: number) => void,
): Promise<ReadonlyMap<TensorPair, Omit<ComparedPair, 'pair'>>> {
  const jobs = pairs.flatMap((pair) => {
    const [left, right] = [fileRangeOf(a, pair.a.stored), fileRangeOf(b, pair.b.stored)];
    if (left === undefined || right === undefined) return [];
    const { info } = pair.a;
    const job = { a: left, b: right, from: info.dtype, to: pair.b.info.dtype, elements: elementCountOf(info) };
    return [{ pair, job: job satisfies CompareJob, bytes: left.end - left.start + right.end - right.start }];
  });
  const total = jobs.reduce((sum, { bytes }) => sum + bytes, 0);
  const threads = threadsFor(total, jobs.length, asked);
  if (threads === 0) return new Map();
  const url = new URL('../diff-worker.js', import.meta.url); // where the bundle has it
  const results = await runJobs(url, threads, jobs, signal, onRead);
  const found = new Map<TensorPair, Omit<ComparedPair, 'pair'>>();
  for (const [i, { pair }] of jobs.entries()) {
    const result = results[i] as Omit<ComparedPair, 'pair'> | undefined; // diff-worker.ts gives no other results
    if (result !== undefined) found.set(pair, result);
  }
  return found;
}

const isComparable = (a: Dtype, b: Dtype): boolean =>
  a === b || (whyNoDoubles(a) === undefined && whyNoDoubles(b) === undefined);

/** The most bytes of a piece. For dtypes of fewer than 8 bits it is a multiple of all their sizes. */
export const pieceBytesOf = (dtype: Dtype): number =>
  DTYPE_BITS[dtype] % 8 === 0 ? MAX_PIECE_ELEMENTS * (DTYPE_BITS[dtype] / 8) : 3 * MAX_PIECE_ELEMENTS;

export const isSameShape = (a: readonly (number | bigint)[], b: readonly (number | bigint)[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);
