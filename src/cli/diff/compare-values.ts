import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { whyNoDoubles } from '../input/decode-doubles.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';
import type { TensorPair } from './pair-tensors.ts';
import { DistanceMeter, type ValueDistance } from './value-distance.ts';

/** Two tensors of one shape whose data were compared. */
export interface ComparedPair {
  readonly pair: TensorPair;
  /** Of one element type and the same in every bit. */
  readonly identical: boolean;
  /** How far the values are apart; undefined where they are no numbers of their own, and only bytes were compared. */
  readonly apart: ValueDistance | undefined;
}

/** Whether the values are the same: zeros of either sign are, and any NaN and another. */
export const isEqualInValue = ({ identical, apart }: ComparedPair): boolean =>
  identical || (apart !== undefined && apart.max === 0 && apart.nans === 0);

/** Elements of both that are in memory at once: at most 1 MiB each. */
const MAX_PIECE_ELEMENTS = 2 ** 17;

/** Reads both checkpoints in lock step, once from front to back. Pairs of which nothing can be compared are left out. */
export async function compareValues(
  pairs: readonly TensorPair[],
  a: Checkpoint,
  b: Checkpoint,
  signal: AbortSignal,
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
  const compared: ComparedPair[] = [];
  for (const pair of wanted) {
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
  const from = info.dtype;
  const difference =
    whyNoDoubles(from) === undefined && whyNoDoubles(to) === undefined ?
      new DistanceMeter(from, to, elementCountOf(info))
    : undefined;
  let identical = from === to;
  for await (const piece of left) {
    const { value: other } = await right.next();
    const bytes = other as Uint8Array; // as many elements, so as many pieces
    identical &&= Buffer.compare(piece, bytes) === 0;
    difference?.add(piece, bytes);
  }
  return { identical, apart: difference?.apart };
}

const isComparable = (a: Dtype, b: Dtype): boolean =>
  a === b || (whyNoDoubles(a) === undefined && whyNoDoubles(b) === undefined);

/** Of element types that no byte ends with, as many bytes as are a multiple of any of their sizes. */
const pieceBytesOf = (dtype: Dtype): number =>
  BITS[dtype] % 8 === 0 ? MAX_PIECE_ELEMENTS * (BITS[dtype] / 8) : 3 * MAX_PIECE_ELEMENTS;

export const isSameShape = (a: readonly (number | bigint)[], b: readonly (number | bigint)[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);
