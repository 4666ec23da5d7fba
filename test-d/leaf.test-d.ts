// Leaves of some shape are leaves of a wider one, whatever they know of themselves, and of no other.
import { layout, tied, type Leaf } from 'paramlayout';

const model = layout({ w: [3, 4], b: [4], t: tied('w', { transpose: true }) });
const p = model.view(new Float32Array(16));

export const matrix: Leaf<readonly [number, number]> = p.w;
export const any: Leaf<readonly number[]> = p.b;
export const array: Float32Array<ArrayBuffer> = p.b;
export const block: { readonly w: Leaf<readonly [number, 4]>; readonly b: Leaf<readonly [4]> } = p;
// @ts-expect-error -- another number of columns
export const columns: Leaf<readonly [number, 5]> = p.w;
// @ts-expect-error -- a vector
export const vector: Leaf<readonly [number]> = p.w;
// @ts-expect-error -- a shape that is not known is not known to be [3, 4]
export const narrow: Leaf<readonly [3, 4]> = matrix;

// A transpose lies otherwise in memory.
export const strides: readonly [readonly [4, 1], readonly [1, 4]] = [p.w.strides, p.t.strides];
export const turned: Leaf<readonly [number, 3], Float32Array, true> = p.t;
// @ts-expect-error -- row by row
export const rows: Leaf<readonly [4, 3]> = p.t;

// Other kinds of arrays, and other memory.
export const doubles: Leaf<readonly [number, number], Float64Array> = model.view(new Float64Array(16)).w;
// @ts-expect-error -- of 64 bits
export const floats: Leaf<readonly [number, number]> = model.view(new Float64Array(16)).w;
export const shared: Leaf<readonly [4], Float32Array<SharedArrayBuffer>> = model.view(
  new Float32Array(new SharedArrayBuffer(64)),
).b;
// @ts-expect-error -- memory that cannot be shared
export const own: Leaf<readonly [4], Float32Array<ArrayBuffer>> = shared;
class Marked extends Float32Array<ArrayBuffer> {}
export const plain: Leaf<readonly [4], Float32Array<ArrayBuffer>> = model.view(new Marked(new ArrayBuffer(64))).b;

export function widened<const N extends number>(leaf: Leaf<readonly [N]>): Leaf<readonly number[]> {
  return leaf;
}
export const length: 4 = widened(p.b) === p.b ? p.b.length : 4;
