import type { Kind, KindOverBuffer, NumberArray, TypedArrayType } from '../array/kind.ts';
import type { NoNumbers, OnlyBuffers } from '../schema/issues.ts';
import type { HasSchema } from '../schema/mark.ts';
import type { Scope } from '../schema/markers.ts';
import type { FlatCase, FlatParameter, PlainOf } from './flat.ts';

/** A WebAssembly.Memory, of which this library names no more than it uses. */
export interface MemoryLike {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** The type of a parameter that takes what a layout is to be seen in; a layout that is one scalar has no view. */
// `A` is inferred from the first branch. The verdict on the array stands as it is for every schema but that of one scalar, for which `any` finds what
// stands under symbols; and while `S` is open, because of a conditional type one of whose branches is `any` the constraint is the other one.
export type ViewIn<S, A> = 0 extends 1 & A ? A : FlatParameter<S, A>[Viewable<S> & FlatCase<A>];
type Viewable<S> =
  S extends OneScalar ?
    0 extends 1 & S ?
      string
    : any // oxlint-disable-line typescript/no-explicit-any -- as said above
  : string;
type OneScalar = readonly [] | Scope<OneScalar> | HasSchema<OneScalar>;

/** The type of a parameter that goes with a buffer: a sentence beside a typed array, which has an offset and a kind of its own. */
export type WithBuffer<A, T> =
  0 extends 1 & A ? T
  : WithBufferParameter<A, T>[A extends unknown ?
      A extends NumberArray ?
        'array'
      : 'buffer'
    : never];
interface WithBufferParameter<A, T> {
  buffer: T;
  array: OnlyBuffers<KindName<A>>;
}

/** The kind of the leaves over a source: that of a typed array; over a buffer, that of `B` over such a buffer. */
// `keyof` asks of several sources at once, so that several kinds of buffers give one kind of leaves.
export type Viewed<A, B> = 'BYTES_PER_ELEMENT' extends keyof A ? PlainOf<A> : ViewedBuffer<A, B>;
/** The same where some source is no typed array. */
export type ViewedBuffer<A, B> = PlainOf<Extract<A, NumberArray>> | KindOverBuffer<B, BufferOf<A>>;
type BufferOf<A> =
  A extends NumberArray ? never
  : A extends ArrayBufferLike ? A
  : A extends MemoryLike ? A['buffer']
  : never;

export type KindName<A> = A extends Kind<infer K extends string, unknown> ? K : 'typed array';

/** The type of a parameter that takes a constructor of typed arrays, or `Or`; of BigInts there are none. */
// Inferred from the first branch, as in ViewIn.
export type KindIn<A, Or = never> =
  0 extends 1 & A ? TypedArrayType<A>
  : KindParameter<A, Or>[A extends unknown ?
      A extends Kind<`Big${string}`, unknown> ?
        'big'
      : 'numbers'
    : never];

interface KindParameter<A, Or> {
  numbers: TypedArrayType<A> | Or;
  big: NoNumbers<KindName<A>>;
}
