import type { NumberArray } from '../array/kind.ts';
import type { WrongLength } from '../schema/issues.ts';
import type { KindOfView } from '../view/brand.ts';
import type { FlatCase, Marked, PlainOf } from '../view/flat.ts';
import type { KindName } from '../view/source.ts';
import type { View } from '../view/view.ts';
import type { OneKind, OneLayout } from './issues.ts';

/**
 * The type of a parameter that takes an operand of the same layout and kind as `Z`: a flat array or a root view. For an
 * operand that fits, it is the operand's own type; for any other, a sentence that says why not. Where the types do not
 * show a length or a layout, the run time decides.
 */
// While an operand is open, the compiler decides the condition as for `any`, for which it says 'fits'. So the operand
// is accepted, and the run time checks it.
//
// From a conditional type, such as an open view, the compiler infers branch by branch, here `never` for `X` from the
// last branch of `ViewOf`. So `never` stands for an open operand. The other branches hide `X`.
export type OperandLike<Z, X> =
  OperandFit<Misfit<Z, X>> extends 'misfit' ? Misfits<Z, X>[Known<X>]
  : [X] extends [never] ? unknown
  : X;

type OperandFit<Issue> = [Issue] extends [never] ? 'fits' : 'misfit';
interface Misfits<Z, X> {
  // `infer` holds the recursion back while the operands are open.
  readonly known: [Z] extends [infer W] ?
    [X] extends [infer Y] ?
      Misfit<W, Y>
    : never
  : never;
}
type Known<X> = [X] extends [unknown] ? 'known' : never;

/** Why two operands do not fit each other, or `never` if they do. */
type Misfit<Z, X> =
  unknown extends Z ? never
  : unknown extends X ? never
  : [Z] extends [NumberArray] ?
    [X] extends [NumberArray] ?
      FlatMisfit<Z, X>
    : MixedMisfit<Z, X>
  : [X] extends [NumberArray] ? MixedMisfit<X, Z>
  : ViewMisfit<Z, X>;

/** Why two flat arrays do not fit each other. A union of kinds fits if it shares a kind with the other. */
type FlatMisfit<Z, X> =
  [KindName<Z> & KindName<X>] extends [never] ? KindMisfit<Z, X>
  : FlatCase<Z> | FlatCase<X> extends 'marked' ?
    [X] extends [Marked<SchemaOfMark<Z>>] ? never
    : unknown extends SchemaOfMark<Z> | SchemaOfMark<X> ? never
    : LengthMisfit<Z, X, OneLayout>
  : 'unknown' extends FlatCase<Z> | FlatCase<X> ? never
  : LengthMisfit<Z, X, never>;
type KindMisfit<Z, X> = 'typed array' extends KindName<Z> | KindName<X> ? never : OneKind<KindName<Z>, KindName<X>>;
type SchemaOfMark<A> = [A] extends [Marked<infer S>] ? S : never;
type LengthMisfit<Z, X, IfEqual> =
  Z extends { readonly length: infer N extends number } ?
    X extends { readonly length: infer M extends number } ?
      number extends N | M ? IfEqual
      : [M] extends [N] ? IfEqual
      : WrongLength<N, M>
    : never
  : never;

/** Why a flat array and a root view do not fit each other. A flat array without a mark shows no layout. */
type MixedMisfit<A, V> = FlatCase<A> extends 'marked' ? ViewMisfit<View<SchemaOfMark<A>, PlainOf<A>>, V> : never;

/**
 * Why two root views do not fit each other. The compiler compares their structures, and the shapes of their leaves:
 * views over different buffers are not assignable to each other.
 */
type ViewMisfit<V, W> =
  unknown extends V ? never
  : unknown extends W ? never
  : Equal<V, W> extends true ? never
  : [KindName<KindOfView<V>> & KindName<KindOfView<W>>] extends [never] ? KindMisfit<KindOfView<V>, KindOfView<W>>
  : Equal<ShapesOf<V>, ShapesOf<W>> extends true ? never
  : OneLayout;
// Not `[V, W] extends [W, V]`: the compiler would make all members of such a tuple, some 1,500 types.
type Equal<V, W> =
  [V] extends [W] ?
    [W] extends [V] ?
      true
    : false
  : false;
/** A view with the shape in place of each leaf. */
type ShapesOf<V> =
  unknown extends V ? unknown
  : V extends NumberArray ?
    V extends { readonly shape: infer S } ?
      S
    : never
  : V extends object ? { readonly [K in keyof V]: ShapesOf<V[K]> }
  : 0;
