import type { Checkpoint } from '../input/checkpoint.ts';
import { elementsOf, piecesOf } from '../input/data.ts';
import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { OnProgress } from '../output/progress.ts';
import { whyNoDoubles } from '../input/doubles.ts';
import { Difference, type Apart } from './difference.ts';
import type { Pair } from './sides.ts';

/** Two tensors of one shape whose data were compared. */
export interface Compared {
  readonly pair: Pair;
  /** Of one element type and the same in every bit. */
  readonly identical: boolean;
  /** How far the values are apart; undefined where they are no numbers of their own, and only bytes were compared. */
  readonly apart: Apart | undefined;
}

/** Whether the values are the same: zeros of either sign are, and any NaN and another. */
export const isEqual = ({ identical, apart }: Compared): boolean =>
  identical || (apart !== undefined && apart.max === 0 && apart.nans === 0);

/** Elements of both that are in memory at once: at most 1 MiB each. */
const WINDOW = 2 ** 17;

/** Reads both checkpoints in lock step, once from front to back. Pairs of which nothing can be compared are left out. */
export async function compareValues(
  pairs: readonly Pair[],
  a: Checkpoint,
  b: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<readonly Compared[]> {
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
  const compared: Compared[] = [];
  for (const pair of wanted) {
    const [left, right] = [pair.a, pair.b].map((side, i) =>
      piecesOf(i === 0 ? a : b, side.stored, signal, onRead, windowOf(side.info.dtype)),
    ) as [Pieces, Pieces];
    compared.push({ pair, ...(await comparison(pair, left, right)) });
  }
  return compared;
}
type Pieces = AsyncGenerator<Uint8Array>;

async function comparison(
  {
    a: { info },
    b: {
      info: { dtype: to },
    },
  }: Pair,
  left: Pieces,
  right: Pieces,
): Promise<Omit<Compared, 'pair'>> {
  const from = info.dtype;
  const difference =
    whyNoDoubles(from) === undefined && whyNoDoubles(to) === undefined ?
      new Difference(from, to, elementsOf(info))
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
const windowOf = (dtype: Dtype): number => (BITS[dtype] % 8 === 0 ? WINDOW * (BITS[dtype] / 8) : 3 * WINDOW);

export const isSameShape = (a: readonly (number | bigint)[], b: readonly (number | bigint)[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);
