import type { Shape } from '../schema/markers.ts';
import type { Leaf } from './leaf.ts';

/** The view of one member of a stack, from the view `V` of the stack: each leaf without its first dimension. */
export type MemberOf<V, A> =
  V extends { readonly shape: readonly [number, ...infer S extends Shape] } ? LeafOfMember<S, A>
  : V extends readonly unknown[] ? { readonly [I in keyof V]: MemberOf<V[I], A> }
  : VectorKeys<V> extends never ? { readonly [K in keyof V]: MemberOf<V[K], A> }
  : { readonly [K in keyof V as K extends VectorKeys<V> ? never : K]: MemberOf<V[K], A> } & {
      -readonly [K in VectorKeys<V>]: number;
    };
type LeafOfMember<S extends Shape, A> = S extends readonly [] ? number : Leaf<readonly [...S], A>;

/** The fields that are vectors in the stack, and so scalars in a member. A program can assign to those. */
type VectorKeys<V> = {
  [K in keyof V]-?: V[K] extends { readonly shape: readonly [number] } ? K : never;
}[keyof V];
