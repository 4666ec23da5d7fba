import type { AnyArray } from '../../types/array/kind.ts';
import type { AnyLayout } from '../../types/layout.ts';
import type { Blocks } from '../../types/matrix/blocks.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { operandsOf } from '../algebra/operand.ts';
import { describe } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { requireLayout } from '../schema/layout-mark.ts';
import { bindFlat } from '../view/flat.ts';
import { MatrixBlock } from './block-view.ts';
import { badMatrixLength } from './issues.ts';

/**
 * Names the rows of matrices by one layout and the columns by another. For a Jacobian, these are the layouts of its
 * outputs and of its parameters. `view` of the result takes a flat matrix, one row after the other, and returns a block
 * view over the same memory.
 *
 * @example
 * const inputs = layout({ gain: [], offset: [3] });
 * const jacobian = blocks(inputs, model).view(new Float32Array(240));
 * jacobian.at('offset', 'h.1.bias').set(2, 0, 0.5);
 * jacobian.at('offset', 'h.1.bias').shape; // [3, 4]
 * jacobian.row('offset')[2].h[1].bias[0]; // 0.5
 * const change = jacobian.times(flat.fill(1), inputs.zeros());
 * inputs.view(change).offset[2]; // 0.5
 *
 * @throws TypeError for anything but two layouts
 * @throws RangeError if the product of both lengths is not a safe integer
 */
export function blocks<R extends LayoutLike, C extends LayoutLike>(
  rows: R,
  columns: C,
): Blocks<SchemaOf<R>, SchemaOf<C>> {
  requireLayout(rows);
  requireLayout(columns);
  // `as`: the compiler cannot compare its half with this one.
  return new NamedSides(rows as LayoutLike as AnyLayout, columns as LayoutLike as AnyLayout) as object as Blocks<
    SchemaOf<R>,
    SchemaOf<C>
  >;
}

/** The run-time half of `Blocks`. */
class NamedSides {
  readonly length: number;
  readonly #rows: AnyLayout;
  readonly #columns: AnyLayout;

  constructor(rows: AnyLayout, columns: AnyLayout) {
    this.length = rows.length * columns.length;
    if (!Number.isSafeInteger(this.length)) throw new RangeError(badMatrixLength(rows.length, columns.length));
    this.#rows = rows;
    this.#columns = columns;
    Object.freeze(this);
  }

  view(matrix: AnyArray): MatrixBlock {
    if (kindOf(matrix) === undefined)
      throw new TypeError(`a typed array of numbers was expected, found ${describe(matrix)}`);
    const [array] = operandsOf(bindFlat(this.length, matrix)).flats as [AnyArray];
    const columns = this.#columns;
    return new MatrixBlock({ array, offset: 0, stride: columns.length, rows: this.#rows, columns });
  }
}
