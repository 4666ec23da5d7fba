// No twin in types: BlockView in types/matrix/block-view.ts declares `times`.
import type { AnyArray } from '../../types/array/kind.ts';
import type { AnyLayout } from '../../types/layout.ts';
import { oneKind, ONE_LAYOUT } from '../algebra/issues.ts';
import { type LoopCopies, loopFor } from '../algebra/loop.ts';
import { operandsOf } from '../algebra/operand.ts';
import { filledRunsOf } from '../algebra/run.ts';
import { kindOf } from '../array/kind.ts';
import { overlap } from '../array/overlap.ts';
import { wrongLength } from '../schema/issues.ts';
import { SHARES_MEMORY } from './issues.ts';

/** A matrix, or a block of one, in an array: where its first element lies, and how far apart its rows are. */
export interface MatrixMemory {
  readonly array: AnyArray;
  readonly offset: number;
  readonly stride: number;
  readonly rows: AnyLayout;
  readonly columns: AnyLayout;
}

const productCopies: LoopCopies<
  [matrix: AnyArray, offset: number, stride: number, vector: AnyArray, runs: readonly number[], out: AnyArray],
  void
> = new Map();

/** Writes the product of a matrix and a vector to `out`. It checks everything before it writes. */
export function multiply({ array, offset, stride, rows, columns }: MatrixMemory, vector: unknown, out: unknown): void {
  const kind = kindOf(array) as string;
  const from = bindOperand(vector, columns, kind);
  const to = bindOperand(out, rows, kind);
  if (overlap(to, from) || overlap(to, array)) throw new TypeError(SHARES_MEMORY);
  const loop = loopFor(productCopies, kind, productLoop);
  const [rowRuns, columnRuns] = [rows, columns].map((layout) => filledRunsOf({ layout, length: layout.length })) as [
    readonly number[],
    readonly number[],
  ];
  for (let i = 0; i < rowRuns.length; i += 2)
    loop(rowRuns[i] as number, rowRuns[i + 1] as number, array, offset, stride, from, columnRuns, to);
}

/** Returns the flat array of a root view or a flat array of a layout. */
function bindOperand(operand: unknown, { length, fingerprint }: AnyLayout, kind: string): AnyArray {
  const { flats, layout, ...own } = operandsOf(operand);
  if (layout !== undefined && layout.fingerprint !== fingerprint)
    throw new TypeError(`${ONE_LAYOUT}: ${fingerprint} and ${layout.fingerprint}`);
  if (own.kind !== kind) throw new TypeError(oneKind(kind, own.kind));
  if (own.length !== length) throw new RangeError(wrongLength(length, own.length));
  return flats[0] as AnyArray;
}

// Each step takes four elements (../algebra/loop.ts says why), with a sum for each of the four.
function productLoop(
  firstRow: number,
  endRow: number,
  matrix: AnyArray,
  offset: number,
  stride: number,
  vector: AnyArray,
  runs: readonly number[],
  out: AnyArray,
): void {
  for (let row = firstRow; row < endRow; row++) {
    const at = offset + row * stride;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let run = 0; run < runs.length; run += 2) {
      const end = runs[run + 1] as number;
      let i = runs[run] as number;
      for (; i + 3 < end; i += 4) {
        a += (matrix[at + i] as number) * (vector[i] as number);
        b += (matrix[at + i + 1] as number) * (vector[i + 1] as number);
        c += (matrix[at + i + 2] as number) * (vector[i + 2] as number);
        d += (matrix[at + i + 3] as number) * (vector[i + 3] as number);
      }
      for (; i < end; i++) a += (matrix[at + i] as number) * (vector[i] as number);
    }
    out[row] = a + b + (c + d);
  }
}
