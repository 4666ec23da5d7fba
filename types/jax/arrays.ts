// No twin in src: unflatten in src/jax/unflatten.ts makes the structure.
import type { Array } from '@jax-js/jax';
import type { HasSchema } from '../schema/layout-mark.ts';
import type { Mapped } from '../values/map.ts';
import type { OfShape, Shaped } from '../values/shaped.ts';

type ShapedArray<S> = Array & { readonly shape: S };
interface ArrayOfShape extends OfShape {
  readonly leaf: ShapedArray<this['shape']>;
}

/**
 * The structure of a layout with a jax-js array at every leaf, ties included. The compiler knows the shape of each:
 * `ArraysOf<typeof model>['wte']` is `Array & { readonly shape: readonly [50257, 768] }`.
 */
export type ArraysOf<L> = [L] extends [HasSchema<infer S>] ? Shaped<S, ArrayOfShape> : never;

/** The structure that `flatten` takes: a jax-js array at every leaf. The run time checks the shapes. */
export type ArraysIn<L> = [L] extends [HasSchema<infer S>] ? Mapped<S, Array> : never;
