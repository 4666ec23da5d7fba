import type { ArrayTypeOf, Kind, KindOverBuffer, NumberArray } from '../array/kind.ts';
import type { NoNumbers, OnlyBuffers } from '../schema/issues.ts';
import type { HasSchema } from '../schema/layout-mark.ts';
import type { Aligned, Scope } from '../schema/markers.ts';
import type { FlatCase, FlatParameter, PlainOf } from './flat.ts';

/** A `WebAssembly.Memory`, reduced to what this library uses of it. */
export interface MemoryLike {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** The type of a parameter that takes the source of a view. A layout that is one scalar has no view. */
// The compiler infers `A` from the first branch. The index is `string & FlatCase<A>`, the case of the array, unless the
// schema is one scalar. Then the index is `any`, which selects the member under symbols: the sentence that there is no
// view. `any` also serves while `S` is open: of a conditional type with a branch of type `any`, the compiler takes the
// other branch as the constraint, here `string`.
export type ViewIn<S, A> = 0 extends 1 & A ? A : FlatParameter<S, A>[Viewable<S> & FlatCase<A>];
type Viewable<S> =
  S extends OneScalar ?
    0 extends 1 & S ?
      string
    : any // oxlint-disable-line typescript/no-explicit-any -- see ViewIn
  : string;
type OneScalar = readonly [] | Scope<OneScalar> | HasSchema<OneScalar> | Aligned<number, OneScalar>;

/**
 * The type of a parameter that goes with a buffer alone. Beside a typed array, which has its own offset and kind, it is
 * a sentence.
 */
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

/** The kind of the leaves over a source: the kind of a typed array itself, or over a buffer the kind of `B`. */
// `keyof` of a union has the keys that all members share. So this asks all sources at once, and a union of buffers
// gives one kind of leaf.
export type Viewed<A, B> = 'BYTES_PER_ELEMENT' extends keyof A ? PlainOf<A> : ViewedBuffer<A, B>;
/** The kind of the leaves where at least one of the sources is a buffer. */
export type ViewedBuffer<A, B> = PlainOf<Extract<A, NumberArray>> | KindOverBuffer<B, BufferOf<A>>;
type BufferOf<A> =
  A extends NumberArray ? never
  : A extends ArrayBufferLike ? A
  : A extends MemoryLike ? A['buffer']
  : never;

/** The name of a typed array's kind, for sentences. */
export type KindName<A> = A extends Kind<infer K extends string, unknown> ? K : 'typed array';

/** The type of a parameter that takes a constructor of typed arrays of numbers, or `Or`. For BigInts, a sentence. */
// The compiler infers `A` from the first branch, as in ViewIn.
export type KindIn<A, Or = never> =
  0 extends 1 & A ? ArrayTypeOf<A>
  : KindParameter<A, Or>[A extends unknown ?
      A extends Kind<`Big${string}`, unknown> ?
        'big'
      : 'numbers'
    : never];

interface KindParameter<A, Or> {
  numbers: ArrayTypeOf<A> | Or;
  big: NoNumbers<KindName<A>>;
}
