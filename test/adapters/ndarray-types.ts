// What the compiler knows of the arrays that paramlayout/ndarray returns. `npm run check:adapters` compiles this file,
// and nothing runs it.
import blas from '@stdlib/blas';
import stdlib from '@stdlib/ndarray';
import type { NdArray } from 'ndarray';
import { type AnyLayout, blocks, type FlatOf, layout, ndView, repeat, type SchemaOf, tied } from 'paramlayout';
import { ndarrayOf, ndarrays, type NdArrays } from 'paramlayout/ndarray';

const model = layout({
  wte: [5, 4],
  h: repeat(12, { weight: [3, 2], bias: [3] }),
  scale: [],
  head: tied('wte', { transpose: true }),
  middle: tied('wte', { rows: [1, 3] }),
  third: tied('wte', { at: [2] }),
});
const flat = model.zeros();

// Shapes, strides and kinds by path.
const p = ndarrays(model, flat);
export const shapes: [readonly [5, 4], readonly [4, 5], readonly [2, 4], readonly [4], readonly []] = [
  p.wte.shape,
  p.head.shape,
  p.middle.shape,
  p.third.shape,
  p.scale.shape,
];
export const strides: [readonly [4, 1], readonly [1, 4]] = [p.wte.stride, p.head.stride];
export const ranks: [2, 1, 0] = [p.wte.dimension, p.h[11].bias.dimension, p.scale.dimension];
export const data: Float32Array<ArrayBuffer> = p.h[11].weight.data;
export const dtypes: ['float32', 'uint16'] = [p.wte.dtype, ndarrays(model, model.zeros(Uint16Array)).wte.dtype];
export const shared: SharedArrayBuffer = ndarrays(model, model.zeros(Int32Array, { shared: true })).wte.data.buffer;
export const plain: NdArray<Float32Array> = p.head;
// @ts-expect-error another shape
export const other: readonly [3, 3] = p.h[0].weight.shape;
// @ts-expect-error an index for each dimension
p.h[0].weight.get(1);
// @ts-expect-error an index for each dimension, then the value
p.h[0].weight.set(1, 1);
// @ts-expect-error 12 blocks
export const block12 = p.h[12];
// @ts-expect-error no such leaf
export const { wpe } = p;
// @ts-expect-error another layout's flat array
ndarrays(model, layout({ a: [2] }).zeros());

// The same with @stdlib/ndarray. Its functions take the arrays.
const q = ndarrays(model, model.zeros(Float64Array), { stdlib: stdlib.ndarray });
export const stdlibShapes: [readonly [5, 4], readonly [4, 5]] = [q.wte.shape, q.head.shape];
export const stdlibStrides: [readonly [1, 4], readonly [0]] = [q.head.strides, q.scale.strides];
export const stdlibDtypes: ['float64', 'uint8c'] = [
  q.wte.dtype,
  ndarrays(model, model.zeros(Uint8ClampedArray), { stdlib: stdlib.ndarray }).wte.dtype,
];
export const stdlibData: Float64Array<ArrayBuffer> = q.head.data;
export const product = blas.ddot(q.h[0].bias, q.h[1].bias);
export const chained: number = q.wte.set(1, 1, 2).get(1, 1);
// @ts-expect-error the array is one of Float32, and ddot takes Float64
blas.ddot(q.h[0].bias, ndarrays(model, flat, { stdlib: stdlib.ndarray }).h[1].bias);
// @ts-expect-error the package, not its function
ndarrays(model, flat, { stdlib });

// One leaf, or a view by indices.
const leaf = ndarrayOf(model.view(flat).h[3].weight);
export const leafKnown: [readonly [3, 2], readonly [2, 1], Float32Array] = [leaf.shape, leaf.stride, leaf.data];
const view = ndarrayOf(ndView(model, flat, 'head'));
export const viewKnown: [readonly [4, 5], readonly [1, 4]] = [view.shape, view.stride];
export const row: readonly [5] = ndarrayOf(ndView(model, flat, 'head').row(1)).shape;
const square = blocks(model, model);
export const block: readonly [5, 4, 3] = ndarrayOf(square.view(new Float32Array(10609)).at('wte', 'h.0.bias')).shape;
export const stdlibLeaf: readonly [2, 1] = ndarrayOf(model.view(flat).h[3].weight, { stdlib: stdlib.ndarray }).strides;
export const stdlibView: 2 = ndarrayOf(ndView(model, flat, 'head'), { stdlib: stdlib.ndarray }).ndims;
// @ts-expect-error an array without a shape
ndarrayOf(new Float32Array(3));

// A function over any layout.
function half<L extends AnyLayout>(any: L, of: FlatOf<L>): NdArrays<SchemaOf<L>, Float32Array<ArrayBuffer>> {
  return ndarrays(any, of);
}
export const generic: readonly [5, 4] = half(model, flat).wte.shape;
