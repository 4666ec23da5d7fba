import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { IsUnion } from '../arithmetic/number.ts';
import type {
  HasOpenPattern,
  NamedIndices,
  PatternsOf,
  RemainderOf,
  Step,
  SteppedKeys,
  StepToOthers,
} from '../place/pattern.ts';
import type {
  Aligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Ordered,
  Repeat,
  Repeated,
  Scope,
  Shape,
  Tuple,
} from '../schema/markers.ts';
import type { Child } from '../schema/node.ts';

/** The schema that `pick` leaves; `unknown` if only the run time knows the schema or a pattern. */
// `infer` holds the recursion back while the schema is open.
export type PickedSchema<S, P, E> =
  [S, P, E] extends [infer N, infer Q, infer X] ?
    HasOpenPattern<PatternsOf<Q> | PatternsOf<X>> extends true ?
      unknown
    : PickedRoot<N, RemainderOf<PatternsOf<Q>>, RemainderOf<PatternsOf<X>>>
  : never;
export type PickedRoot<S, R extends string, X extends string> = Picked<S, R, X, PickScope<S, R, X>>;

// `R` is what remains of the patterns to keep, and `X` of those to leave out.

/** The schema that ties resolve in, and what remains of the patterns there. */
export interface PickScope<out Root, out R extends string, out X extends string> {
  readonly root: Root;
  readonly keep: R;
  readonly drop: X;
}
export type AnyPickScope = PickScope<unknown, string, string>;

/** What is left of a node; `never` if nothing is. */
export type Picked<N, R extends string, X extends string, C extends AnyPickScope> =
  '' extends X ? never
  : [R] extends [never] ? never
  : [X] extends [never] ?
    '' extends R ?
      N
    : PickedPart<N, R, X, C>
  : PickedPart<N, R, X, C>;
type PickedPart<N, R extends string, X extends string, C extends AnyPickScope> =
  unknown extends N ? unknown
  : N extends Shape ?
    '' extends R ?
      N
    : never
  : N extends Marker ? PickedMarker<N, R, X, C>
  : N extends readonly unknown[] ? IfItems<PickedItems<N, R, X, C>, PickedItems<N, R, X, C>>
  : FieldsLeft<LeftKeys<SteppedKeys<R, keyof N>, N, R, X, C>, N, R, X, C>;
type PickedMarker<N, R extends string, X extends string, C extends AnyPickScope> =
  N extends AnyTied ? PickedTie<N, R, X, C>
  : N extends Repeated<infer K, infer S> ? PickedRepeat<K, S, R, X, C>
  : N extends Listed<infer E> ? IfItems<PickedItems<E, R, X, C>, Tuple<PickedItems<E, R, X, C>>>
  : N extends Keyed<infer E> ? PickedPairs<E, R, X, C>
  : N extends AnyScoped ? IfLeft<Picked<Inner<N>, R, X, PickScope<Inner<N>, R, X>>, 'scope'>
  : N extends Aligned<infer A, infer S> ? IfLeftAligned<A, Picked<S, R, X, C>>
  : never;

/** Those of the keys `K` of a struct below which something is left. */
type LeftKeys<K, N, R extends string, X extends string, C extends AnyPickScope> =
  K extends keyof N & (string | number) ?
    [PickedField<N[K], `${K}`, R, X, C>] extends [never] ?
      never
    : K
  : never;
// A mapped type that leaves keys out with `as` costs twice as much.
type FieldsLeft<K, N, R extends string, X extends string, C extends AnyPickScope> =
  [K] extends [never] ? never : { readonly [P in K & keyof N]: PickedField<N[P], `${P & (string | number)}`, R, X, C> };
type PickedField<N, Seg extends string, R extends string, X extends string, C extends AnyPickScope> = Picked<
  N,
  Step<R, Seg>,
  Step<X, Seg>,
  C
>;

type PickedPairs<
  E extends readonly unknown[],
  R extends string,
  X extends string,
  C extends AnyPickScope,
  Left extends readonly (readonly [string, unknown])[] = readonly [],
> =
  E extends readonly [readonly [infer K extends string, infer S], ...infer Rest] ?
    [Picked<S, Step<R, K>, Step<X, K>, C>] extends [never] ?
      PickedPairs<Rest, R, X, C, Left>
    : PickedPairs<Rest, R, X, C, readonly [...Left, readonly [K, Picked<S, Step<R, K>, Step<X, K>, C>]]>
  : IfPairs<Left>;
type IfPairs<E extends readonly (readonly [string, unknown])[]> = E extends readonly [] ? never : Ordered<E>;

type PickedItems<E extends readonly unknown[], R extends string, X extends string, C extends AnyPickScope> = {
  readonly [I in keyof E]: Picked<E[I], Step<R, I & string>, Step<X, I & string>, C>;
};
/** `All` if no item is left out; otherwise the others as `ordered`, with their indices as keys. */
type IfItems<E, All> =
  E extends readonly [] ? never
  : E extends readonly unknown[] ?
    [LostIndices<E>] extends [never] ?
      All
    : PairsOfItems<E>
  : never;
type LostIndices<E extends readonly unknown[]> = {
  [I in keyof E]: [E[I]] extends [never] ? I : never;
}[number];
type PairsOfItems<
  E extends readonly unknown[],
  Before extends readonly unknown[] = readonly [],
  Left extends readonly (readonly [string, unknown])[] = readonly [],
> =
  E extends readonly [infer A, ...infer Rest] ?
    PairsOfItems<
      Rest,
      readonly [...Before, 0],
      [A] extends [never] ? Left : readonly [...Left, readonly [`${Before['length']}`, A]]
    >
  : IfPairs<Left>;

type PickedRepeat<K extends number, S, R extends string, X extends string, C extends AnyPickScope> =
  [NamedIndices<R | X, K>] extends [never] ? IfLeft<Picked<S, StepToOthers<R>, StepToOthers<X>, C>, K>
  : BlockTuple<K, 0> extends infer T extends readonly [0, ...0[]] ?
    IsUnion<PickSteps<T, R, X>> extends false ? IfLeft<Picked<S, Step<R, '0'>, Step<X, '0'>, C>, K>
    : PickedBlocks<T, S, R, X, C> extends infer E extends readonly unknown[] ? IfItems<E, Tuple<E>>
    : never
  : unknown; // more blocks than the compiler lists
type PickedBlocks<T extends readonly unknown[], S, R extends string, X extends string, C extends AnyPickScope> = {
  readonly [I in keyof T]: Picked<S, Step<R, I & string>, Step<X, I & string>, C>;
};
/** What remains of the patterns below each index, as a union. It has one member if the blocks are treated alike. */
type PickSteps<T extends readonly unknown[], R extends string, X extends string> = {
  [I in keyof T]: Steps<Step<R, I & string>, Step<X, I & string>>;
}[number];
interface Steps<in out R, in out X> {
  keep(remainder: R): R;
  drop(remainder: X): X;
}
/** A repeat of `As` blocks or a scope, unless nothing is left of the schema inside. */
type IfLeft<S, As extends number | 'scope'> =
  [S] extends [never] ? never
  : As extends number ? Repeat<As, S>
  : Scope<S>;

type IfLeftAligned<A extends number, S> = [S] extends [never] ? never : Aligned<A, S>;

/** A tie, if something is left of what it reads. `PickIssue` sees to it that the owner is kept as well. */
type PickedTie<N extends AnyTied, R extends string, X extends string, C extends AnyPickScope> =
  {} extends { [K in N['.tied']]: 0 } ? N
  : OwnerIn<C['root'], N['.tied'], C['keep'], C['drop'], C> extends FoundOwner<infer T, string, string, infer D> ?
    [Picked<T, R, X, D>] extends [never] ?
      never
    : N
  : never;

/** What the path of a tie leads to, what remains of the patterns there, and the scope of the ties below. */
export interface FoundOwner<out N, out R extends string, out X extends string, out C extends AnyPickScope> {
  readonly node: N;
  readonly keep: R;
  readonly drop: X;
  readonly scope: C;
}
export type OwnerIn<N, P extends string, R extends string, X extends string, C extends AnyPickScope> =
  N extends AnyScoped ? OwnerIn<Inner<N>, P, R, X, PickScope<Inner<N>, R, X>>
  : N extends Aligned<number, infer S> ? OwnerIn<S, P, R, X, C>
  : P extends `${infer Seg}.${infer Rest}` ? OwnerIn<Child<N, Seg>, Rest, Step<R, Seg>, Step<X, Seg>, C>
  : FoundOwner<Child<N, P>, Step<R, P>, Step<X, P>, C>;
