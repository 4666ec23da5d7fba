import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { whyNoDoubles } from '../input/decode-doubles.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';
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
    const bytes = other as Uint8Array; // both have equally many elements, so equally many pieces
    identical &&= Buffer.compare(piece, bytes) === 0;
    difference?.add(piece, bytes);
  }
  return { identical, distance: difference?.distance };
}

const isComparable = (a: Dtype, b: Dtype): boolean =>
  a === b || (whyNoDoubles(a) === undefined && whyNoDoubles(b) === undefined);

/** The most bytes of a piece. For dtypes of fewer than 8 bits it is a multiple of all their sizes. */
const pieceBytesOf = (dtype: Dtype): number =>
  DTYPE_BITS[dtype] % 8 === 0 ? MAX_PIECE_ELEMENTS * (DTYPE_BITS[dtype] / 8) : 3 * MAX_PIECE_ELEMENTS;

export const isSameShape = (a: readonly (number | bigint)[], b: readonly (number | bigint)[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);
