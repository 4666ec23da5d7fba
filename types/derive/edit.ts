import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { IsUnion } from '../arithmetic/number.ts';
import type { HasOpenPattern, NamedIndices, PatternsOf, RemainderOf, StepEach } from '../place/pattern.ts';
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
import type { MergedNode } from './merge.ts';

/** What happens to each node that a pattern matches: it gets more fields, or another schema takes its place. */
export interface AddFields<out F> {
  readonly fields: F;
}
export interface PutSchema<out S> {
  readonly put: S;
}
type AnyEdit = AddFields<unknown> | PutSchema<unknown>;

/** The schema that `replace` returns; `unknown` if only the run time knows the schema or a pattern. */
export type ReplacedSchema<S, P, N> = EditedSchema<S, P, PutSchema<N>>;
// `infer` holds the recursion back while the schema is open.
export type EditedSchema<S, P, E extends AnyEdit> =
  [S, P, E] extends [infer N, infer Q, infer D extends AnyEdit] ?
    unknown extends N ? unknown
    : HasOpenPattern<PatternsOf<Q>> extends true ? unknown
    : Edited<N, RemainderOf<PatternsOf<Q>>, D>
  : never;

/** A node below which the patterns `R` remain. `''` matches the node itself. */
export type Edited<N, R extends string, E extends AnyEdit> =
  [R] extends [never] ? N
  : '' extends R ?
    E extends PutSchema<infer S> ? S
    : E extends AddFields<infer F> ? MergedNode<EditedBelow<N, Exclude<R, ''>, E>, F>
    : never
  : EditedBelow<N, R, E>;
type EditedBelow<N, R extends string, E extends AnyEdit> =
  [R] extends [never] ? N
  : unknown extends N ? unknown
  : N extends Shape ? N
  : N extends Marker ? EditedMarker<N, R, E>
  : { readonly [K in keyof N]: Edited<N[K], StepEach<R, `${K & (string | number)}`>, E> };
type EditedMarker<N, R extends string, E extends AnyEdit> =
  N extends AnyTied ? N
  : N extends Repeated<infer K, infer S> ? EditedRepeat<K, S, R, E>
  : N extends Listed<infer T> ? Tuple<{ readonly [I in keyof T]: Edited<T[I], StepEach<R, I & string>, E> }>
  : N extends Keyed<infer T> ?
    Ordered<{ readonly [I in keyof T]: readonly [T[I][0], Edited<T[I][1], StepEach<R, T[I][0]>, E>] }>
  : N extends AnyScoped ? Scope<EditedBelow<Inner<N>, R, E>>
  : N extends Aligned<infer A, infer S> ? Aligned<A, EditedBelow<S, R, E>>
  : N;

/** A repeat whose blocks the patterns treat alike stays one. Any other becomes a list. */
type EditedRepeat<K extends number, S, R extends string, E extends AnyEdit> =
  // No index is a dot, and only `*` and `**` match it.
  [NamedIndices<R, K>] extends [never] ? Repeat<K, Edited<S, StepEach<R, '.'>, E>>
  : BlockTuple<K, 0> extends infer T extends readonly [0, ...0[]] ?
    IsUnion<EditSteps<T, R>> extends false ?
      Repeat<K, Edited<S, StepEach<R, '0'>, E>>
    : Tuple<{ readonly [I in keyof T]: Edited<S, StepEach<R, I & string>, E> }>
  : unknown; // more blocks than the compiler lists
type EditSteps<T extends readonly unknown[], R extends string> = {
  [I in keyof T]: EachStep<StepEach<R, I & string>>;
}[number];
interface EachStep<in out R> {
  rest(remainder: R): R;
}
