import type { First } from './order.ts';
import type { Child, Find, Found } from './path.ts';
import type { At, LeadsOut, LeafIsNoLayout } from './refusal.ts';
import type {
  AnyTied,
  HasSchema,
  Inner,
  Marker,
  Ordered,
  Repeat,
  Scope,
  Shape,
  Tied,
  TiedTransposed,
  Tuple,
} from './schema.ts';
import type { Join, TiesIn } from './tie.ts';

/** The schema of a subtree, its ties relative to it; of several paths, or an open index, a union. */
export type SubSchema<S, P extends string> =
  P extends unknown ?
    string extends P ?
      unknown
    : SubOfFound<Find<S, P>, S, P>
  : never;
type SubOfFound<F, S, P extends string> =
  F extends Found<infer N, infer _, boolean> ?
    [TiesIn<N>] extends [never] ? N
    : WithinScope<S, P, S> extends infer W extends string ?
      W extends '' ?
        N
      : Rebased<N, W>
    : never
  : never;

/** Why what is found at a path cannot be a layout of its own, or `never`. */
export type SubFlaw<S, P extends string> = P extends unknown ? FlawOfFound<Find<S, P>, S, P> : never;
type FlawOfFound<F, S, P extends string> =
  F extends Found<infer N, infer _, boolean> ?
    N extends Shape ? LeafIsNoLayout<P>
    : [TiesIn<N>] extends [never] ? never
    : First<LeadingOut<N, string & WithinScope<S, P, S>, P>>
  : never;

/** The path of a subtree's owner, from the scope that its ties resolve in. */
type WithinScope<N, P extends string, Root, Done extends string = ''> =
  N extends AnyTied ? WithinScope<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root>
  : N extends Scope<unknown> | HasSchema<unknown> ? WithinScope<Inner<N>, P, Inner<N>>
  : P extends `${infer Seg}.${infer Rest}` ? WithinScope<Child<N, Seg>, Rest, Root, Join<Done, Seg>>
  : P extends '' ? Done
  : WithinScope<Child<N, P>, '', Root, Join<Done, P>>;

/** A schema with its ties' paths taken from `Prefix` on. */
type Rebased<N, Prefix extends string> =
  0 extends 1 & N ? unknown
  : N extends Shape ? N
  : N extends Marker ?
    N extends TiedTransposed<`${Prefix}.${infer P}`> ? TiedTransposed<P>
    : N extends Tied<`${Prefix}.${infer P}`> ? Tied<P>
    : N extends Repeat<infer K, infer S> ? Repeat<K, Rebased<S, Prefix>>
    : N extends Tuple<infer E> ? Tuple<{ readonly [I in keyof E]: Rebased<E[I], Prefix> }>
    : N extends Ordered<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], Rebased<E[I][1], Prefix>] }>
    : N
  : { readonly [K in keyof N]: Rebased<N[K], Prefix> };

/** A sentence for each tie that leads out. */
type LeadingOut<N, Prefix extends string, Sub extends string, Path extends string = Sub> =
  Prefix extends '' ? never
  : 0 extends 1 & N ? never
  : N extends Shape ? never
  : N extends AnyTied ?
    N['.tied'] extends `${Prefix}.${string}` ?
      never
    : At<Path, LeadsOut<N['.tied'], Sub>>
  : N extends Repeat<number, infer S> ? LeadingOut<S, Prefix, Sub, Join<Path, 0>>
  : N extends Tuple<infer E> ? LeadingOut<E, Prefix, Sub, Path>
  : N extends Ordered<infer E> ? { [I in keyof E]: LeadingOut<E[I][1], Prefix, Sub, Join<Path, E[I][0]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ? never
  : N extends readonly unknown[] ? { [I in keyof N]: LeadingOut<N[I], Prefix, Sub, Join<Path, I & string>> }[number]
  : { [K in keyof N]: LeadingOut<N[K], Prefix, Sub, Join<Path, K & (string | number)>> }[keyof N];
