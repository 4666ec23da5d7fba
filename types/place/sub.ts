import type { IssueAt, LeafIsNoLayout, TieLeadsOut } from '../schema/issues.ts';
import type {
  Aligned,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Ordered,
  Repeat,
  Repeated,
  AnyScoped,
  Shape,
  Tied,
  TiedAt,
  TiedRows,
  TiedTransposed,
  Tuple,
} from '../schema/markers.ts';
import type { Child, Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { TiesIn } from '../schema/tie.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { FindPlace, FoundPlace } from './place.ts';

/** The schema of a subtree, with its ties relative to it. A union for a union of paths or an index of type `number`. */
export type SubSchema<S, P extends string> =
  P extends unknown ?
    string extends P ?
      unknown
    : SubSchemaOfPlace<FindPlace<S, P>, S, P>
  : never;
type SubSchemaOfPlace<F, S, P extends string> =
  F extends FoundPlace<infer N, infer _, boolean> ?
    [TiesIn<N>] extends [never] ? N
    : PathInScope<S, P, S> extends infer W extends string ?
      W extends '' ?
        N
      : RebaseTies<N, W>
    : never
  : never;

/** Why the node at a path cannot be a layout, or `never` if it can. */
export type SubIssue<S, P extends string> = P extends unknown ? SubIssueOfPlace<FindPlace<S, P>, S, P> : never;
type SubIssueOfPlace<F, S, P extends string> =
  F extends FoundPlace<infer N, infer _, boolean> ?
    N extends Shape ? LeafIsNoLayout<P>
    : [TiesIn<N>] extends [never] ? never
    : FirstInOrder<TiesLeadingOut<N, string & PathInScope<S, P, S>, P>>
  : never;

/** The path of a subtree's owner, relative to the scope in which the subtree's ties resolve. */
type PathInScope<N, P extends string, Root, Done extends string = ''> =
  N extends AnyTied ? PathInScope<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root>
  : N extends AnyScoped ? PathInScope<Inner<N>, P, Inner<N>>
  : N extends AnyAligned ? PathInScope<Unwrap<N>, P, Root, Done>
  : P extends `${infer Seg}.${infer Rest}` ? PathInScope<Child<N, Seg>, Rest, Root, Join<Done, Seg>>
  : P extends '' ? Done
  : PathInScope<Child<N, P>, '', Root, Join<Done, P>>;

/** A schema whose ties into `Prefix` are made relative to it. */
type RebaseTies<N, Prefix extends string> =
  0 extends 1 & N ? unknown
  : N extends Shape ? N
  : N extends Marker ?
    N extends TiedTransposed<`${Prefix}.${infer P}`> ? TiedTransposed<P>
    : N extends AnySliced ? RebaseSlice<N, Prefix>
    : N extends Tied<`${Prefix}.${infer P}`> ? Tied<P>
    : N extends Repeated<infer K, infer S> ? Repeat<K, RebaseTies<S, Prefix>>
    : N extends Aligned<infer A, infer S> ? Aligned<A, RebaseTies<S, Prefix>>
    : N extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: RebaseTies<E[I], Prefix> }>
    : N extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], RebaseTies<E[I][1], Prefix>] }>
    : N
  : { readonly [K in keyof N]: RebaseTies<N[K], Prefix> };

type RebaseSlice<N, Prefix extends string> =
  N extends TiedRows<`${Prefix}.${infer P}`, infer R> ? TiedRows<P, R>
  : N extends TiedAt<`${Prefix}.${infer P}`, infer I> ? TiedAt<P, I>
  : N;

/** A sentence for each tie that leads out of the subtree at `Prefix`. */
type TiesLeadingOut<N, Prefix extends string, Sub extends string, Path extends string = Sub> =
  Prefix extends '' ? never
  : 0 extends 1 & N ? never
  : N extends Shape ? never
  : N extends AnyTied ?
    N['.tied'] extends `${Prefix}.${string}` ?
      never
    : IssueAt<Path, TieLeadsOut<N['.tied'], Sub>>
  : N extends Repeated<number, infer S> ? TiesLeadingOut<S, Prefix, Sub, Join<Path, 0>>
  : N extends Listed<infer E> ? TiesLeadingOut<E, Prefix, Sub, Path>
  : N extends Keyed<infer E> ? { [I in keyof E]: TiesLeadingOut<E[I][1], Prefix, Sub, Join<Path, E[I][0]>> }[number]
  : N extends AnyScoped ? never
  : N extends AnyAligned ? TiesLeadingOut<Unwrap<N>, Prefix, Sub, Path>
  : N extends readonly unknown[] ? { [I in keyof N]: TiesLeadingOut<N[I], Prefix, Sub, Join<Path, I & string>> }[number]
  : { [K in keyof N]: TiesLeadingOut<N[K], Prefix, Sub, Join<Path, K & (string | number)>> }[keyof N];
