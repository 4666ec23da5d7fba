// No twin in src: the run time goes through the slots of a layout, in src/select/matches.ts.
import type { MatchesSegment, NamedIndices } from '../place/pattern.ts';
import type { AnyAligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated } from '../schema/markers.ts';
import type { Child } from '../schema/node.ts';

/**
 * `true` if a leaf that owns memory matches a remainder of patterns; `never` if none does. A leaf below a tie does not
 * count. A union of nodes is searched as one, so the compiler searches equal children once.
 */
export type Reaches<N, R> =
  R extends '' ? HasOwner<N>
  : R extends `**.${infer Rest}` ?
    Rest extends `${infer Glob}.${infer Last}` ?
      ReachesInLevels<N, Glob, Last>
    : ReachesInLevels<N, Rest, ''>
  : R extends `${infer Glob}.${infer Rest}` ? ReachesBelow<ChildrenLike<N, Glob>, Rest>
  : R extends string ? ReachesBelow<ChildrenLike<N, R>, ''>
  : never;
type ReachesBelow<N, R> =
  unknown extends N ? true
  : N extends readonly number[] ?
    R extends '' ?
      true
    : never
  : N extends unknown ? Reaches<N, R>
  : never;
/**
 * `true` if a leaf that owns memory matches a `**`, then `Glob`, then `Rest`; `never` if none does. The compiler
 * searches a union of nodes, and goes to their children only if it finds nothing. Names such as `bias` are often there
 * near the root.
 */
type ReachesInLevels<N, Glob extends string, Rest> =
  0 extends 1 & N ? true
  : [N] extends [never] ? never
  : unknown extends N ? true
  : [ReachesThrough<N, Glob, Rest>] extends [never] ? ReachesInLevels<ChildrenOfEach<N>, Glob, Rest>
  : true;
type ReachesThrough<N, Glob extends string, Rest> =
  N extends readonly number[] ? never
  : Glob extends keyof N ? ReachesBelow<ChildrenLike<N, Glob>, Rest>
  : N extends Marker | readonly unknown[] ? ReachesBelow<ChildrenLike<N, Glob>, Rest>
  : Glob extends `${string}*${string}` | `${number}` ? ReachesBelow<ChildrenLike<N, Glob>, Rest>
  : never;
type ChildrenOfEach<N> = N extends unknown ? ChildrenOf<N> : never;

/** `true` if a node has a leaf that owns memory. If one of its children is a leaf, the others do not matter. */
export type HasOwner<N> =
  0 extends 1 & N ? true
  : [N] extends [never] ? never
  : unknown extends N ? true
  : [Extract<N, readonly number[]>] extends [never] ? HasOwner<InnerOfEach<N>>
  : true;
/** Each child of each node. The schema in a scope or in `aligned` may be one leaf, so it counts as a child here. */
type InnerOfEach<N> =
  N extends AnyScoped ? Inner<N>
  : N extends AnyAligned ? N['.of']
  : N extends unknown ? ChildrenOf<N>
  : never;

/** All children of a node, as a union. A tie has none of its own. */
export type ChildrenOf<N> =
  unknown extends N ? unknown
  : N extends Marker | readonly unknown[] ? ItemsOf<N>
  : N[keyof N];
type ItemsOf<N> =
  N extends readonly unknown[] ?
    N extends readonly number[] ?
      never
    : N[number]
  : N extends AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    K extends 0 ?
      never
    : S
  : N extends Listed<infer E> ? E[number]
  : N extends Keyed<infer E> ? E[number][1]
  : N extends AnyScoped ? ChildrenOf<Inner<N>>
  : N extends AnyAligned ? ChildrenOf<N['.of']>
  : never;

/**
 * The children of a node whose segment matches a segment of a pattern, as a union. A malformed segment matches none.
 */
export type ChildrenLike<N, Glob extends string> =
  Glob extends `${string}*${string}` ?
    Glob extends '*' ? ChildrenOf<N>
    : Glob extends `${string}**${string}` ? never
    : ChildrenMatching<N, Glob>
  : unknown extends N ? unknown
  : Child<N, Glob>;
type ChildrenMatching<N, Glob extends string> =
  unknown extends N ? unknown
  : N extends Marker | readonly unknown[] ? ItemsLike<N, Glob>
  : KeysMatching<keyof N, Glob> extends infer K ? N[K & keyof N]
  : never;
/**
 * Those of a union of keys that match a segment of a pattern. It depends on the keys alone, which many structs share.
 */
type KeysMatching<K, Glob extends string> =
  K extends string | number ?
    MatchesSegment<Glob, `${K}`> extends true ?
      K
    : never
  : never;
type ItemsLike<N, Glob extends string> =
  N extends readonly unknown[] ?
    N extends readonly number[] ?
      never
    : ItemsMatching<N, Glob>
  : N extends AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    [NamedIndices<Glob, K>] extends [never] ?
      never
    : S
  : N extends Listed<infer E> ? ItemsMatching<E, Glob>
  : N extends Keyed<infer E> ? FieldsMatching<E[number], Glob>
  : N extends AnyScoped ? ChildrenMatching<Inner<N>, Glob>
  : N extends AnyAligned ? ChildrenMatching<N['.of'], Glob>
  : never;
type ItemsMatching<E extends readonly unknown[], Glob extends string> =
  number extends E['length'] ? E[number]
  : { [I in keyof E & `${bigint}`]: MatchesSegment<Glob, I> extends true ? E[I] : never }[keyof E & `${bigint}`];
type FieldsMatching<F, Glob extends string> =
  F extends readonly [infer K extends string, infer S] ?
    MatchesSegment<Glob, K> extends true ?
      S
    : never
  : never;
