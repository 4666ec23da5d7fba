// Arithmetic by name: which operands fit each other, and what is returned.
import { expectType } from 'tsd';
import {
  type AnyLayout,
  asFlat,
  axpby,
  axpy,
  dot,
  fill,
  type FlatFloat32,
  type FlatOf,
  type Layout,
  layout,
  mapInto,
  norm,
  part,
  repeat,
  scale,
  tied,
  type ViewOf,
  zip,
} from '../dist/src/index.js';

const one = layout({ a: [2], b: [3], s: [] });
const two = layout({ a: [3], b: [2], s: [] });
const long = layout({ a: [3], b: [3], s: [] });
const [x, y] = [one.zeros(), one.zeros()];
const [p, q] = [one.view(x), one.view(y)];
const shared = one.zeros({ shared: true });
const doubles = one.zeros(Float64Array);

// The destination comes back as the type that was passed.
expectType<FlatOf<typeof one>>(axpy(1, x, y));
expectType<typeof q>(axpy(1, x, q));
expectType<FlatOf<typeof one>>(axpby(1, p, 2, y));
expectType<typeof p>(scale(2, p));
expectType<FlatOf<typeof one, Float64Array<ArrayBuffer>>>(fill(doubles, 1));
expectType<FlatOf<typeof one>>(zip(x, p, q, (a, b) => a * b));
expectType<typeof p>(mapInto(p, x, Math.sqrt));
expectType<number>(dot(p, y));
expectType<number>(norm(p, Infinity));

// Flat arrays and views of one layout mix, over any buffer.
axpy(1, p, q);
axpy(1, shared, y);
axpy(1, shared, q);
axpy(1, one.view(shared), q);
axpy(1, doubles, one.view(doubles));
dot(p.a, q.a);

// An array without a mark is checked at run time, or by its length.
axpy(1, new Float32Array(6), q);
axpy(1, q, new Float32Array(6));
axpy(1, asFlat(one, new Float32Array(6)), q);
axpy(1, part(layout({ m: one }), layout({ m: one }).zeros(), 'm'), q);

// Two layouts of equal length do not fit each other.
// @ts-expect-error -- they do not fit
axpy(1, two.zeros(), x);
// @ts-expect-error -- they do not fit
axpy(1, two.view(two.zeros()), x);
// @ts-expect-error -- they do not fit
axpy(1, two.zeros(), p);
// @ts-expect-error -- they do not fit
axpy(1, two.view(two.zeros()), p);
// @ts-expect-error -- they do not fit
axpy(1, two.view(two.zeros({ shared: true })), p);
// @ts-expect-error -- they do not fit
axpby(1, two.zeros(), 1, x);
// @ts-expect-error -- they do not fit
zip(x, two.zeros(), x, (a, b) => a + b);
// @ts-expect-error -- they do not fit
zip(x, x, two.view(two.zeros()), (a, b) => a + b);
// @ts-expect-error -- they do not fit
mapInto(x, two.zeros(), Math.abs);
// @ts-expect-error -- they do not fit
dot(p, two.zeros());

// A tie makes another layout of the same length.
const untied = layout({ h: repeat(2, { w: [2] }) });
const withTie = layout({ h: repeat(2, { w: [2] }), t: tied('h.0.w') });
// @ts-expect-error -- they do not fit
axpy(1, withTie.view(withTie.zeros()), untied.view(untied.zeros()));
// @ts-expect-error -- they do not fit
axpy(1, withTie.zeros(), untied.zeros());

// Two lengths and two kinds do not fit each other.
// @ts-expect-error -- they do not fit
axpy(1, long.zeros(), x);
// @ts-expect-error -- they do not fit
axpy(1, doubles, x);
// @ts-expect-error -- they do not fit
axpy(1, doubles, p);
// @ts-expect-error -- they do not fit
axpy(1, one.view(doubles), p);
// @ts-expect-error -- they do not fit
axpy(1, new Float64Array(6), x);
// @ts-expect-error -- a factor is a number
scale('2', x);
// @ts-expect-error -- they do not fit
dot(p.a, q.b);

// The errors are sentences, also under TypeScript 7.
// @ts-expect-error operands of one layout were expected, found two layouts
axpy(1, two.zeros(), x);
// @ts-expect-error a flat array of length 6 was expected, found one of 7
axpy(1, long.zeros(), x);

// Generic code over any layout needs no casts.
export function flats<L extends AnyLayout>(model: L, a: FlatOf<L>, b: FlatOf<L>): FlatOf<L> {
  fill(model.zeros(), 1);
  return axpy(dot(a, model.zeros()), a, b);
}
export function views<L extends AnyLayout>(a: ViewOf<L>, b: ViewOf<L>): ViewOf<L> {
  return axpy(1, a, zip(b, b, a, Math.max));
}
export function mixed<L extends AnyLayout>(model: L, a: ViewOf<L>, flat: FlatOf<L>): number {
  return dot(model.zeros(), a) + dot(model.view(flat), model.view(flat)) + norm(flat);
}
export function bySchema<S>(model: Layout<S>, a: FlatFloat32<S>): FlatFloat32<S> {
  return axpby(1, model.zeros(), norm(a), a);
}
export function kinds(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  return dot(a, axpy(1, a, b));
}
export function open<A extends Float32Array | Float64Array>(a: A, b: A): A {
  return axpy(1, a, b);
}
export function unknowns(model: Layout<unknown>, any: AnyLayout, a: FlatOf<AnyLayout>): number {
  return dot(model.zeros(), any.zeros()) + dot(any.zeros(), a) + dot(model.view(model.zeros()), a);
}
// Arrays of one of two layouts may not be of the same one.
export function either(a: FlatOf<typeof one> | FlatOf<typeof two>, b: FlatOf<typeof one> | FlatOf<typeof two>): void {
  // @ts-expect-error -- they do not fit
  axpy(1, a, b);
}
