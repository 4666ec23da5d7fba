import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { NdView } from '../../types/matrix/nd-view.ts';
import { isScalar, rootPlaceOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { makeNdView } from './nd-view.ts';
import { sideAt } from './side.ts';
import { type MatrixMemory, multiply } from './times.ts';

/** The run-time half of `BlockView`; types/matrix/block-view.ts declares the types of its members. */
export class MatrixBlock {
  readonly shape: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly #memory: MatrixMemory;

  constructor(memory: MatrixMemory) {
    this.shape = Object.freeze([memory.rows.length, memory.columns.length] as const);
    this.strides = Object.freeze([memory.stride, 1] as const);
    this.#memory = memory;
    Object.freeze(this);
  }

  at(row: string, column: string): NdView | MatrixBlock {
    const { array, offset, stride, rows, columns } = this.#memory;
    const [vertical, horizontal] = [sideAt(rows, row), sideAt(columns, column)];
    const start = offset + vertical.offset * stride + horizontal.offset;
    if (vertical.leaf !== undefined && horizontal.leaf !== undefined) {
      const steps = vertical.leaf.strides.map((step) => step * stride);
      return makeNdView(array, start, {
        shape: Object.freeze([...vertical.leaf.shape, ...horizontal.leaf.shape]),
        strides: Object.freeze([...steps, ...horizontal.leaf.strides]),
      });
    }
    return new MatrixBlock({
      array,
      offset: start,
      stride,
      rows: vertical.layoutOf(),
      columns: horizontal.layoutOf(),
    });
  }

  row(path: string): unknown {
    const { offset, leaf, layoutOf } = sideAt(this.#memory.rows, path);
    if (leaf !== undefined) return viewsOfRows(this.#memory, leaf, offset, 0);
    return new MatrixBlock({
      ...this.#memory,
      offset: this.#memory.offset + offset * this.#memory.stride,
      rows: layoutOf(),
    });
  }

  times(vector: unknown, out: unknown): unknown {
    multiply(this.#memory, vector, out);
    return out;
  }

  toArray(): number[][] {
    const { array, offset, stride } = this.#memory;
    const [rows, columns] = this.shape;
    return Array.from({ length: rows }, (_, row) => {
      const start = offset + row * stride;
      return Array.from({ length: columns }, (_, column) => array[start + column] as number);
    });
  }
}

/**
 * Returns the views of the rows of a leaf, in nested arrays from one of its dimensions on. `row` is the first of them.
 */
function viewsOfRows(memory: MatrixMemory, leaf: Slot, row: number, axis: number): unknown {
  if (axis === leaf.shape.length) return viewOfRow(memory, row);
  const step = leaf.strides[axis] as number;
  return Object.freeze(
    Array.from({ length: leaf.shape[axis] as number }, (_, i) => viewsOfRows(memory, leaf, row + i * step, axis + 1)),
  );
}

/** Returns the view of the columns over one row, or a number if the columns are one scalar. */
function viewOfRow({ array, offset, stride, columns }: MatrixMemory, row: number): unknown {
  const start = offset + row * stride;
  if (isScalar(rootPlaceOf(rootOfLayout(columns)))) return array[start];
  // Only a Float32Array or another kind of typed array has `subarray`.
  return columns.view((array as AnyArray & Float32Array).subarray(start, start + columns.length));
}
