import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { IsUnion } from '../arithmetic/number.ts';
import type { HasOpenPattern, NamedIndices, RemainderOf, StepEach } from '../place/pattern.ts';
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
  Tied,
  TiedTransposed,
  Tuple,
} from '../schema/markers.ts';
import type { HasTies } from './ties.ts';

// A rule is what remains of a pattern, a backslash and the new name. No pattern that a key can match and no key
// contains a backslash.

/** The schema that `rename` returns; `unknown` if only the run time knows the schema, a pattern or a name. */
// `infer` holds the recursion back while the schema is open.
export type RenamedSchema<S, M> =
  [S, M] extends [infer N, infer Names] ?
    unknown extends N ? unknown
    : HasOpenPattern<keyof Names | Names[keyof Names]> extends true ? unknown
    : Renamed<N, RulesOf<Names>, RulesOf<Names>>
  : never;
/** The rules at the root. */
export type RulesOf<M> = {
  [P in keyof M & string]: `${RemainderOf<P>}\\${M[P] & string}`;
}[keyof M & string];

/** What remains of rules below the child at a segment. */
export type RuleStep<R extends string, Seg extends string> =
  R extends `${infer Rest}\\${infer Name}` ?
    Rest extends '' ?
      never
    : `${StepEach<Rest, Seg>}\\${Name}`
  : never;
/** The names that rules give to the node where they end. */
export type GivenNames<R extends string> = R extends `\\${infer Name}` ? Name : never;
/** The key of a child after the rules `R` that remain below it. */
export type NewKey<K, R extends string> = [GivenNames<R>] extends [never] ? K : GivenNames<R>;

/** A node below which the rules `R` remain. `Scope` is what remains of them where the ties of the node resolve. */
export type Renamed<N, R extends string, Top extends string> =
  unknown extends N ? unknown
  : N extends Shape ? N
  : [R] extends [never] ?
    [Top] extends [never] ? N
    : [HasTies<N>] extends [never] ? N
    : RenamedBelow<N, R, Top>
  : RenamedBelow<N, R, Top>;
type RenamedBelow<N, R extends string, Top extends string> =
  N extends Marker ? RenamedMarker<N, R, Top>
  : N extends readonly unknown[] ? { readonly [I in keyof N]: Renamed<N[I], RuleStep<R, I & string>, Top> }
  : {
      readonly [K in keyof N as NewKey<K, RuleStep<R, KeyText<K>>>]: Renamed<N[K], RuleStep<R, KeyText<K>>, Top>;
    };
type KeyText<K> = `${K & (string | number)}`;
type RenamedMarker<N, R extends string, Top extends string> =
  N extends AnyTied ? Retied<N, RenamedPath<N['.tied'], Top>>
  : N extends Repeated<infer K, infer S> ? RenamedRepeat<K, S, R, Top>
  : N extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: Renamed<E[I], RuleStep<R, I & string>, Top> }>
  : N extends Keyed<infer E> ?
    Ordered<{
      readonly [I in keyof E]: readonly [
        NewKey<E[I][0], RuleStep<R, E[I][0]>>,
        Renamed<E[I][1], RuleStep<R, E[I][0]>, Top>,
      ];
    }>
  : N extends AnyScoped ?
    [RulesBelow<R>] extends [never] ?
      N
    : Scope<Renamed<Inner<N>, RulesBelow<R>, RulesBelow<R>>>
  : N extends Aligned<infer A, infer S> ? Aligned<A, Renamed<S, R, Top>>
  : N;
/** The rules that do not end at this node. */
type RulesBelow<R extends string> = Exclude<R, `\\${string}`>;

/** A repeat whose blocks the rules treat alike stays one. Any other becomes a list. */
type RenamedRepeat<K extends number, S, R extends string, Top extends string> =
  // No index is a dot, and only `*` and `**` match it.
  [NamedIndices<RestOf<R>, K>] extends [never] ? Repeat<K, Renamed<S, RuleStep<R, '.'>, Top>>
  : BlockTuple<K, 0> extends infer T extends readonly [0, ...0[]] ?
    IsUnion<RuleStepsOf<T, R>> extends false ?
      Repeat<K, Renamed<S, RuleStep<R, '0'>, Top>>
    : Tuple<{ readonly [I in keyof T]: Renamed<S, RuleStep<R, I & string>, Top> }>
  : unknown; // more blocks than the compiler lists
type RuleStepsOf<T extends readonly unknown[], R extends string> = {
  [I in keyof T]: RulesLeft<RuleStep<R, I & string>>;
}[number];
interface RulesLeft<in out R> {
  rest(rules: R): R;
}
/** The patterns of rules. */
export type RestOf<R extends string> = R extends `${infer Rest}\\${string}` ? Rest : never;

/** A tie to another path; its other properties stay. */
type Retied<N extends AnyTied, P extends string> =
  N extends TiedTransposed<string> ? TiedTransposed<P>
  : keyof N extends '.tied' ? Tied<P>
  : { readonly [K in keyof N]: K extends '.tied' ? P : N[K] };
type RenamedPath<P extends string, R extends string> =
  [R] extends [never] ? P
  : {} extends { [K in P]: 0 } ? string
  : P extends `${infer Seg}.${infer Rest}` ? `${NewKey<Seg, RuleStep<R, Seg>>}.${RenamedPath<Rest, RuleStep<R, Seg>>}`
  : NewKey<P, RuleStep<R, P>>;
