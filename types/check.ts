import type { PastLimit, MaxLevels, RankPastMax, MaxRank, SurelyWithin } from './depth.ts';
import type { CountFlaw, Large, LengthFlaw, NodeFlaw, ShapeFlaw, Width } from './flaw.ts';
import type { KeyFlaw, MarkerKeyFlaw } from './key.ts';
import type { IsUnion } from './number.ts';
import type { First } from './order.ts';
import type {
  At,
  BadTranspose,
  KeyTwice,
  MixedArray,
  OpenSizes,
  SpreadLayout,
  TieCycle,
  TooDeep,
  TooManyDimensions,
} from './refusal.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';
import type { CountOf } from './size.ts';
import type { IsInCycle, Join, OpenTie, TieFlaw } from './tie.ts';
import type { TieHint } from './tie-hint.ts';

/**
 * The type of a parameter that takes a schema: a sound one, as it is; for any other its structure, with a sentence at each property that is not
 * sound. Flaws are looked for first without their paths, because then the compiler judges equal subtrees once; only where there are some
 * are they put in their places.
 */
// `S` is inferred from the first branch; the others are looked up by name, because into those of a conditional type the compiler would infer too.
export type SchemaIn<S> =
  unknown extends S ? S
  : Verdicts<OpenSizes, S>[FlawsOf<S> extends never ? 'sound'
    : FlawsOf<S> extends 'open' ? 'open'
    : 'doubtful'];
/** `Open` is what the compiler prints where it comes to no verdict. */
interface Verdicts<in out Open, in out S> {
  sound: S;
  /** Of no schema; but where there is no verdict the compiler explains itself by what all of them have in common, and so it is brief. */
  open: Open & never;
  doubtful: FlawsOf<S> | (S extends unknown ? WholeFlaw<S> : never) extends Large ? unknown
  : Explain<S, Around<S, ''>, ''>;
}
type WholeFlaw<S> =
  S extends SurelyWithin ? LengthFlaw<CountOf<S>>
  : PastLimit<S> extends never ? LengthFlaw<CountOf<S>>
  : never;
/** Not a flaw: what has to be looked at more closely before any sums are. */
type Unsure = 'unsure';
type FlawsOf<S> =
  [S] extends [never] ? NodeFlaw<S>
  : S extends SurelyWithin ? Flaws<S, In<S, ''>>
  : PastLimit<S> extends never ? Flaws<S, In<S, ''>>
  : Unsure;

/** Where flaws are looked for: the schema that ties are looked up in, and the digits of the repeats around, in marks. */
interface In<out Root, out Scale extends string> {
  readonly root: Root;
  readonly scale: Scale;
}
type AnyIn = In<unknown, string>;
/**
 * All flaws of a subtree, without their places. The fields of a struct are looked at as one union: those of one type are judged once. A
 * field that is `any` swallows the others, so it counts as a flaw here, and is acquitted when the flaws are put in their places.
 */
type Flaws<N, C extends AnyIn> =
  unknown extends N ?
    0 extends 1 & N ?
      'any'
    : NodeFlaw<N>
  : N extends readonly number[] ? ShapeFlaw<N, C['scale']>
  : N extends Marker | Function ? MarkerFlaws<N, C>
  : N extends readonly unknown[] ? Flaws<N[number], C>
  : N extends object ? KeyFlaw<keyof N> | Flaws<N[keyof N], C>
  : NodeFlaw<N>;
type MarkerFlaws<N, C extends AnyIn> =
  N extends AnyTied ? TiedFlaw<N, C['root']>
  : N extends Repeat<infer K, infer S> ?
    RepeatFlaw<N, K> | RepeatFlaws<K, S, Flaws<S, In<C['root'], `${C['scale']}${Width<K>}`>>>
  : N extends Tuple<infer E> ? MarkerKeyFlaw<keyof N, '.tuple'> | Flaws<E[number], C>
  : N extends Ordered<infer E> ? OrderedFlaw<N, E> | KeyFlaw<E[number][0]> | Flaws<E[number][1], C>
  : N extends Scope<unknown> | HasSchema<unknown> ?
    ScopeFlaw<N> | (unknown extends Inner<N> ? never : Flaws<Inner<N>, In<Inner<N>, C['scale']>>)
  : NodeFlaw<N>;
type TiedFlaw<N extends AnyTied, Root> =
  | TieFlaw<N, Root>
  | (keyof N extends '.tied' ? never : MarkerKeyFlaw<keyof N, '.tied' | '.transpose'> | TransposeFlaw<N>);
type TransposeFlaw<N> =
  N extends { readonly '.transpose': infer T } ?
    T extends true ?
      never
    : BadTranspose<T extends Printable ? `${T}` : 'something else'>
  : never;
type Printable = string | number | boolean | null | undefined;
type RepeatFlaw<N, K> =
  CountFlaw<K> | (keyof N extends '.repeat' | '.of' ? never : MarkerKeyFlaw<keyof N, '.repeat' | '.of'>);
type OrderedFlaw<N, E extends readonly unknown[]> = FieldFlaws<E> | MarkerKeyFlaw<keyof N, '.ordered'>;
type ScopeFlaw<N> = N extends Scope<unknown> ? MarkerKeyFlaw<keyof N, '.scope'> : never;
/** A repeat of none hides its block's length from all sums: it is judged here. */
type RepeatFlaws<K, S, F> = K extends 0 ? Exclude<F, Large> | (Large extends F ? LengthFlaw<CountOf<S>> : never) : F;
type FieldFlaws<E extends readonly unknown[]> = HasTwice<KeyedBy<E, keyof E>> extends never ? never : FirstTwice<E>;
/** Each key with the indices of its fields: of a key that is given twice a union, which has no one length. */
type KeyedBy<E, Index> = {
  [
    I in Index & `${bigint}` & keyof E as E[I] extends readonly [infer K extends string, unknown] ? K : never
  ]: IsUnion<I>;
};
type HasTwice<P> = P[keyof P] extends false ? never : true;
/** The first key that is given again, as at run time. */
type FirstTwice<E extends readonly unknown[], Seen = never> =
  E extends readonly [infer F, ...infer R] ?
    F extends readonly [infer K extends string, unknown] ?
      K extends Seen ?
        KeyTwice<K>
      : FirstTwice<R, Seen | K>
    : never
  : never;

/** Where flaws are put in their places: the schema that ties are looked up in, and its own path. */
interface Around<out Root, out Path extends string> {
  readonly root: Root;
  readonly path: Path;
}
type AnyAround = Around<unknown, string>;

/** Puts each flaw where it belongs: at the property where object and array literals reach, else at the marker that holds it. */
type Explain<N, C extends AnyAround, Path extends string> =
  0 extends 1 & N ? unknown
  : [Own<N, C, Path>] extends [never] ?
    N extends readonly number[] | Marker ?
      [Within<N, C, Path>] extends [never] ?
        Hint<N, C['root']>
      : First<Within<N, C, Path>>
    : N extends readonly unknown[] ? { readonly [I in keyof N]: Explain<N[I], C, Join<Path, I & string>> }
    : { readonly [K in keyof N]: ExplainField<N, K, C, Path> }
  : First<Own<N, C, Path>>;
type Hint<N, Root> =
  N extends AnyTied ?
    string extends N['.tied'] ?
      TieHint<Root>
    : unknown
  : unknown;
type ExplainField<N, K extends keyof N, C extends AnyAround, Path extends string> =
  [KeyFlaw<K>] extends [never] ?
    {} extends Pick<N, K> ?
      Explain<Exclude<N[K], undefined>, C, Join<Path, K & (string | number)>>
    : Explain<N[K], C, Join<Path, K & (string | number)>>
  : At<Path, KeyFlaw<K>>;

/** What is wrong with a node itself, its parts being looked at elsewhere. */
type Own<N, C extends AnyAround, Path extends string> =
  0 extends 1 & N ? never
  : [N] extends [never] ? At<Path, NodeFlaw<N>>
  : N extends readonly number[] ?
    Placed<Path, N extends RankPastMax ? TooManyDimensions<MaxRank> : Exclude<ShapeFlaw<N, ''>, Large>>
  : N extends AnyTied ? PlacedTie<N, C, Path>
  : N extends Repeat<infer K, unknown> ? Placed<Path, RepeatFlaw<N, K>> | Overflow<N, Path>
  : N extends Ordered<infer E> ? Placed<Path, OrderedFlaw<N, E>> | Overflow<N, Path>
  : N extends Marker ?
    | Placed<Path, N extends Tuple<readonly unknown[]> ? MarkerKeyFlaw<keyof N, '.tuple'> : ScopeFlaw<N>>
    | Overflow<N, Path>
  : N extends readonly unknown[] ?
    [Extract<N[number], number>] extends [never] ?
      Overflow<N, Path>
    : At<Path, MixedArray>
  : N extends Function ? At<Path, NodeFlaw<N>>
  : N extends object ?
    N extends WasLayout ?
      At<Path, SpreadLayout>
    : Overflow<N, Path>
  : At<Path, NodeFlaw<N>>;
/** What a spread leaves of a layout. */
interface WasLayout {
  readonly schema: unknown;
  readonly length: number;
}
type Placed<Path extends string, F> = F extends string ? At<Path, F> : never;
/** A tie that only leads to a cycle has no flaw of its own: the ties of the cycle are named. */
type PlacedTie<N extends AnyTied, C extends AnyAround, Path extends string> =
  Exclude<TiedFlaw<N, C['root']>, OpenTie> extends infer F ?
    F extends TieCycle<N['.tied']> ?
      IsInCycle<C['root'], N['.tied'], Relative<Path, C['path']>> extends true ?
        At<Path, F>
      : never
    : Placed<Path, F>
  : never;
type Relative<Path extends string, Base extends string> =
  Base extends '' ? Path
  : Path extends `${Base}.${infer Rest}` ? Rest
  : '';

/** A length that is too large, at the innermost node that has one; of what the compiler does not sum up, whether it is nested too deep. */
type Overflow<N, Path extends string> =
  PastLimit<N> extends never ?
    LengthFlaw<CountOf<N>> extends infer F ?
      [F] extends [never] ? never
      : [OverflowBelow<N>] extends [never] ? Placed<Path, F>
      : never
    : never
  : Path extends '' ?
    PastLimit<N> extends 'levels' ?
      At<Path, TooDeep<MaxLevels>>
    : never
  : never;
type OverflowBelow<N> =
  N extends Repeat<number, infer S> ? LengthFlaw<CountOf<S>>
  : N extends Tuple<infer E> ? OverflowBelow<E>
  : N extends Ordered<infer E> ? { [I in keyof E]: LengthFlaw<CountOf<E[I][1]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ? LengthFlaw<CountOf<Inner<N>>>
  : N extends readonly unknown[] ? { [I in keyof N]: LengthFlaw<CountOf<N[I]>> }[number]
  : { [K in keyof N]: LengthFlaw<CountOf<N[K]>> }[keyof N];

/** The flaws below a marker, with their places. */
type Within<N, C extends AnyAround, Path extends string> =
  N extends readonly number[] | AnyTied ? never
  : N extends Repeat<number, infer S> ? Below<S, C, Join<Path, 0>>
  : N extends Tuple<infer E> ? Parts<E, C, Path>
  : N extends Ordered<infer E> ?
    { [I in keyof E]: Placed<Path, KeyFlaw<E[I][0]>> | Below<E[I][1], C, Join<Path, E[I][0]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ?
    unknown extends Inner<N> ?
      never
    : Below<Inner<N>, Around<Inner<N>, Path>, Path>
  : N extends readonly unknown[] ? Parts<N, C, Path>
  : { [K in keyof N]: Placed<Path, KeyFlaw<K>> | Below<N[K], C, Join<Path, K & (string | number)>> }[keyof N];
type Below<N, C extends AnyAround, Path extends string> =
  0 extends 1 & N ? never
  : Own<N, C, Path> extends infer O ?
    [O] extends [never] ?
      Within<N, C, Path>
    : O
  : never;
type Parts<E extends readonly unknown[], C extends AnyAround, Path extends string> = {
  [I in keyof E]: Below<E[I], C, Join<Path, I & string>>;
}[number];
