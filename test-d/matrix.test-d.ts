// Views by index and matrices of names: shapes, strides, ranks and names as types.
import { expectAssignable, expectType } from 'tsd';
import {
  type AnyLayout,
  type Blocks,
  blocks,
  type BlockView,
  type BlockViewOf,
  type FlatFloat32,
  type FlatOf,
  type Layout,
  layout,
  type NdView,
  ndView,
  ndViewOf,
  repeat,
  tied,
  type ViewOf,
} from '../dist/src/index.js';

const model = layout({
  a: [],
  b: [2],
  c: { a: { a: [], b: [2] }, b: [4] },
  t: tied('m', { transpose: true }),
  m: [3, 5],
  h: repeat(2, { w: [3, 4] }),
});
const flat = model.zeros();

// Shape, strides and rank of a leaf.
const m = ndView(model, flat, 'm');
expectType<readonly [3, 5]>(m.shape);
expectType<readonly [5, 1]>(m.strides);
expectType<number>(m.get(1, 2));
expectType<number[][]>(m.toArray());
expectType<readonly [5]>(m.row(0).shape);
expectType<readonly [1]>(m.row(0).strides);
expectType<readonly []>(m.row(0).row(1).shape);
expectType<number>(m.row(0).row(1).toArray());
const t = ndView(model, flat, 't');
expectType<readonly [5, 3]>(t.shape);
expectType<readonly [1, 5]>(t.strides);
expectType<number>(ndView(model, flat, 'c.a.a').get());
expectType<readonly [3, 4]>(ndViewOf(model.view(flat).h[1].w).shape);
expectType<readonly [1, 5]>(ndViewOf(model.view(flat).t).strides);
m.set(1, 2, 0.5);
expectAssignable<NdView>(m);
expectAssignable<NdView<readonly [number, number]>>(m);

// @ts-expect-error -- a matrix has two indices
m.get(1);
// @ts-expect-error -- a matrix has two indices
m.get(1, 2, 3);
// @ts-expect-error -- the value is missing
m.set(1, 2);
// @ts-expect-error -- a scalar has no rows
m.row(0).row(0).row(0);
// @ts-expect-error -- a subtree
ndView(model, flat, 'c');
// @ts-expect-error -- an unknown path
ndView(model, flat, 'c.d');
// @ts-expect-error -- no leaf
ndViewOf(flat);

// Blocks of two leaves.
const square = blocks(model, model);
expectType<2401>(square.length);
const named = square.view(new Float32Array(2401));
expectType<readonly [49, 49]>(named.shape);
expectType<readonly [49, 1]>(named.strides);
expectType<readonly [2, 3, 4]>(named.at('b', 'h.0.w').shape);
expectType<readonly [49, 4, 1]>(named.at('b', 'h.0.w').strides);
expectType<readonly [196, 49, 1]>(named.at('h.1.w', 'b').strides);
expectType<readonly [5, 3, 2]>(named.at('t', 'b').shape);
expectType<readonly [49, 245, 1]>(named.at('t', 'b').strides);
expectType<number>(named.at('a', 'a').get());
expectType<number>(named.at('b', 'c.b').get(1, 3));

// Blocks of subtrees, and of all.
const block = named.at('c', 'c');
expectType<readonly [7, 7]>(block.shape);
expectType<readonly [49, 1]>(block.strides);
expectType<readonly [4, 2]>(block.at('b', 'a.b').shape);
expectType<readonly [49, 1]>(block.at('b', 'a.b').strides);
expectType<readonly [2, 4]>(named.at('b', 'c').at('', 'b').shape);
expectType<readonly [49, 7]>(named.at('', 'c').shape);

// Rows are views of the columns.
expectType<ViewOf<typeof model, Float32Array<ArrayBuffer>>>(named.row('a'));
expectType<number>(named.row('b')[1].c.a.a);
expectType<number>(named.row('h.1.w')[2][3].a);
expectType<readonly [4]>(block.row('a').row('a').b.shape);
expectType<readonly [4]>(
  blocks(model, layout({ x: [4] }))
    .view(new Float64Array(196))
    .row('a').x.shape,
);

// @ts-expect-error -- an unknown row
named.at('d', 'a');
// @ts-expect-error -- an unknown column
named.at('a', 'c.c');
// @ts-expect-error -- a path within the block
block.at('c.b', 'b');
const tiesOut = blocks(layout({ a: [2], b: { t: tied('a') } }), layout([1])).view(new Float32Array(2));
// @ts-expect-error -- the tie leads out of the subtree
tiesOut.row('b');
// @ts-expect-error -- a block of two vectors has two indices
named.at('b', 'b').get(1);

// The length of the matrix.
square.view(layout({ hessian: [49, 49] }).view(new Float32Array(2401)).hessian);
square.view(layout([49, 49]).zeros());
// @ts-expect-error a flat array of length 2401 was expected, found one of 2450
square.view(layout([49, 50]).zeros());
// @ts-expect-error -- a list is no typed array
square.view([1]);

// Products.
const other = layout({ o: [49] });
const wide = blocks(other, model).view(new Float32Array(2401));
expectType<FlatOf<typeof other>>(wide.times(flat, other.zeros()));
expectType<ViewOf<typeof other, Float32Array<ArrayBuffer>>>(wide.times(model.view(flat), other.view(other.zeros())));
expectType<Float32Array<ArrayBuffer>>(wide.times(new Float32Array(49), new Float32Array(49)));
block.times(model.sub('c').zeros(), new Float32Array(7));
// @ts-expect-error -- a vector of the rows
wide.times(other.zeros(), other.zeros());
// @ts-expect-error -- out of the columns
wide.times(flat, flat);
// @ts-expect-error -- another kind
wide.times(model.zeros(Float64Array), other.zeros());

// A function for one layout accepts its block of a larger matrix.
const lorenz = layout({ sigma: [], state: [3] });
const both = layout({ lorenz, inline: { sigma: [], state: [3] }, lotka: { alpha: [] } });
export function trace(of: BlockViewOf<typeof lorenz>): number {
  return of.at('sigma', 'sigma').get() + of.at('state', 'state').get(0, 0);
}
const whole = blocks(both, both).view(new Float32Array(81));
trace(blocks(lorenz, lorenz).view(new Float32Array(16)));
trace(whole.at('lorenz', 'lorenz'));
trace(whole.at('lorenz', 'inline'));
// @ts-expect-error -- the whole matrix has other rows
trace(whole);
// @ts-expect-error -- other columns
trace(whole.at('lorenz', 'lotka'));

// Generic and open code.
export function generic<L extends AnyLayout, M extends AnyLayout>(
  rows: L,
  columns: M,
  matrix: Float32Array<ArrayBuffer>,
  path: string,
): FlatOf<L> {
  const of = blocks(rows, columns).view(matrix);
  of.at(path, path);
  of.at('a.b', path);
  of.row(path);
  ndView(rows, rows.zeros(), path).toArray();
  ndView(rows, rows.zeros(), 'a.b');
  return of.times(columns.zeros(), rows.zeros());
}
export function bySchema<R, C>(
  rows: Layout<R>,
  sides: Blocks<R, C>,
  of: BlockView<R, C, Float32Array<ArrayBuffer>>,
  vector: FlatFloat32<C>,
): number {
  of.at('a', 'b.c');
  of.times(vector, rows.zeros());
  return sides.length;
}
export function loop(i: number): number {
  return named.at(`h.${i}.w`, 'b').get(2, 3, 1) + ndView(model, flat, `h.${i}.w`).get(1, 1);
}
export function unknowns(any: AnyLayout, read: Layout<unknown>): void {
  const of = blocks(any, read).view(new Float32Array(4));
  expectType<unknown>(of.at('a', 'b'));
  of.times(read.zeros(), any.zeros());
  expectType<NdView>(ndView(read, read.zeros(), 'x'));
}
expectType<unknown>(named.at('a' as string, 'b'));
// oxlint-disable-next-line typescript/no-explicit-any -- a matrix of which nothing is known
expectType<number>(
  square
    .view({} as any)
    .at('a', 'a')
    .get(),
);
export function openKind<A extends Float32Array | Float64Array>(matrix: A, large: Float32Array): number {
  square.view(large).at('c', 'c').toArray();
  return square.view(matrix).at('a', 'a').get();
}
