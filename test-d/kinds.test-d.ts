// The kind of a flat array and of its buffer, in the types of flats, views and leaves.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  type Flat,
  type FlatFloat32,
  flatOf,
  type FlatOf,
  type Layout,
  layout,
  type Leaf,
  repeat,
  scope,
  type Slot,
  type ViewOf,
} from '../dist/src/index.js';

const schema = { w: [2, 3], s: [] } as const;
const model = layout(schema);
type M = typeof model;
declare const memory: WebAssembly.Memory;
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}
declare const someBuffer: ArrayBufferLike;
declare const someArray: Float32Array | Float64Array;

// Views over buffers keep the buffer's type.
expectType<Leaf<readonly [2, 3], Float32Array<ArrayBuffer>>>(model.view(new ArrayBuffer(28)).w);
expectType<Leaf<readonly [2, 3], Float32Array<SharedArrayBuffer>>>(model.view(new SharedArrayBuffer(28)).w);
expectType<Leaf<readonly [2, 3], Float32Array<ArrayBuffer>>>(model.view(memory).w);
expectType<Leaf<readonly [2, 3], Float32Array<ArrayBufferLike>>>(model.view(someBuffer).w);
expectType<Leaf<readonly [2, 3], Float64Array<ArrayBuffer>>>(model.view(new ArrayBuffer(56), 0, Float64Array).w);
expectType<Leaf<readonly [2, 3], Int32Array<SharedArrayBuffer>>>(
  model.view(new SharedArrayBuffer(56), 4, Int32Array).w,
);
expectType<Leaf<readonly [2, 3], Float32Array<ArrayBuffer>>>(model.view(model.zeros()).w);
expectAssignable<Float32Array<ArrayBuffer>>(model.view(new ArrayBuffer(28)).w);
expectType<2>(model.view(someArray).w.shape[0]);
declare const arrayOrBuffer: Float64Array<ArrayBuffer> | SharedArrayBuffer;
expectType<Leaf<readonly [2, 3], Float64Array<ArrayBuffer>> | Leaf<readonly [2, 3], Float32Array<SharedArrayBuffer>>>(
  model.view(arrayOrBuffer).w,
);

// Zeros of a kind, and shared ones.
expectType<FlatFloat32<typeof schema>>(model.zeros());
expectType<FlatFloat32<typeof schema>>(model.zeros(Float32Array));
expectType<Flat<typeof schema, Float64Array<ArrayBuffer>>>(model.zeros(Float64Array));
expectType<Flat<typeof schema, Float32Array<SharedArrayBuffer>>>(model.zeros({ shared: true }));
expectType<Flat<typeof schema, Float32Array<SharedArrayBuffer>>>(model.zeros(undefined, { shared: true }));
expectType<Flat<typeof schema, Float64Array<SharedArrayBuffer>>>(model.zeros(Float64Array, { shared: true }));
expectType<Leaf<readonly [2, 3], Float64Array<SharedArrayBuffer>>>(
  model.view(model.zeros(Float64Array, { shared: true })).w,
);
expectType<SharedArrayBuffer>(model.zeros({ shared: true }).buffer);
expectError(model.zeros({ shared: false }));
expectError(model.zeros({}));

// Flats and views by layout.
expectType<FlatFloat32<typeof schema>>({} as FlatOf<M>);
expectType<FlatFloat32<typeof schema>>({} as FlatOf<M, Float32Array<ArrayBuffer>>);
expectType<Flat<typeof schema, Float64Array<ArrayBuffer>>>({} as FlatOf<M, Float64Array<ArrayBuffer>>);
expectType<Flat<typeof schema, Float32Array<SharedArrayBuffer>>>({} as FlatOf<M, Float32Array<SharedArrayBuffer>>);
expectType<Leaf<readonly [2, 3], Float64Array<SharedArrayBuffer>>>(
  {} as ViewOf<M, Float64Array<SharedArrayBuffer>>['w'],
);
expectType<28>(model.byteLength);
expectType<288>(layout({ h: repeat(12, [6]) }).byteLength);
const dynamic = layout({ w: [2 as number] });
expectType<number>(dynamic.byteLength);

// Leaves take what views take.
expectType<Generator<[Slot, Leaf<readonly number[], Float32Array<ArrayBuffer>>]>>(model.leaves(new ArrayBuffer(28)));
expectType<Generator<[Slot, Leaf<readonly number[], Float64Array<SharedArrayBuffer>>]>>(
  model.leaves(new SharedArrayBuffer(56), 0, Float64Array),
);
expectType<Generator<[Slot, Leaf<readonly number[], Float64Array<ArrayBuffer>>]>>(
  model.leaves(model.zeros(Float64Array)),
);

// Of a view of scalars only no kind is known.
const scalars = layout({ a: [], h: [[], []] });
expectError<Float32Array>(flatOf(scalars.view(scalars.zeros(Float64Array))));
const doubles = flatOf(scalars.view(scalars.zeros(Float64Array)));
if (doubles instanceof Float64Array) expectAssignable<Float64Array>(doubles);
expectType<number | undefined>(doubles[0]);

expectError(model.view(new ArrayBuffer(28), 0, BigInt64Array));
expectError(model.view(model.zeros(), 4));
expectError(layout(scope([])).view(new ArrayBuffer(4)));

// Generic code.
export function zeroed<S>(some: Layout<S>): FlatFloat32<S> {
  const flat: FlatFloat32<S> = some.zeros();
  some.view(flat);
  some.view(new ArrayBuffer(8), 8);
  const other: Flat<S, Float64Array<ArrayBuffer>> = some.zeros(Float64Array);
  some.view(other);
  const shared: Flat<S, Float32Array<SharedArrayBuffer>> = some.zeros({ shared: true });
  some.view(shared);
  for (const [, leaf] of some.leaves(shared)) leaf.fill(some.byteLength);
  for (const [, leaf] of some.leaves(new ArrayBuffer(8), 0, Float64Array)) leaf.fill(1);
  return flat;
}
export function kinds<S, A extends Float64Array<ArrayBuffer>>(
  some: Layout<S>,
  flat: A,
  type: {
    new (length: number): A;
    new (buffer: ArrayBuffer, at: number, length: number): A;
    readonly BYTES_PER_ELEMENT: number;
  },
): void {
  some.view(flat);
  some.zeros(type).fill(0);
  some.leaves(flat).next();
}
export function any<L extends AnyLayout>(
  some: L,
  flat: FlatOf<L>,
  doubled: FlatOf<L, Float64Array<ArrayBuffer>>,
): number {
  some.view(flat);
  some.view(doubled);
  for (const [, leaf] of some.leaves(flat)) leaf.fill(1);
  for (const [, leaf] of some.leaves(flat.buffer)) leaf.fill(1);
  return some.zeros(Float64Array).length + some.zeros({ shared: true }).buffer.byteLength + some.byteLength;
}
zeroed(model);
any(model, model.zeros(), model.zeros(Float64Array));
