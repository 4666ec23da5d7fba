// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';

/** How the scales of a tensor lie over its elements. */
export interface ScaleGrid {
  readonly shape: readonly number[];
  /** Along each axis, how many elements share a scale. */
  readonly steps: readonly number[];
  /** Along each axis, the distance between two scales. */
  readonly strides: readonly number[];
}

/**
 * The grid of scales over a tensor; undefined if their shape does not suit. Along each axis there is one scale for all
 * elements, one for each, or one for each block. Axes that the scales lack come last: `[n]` are scales of rows.
 */
export function scaleGridOf(
  shape: readonly number[],
  scaleShape: readonly number[],
  block: readonly [rows: number, columns: number],
): ScaleGrid | undefined {
  const count = scaleShape.reduce((product, dim) => product * dim, 1);
  const padded = count === 1 ? shape.map(() => 1) : [...scaleShape, ...shape.slice(scaleShape.length).map(() => 1)];
  if (padded.length !== shape.length) return undefined;
  const steps: number[] = [];
  for (const [axis, dim] of shape.entries()) {
    const scales = padded[axis] as number;
    const size = block[axis - shape.length + 2] ?? dim;
    if (scales === 1) steps.push(Math.max(1, dim));
    else if (scales === dim) steps.push(1);
    else if (scales === Math.ceil(dim / size)) steps.push(size);
    else return undefined;
  }
  let stride = 1;
  const strides = padded.map(() => 0);
  for (let axis = padded.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= padded[axis] as number;
  }
  return { shape, steps, strides };
}

/**
 * Multiplies elements by their scales: `count` elements from `values[at]` on, of which the first has index `first` in
 * its tensor. A product is rounded once, to the kind of the array.
 */
export function applyScales(
  values: AnyArray,
  at: number,
  first: number,
  count: number,
  { shape, steps, strides }: ScaleGrid,
  scales: ArrayLike<number>,
): void {
  const last = shape.length - 1;
  const columns = shape[last] ?? 1;
  const step = steps[last] ?? 1;
  const stride = strides[last] ?? 1;
  for (let done = 0; done < count;) {
    let row = Math.floor((first + done) / columns);
    let column = (first + done) % columns;
    let base = 0;
    for (let axis = last - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number;
      base += Math.floor((row % dim) / (steps[axis] as number)) * (strides[axis] as number);
      row = Math.floor(row / dim);
    }
    const end = Math.min(count, done + columns - column);
    while (done < end) {
      const block = Math.floor(column / step);
      const scale = scales[base + block * stride] as number;
      const stop = Math.min(end, done + (block + 1) * step - column);
      column += stop - done;
      for (; done < stop; done++) values[at + done] = (values[at + done] as number) * scale;
    }
  }
}
