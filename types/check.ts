import type { CountFlaw, Large, LengthFlaw, NodeFlaw, ShapeFlaw, Width } from './flaw.ts';
import type { KeyFlaw, MarkerKeyFlaw } from './key.ts';
import type { IsUnion } from './number.ts';
import type { First } from './order.ts';
import type { At, BadTranspose, KeyTwice, MixedArray, OpenSizes, SpreadLayout } from './refusal.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';
import type { CountOf } from './size.ts';
import type { Join, OpenTie, TieFlaw } from './tie.ts';
import type { TieHint } from './tie-hint.ts';

/**
 * The type of a parameter that takes a schema: a sound one, as it is; for any other its structure, with a sentence at each property that is not
 * sound. Flaws are looked for first without their paths, because then the compiler judges equal subtrees once; only where there are some
 * are they put in their places.
 */
// `S` is inferred from the first branch; the others are looked up by name, because into those of a conditional type the compiler would infer too.
export type SchemaIn<S> = 0 extends 1 & S ? S : Verdicts<OpenSizes, S>[FlawsOf<S> extends never ? 'sound' : FlawsOf<S> extends 'open' ? 'open' : 'doubtful'];
/** `Open` is what the compiler prints where it comes to no verdict. */
interface Verdicts<in out Open, in out S> {
  sound: S;
  /** Of no schema; but where there is no verdict the compiler explains itself by what all of them have in common, and so it is brief. */
  open: Open & never;
  doubtful: FlawsOf<S> | (S extends unknown ? LengthFlaw<CountOf<S>> : never) extends Large ? unknown : Explain<S, S, ''>;
}
type FlawsOf<S> = [S] extends [never] ? NodeFlaw<S> : Flaws<S, In<S, ''>>;

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
type Flaws<N, C extends AnyIn> = 0 extends 1 & N
  ? 'any'
  : N extends readonly number[]
    ? ShapeFlaw<N, C['scale']>
    : N extends Marker | Function
      ? MarkerFlaws<N, C>
      : N extends readonly unknown[]
        ? Flaws<N[number], C>
        : N extends object ? KeyFlaw<keyof N> | Flaws<N[keyof N], C> : NodeFlaw<N>;
type MarkerFlaws<N, C extends AnyIn> = N extends AnyTied
  ? TiedFlaw<N, C['root']>
  : N extends Repeat<infer K, infer S>
    ? RepeatFlaw<N, K> | RepeatFlaws<K, S, Flaws<S, In<C['root'], `${C['scale']}${Width<K>}`>>>
    : N extends Tuple<infer E>
      ? MarkerKeyFlaw<keyof N, '.tuple'> | Flaws<E[number], C>
      : N extends Ordered<infer E>
        ? OrderedFlaw<N, E> | KeyFlaw<E[number][0]> | Flaws<E[number][1], C>
        : N extends Scope<unknown> | HasSchema<unknown>
          ? ScopeFlaw<N> | (unknown extends Inner<N> ? never : Flaws<Inner<N>, In<Inner<N>, C['scale']>>)
          : NodeFlaw<N>;
type TiedFlaw<N extends AnyTied, Root> = TieFlaw<N, Root> | (keyof N extends '.tied' ? never : MarkerKeyFlaw<keyof N, '.tied' | '.transpose'> | TransposeFlaw<N>);
type TransposeFlaw<N> = N extends { readonly '.transpose': infer T } ? (T extends true ? never : BadTranspose<T extends Printable ? `${T}` : 'something else'>) : never;
type Printable = string | number | boolean | null | undefined;
type RepeatFlaw<N, K> = CountFlaw<K> | (keyof N extends '.repeat' | '.of' ? never : MarkerKeyFlaw<keyof N, '.repeat' | '.of'>);
type OrderedFlaw<N, E extends readonly unknown[]> = FieldFlaws<E> | MarkerKeyFlaw<keyof N, '.ordered'>;
type ScopeFlaw<N> = N extends Scope<unknown> ? MarkerKeyFlaw<keyof N, '.scope'> : never;
/** A repeat of none hides its block's length from all sums: it is judged here. */
type RepeatFlaws<K, S, F> = K extends 0 ? Exclude<F, Large> | (Large extends F ? LengthFlaw<CountOf<S>> : never) : F;
type FieldFlaws<E extends readonly unknown[]> = Twice<KeyedBy<E, keyof E>> extends never ? never : FirstTwice<E>;
/** Each key with the indices of its fields: of a key that is given twice a union, which has no one length. */
type KeyedBy<E, Index> = { [I in Index & `${bigint}` & keyof E as E[I] extends readonly [infer K extends string, unknown] ? K : never]: IsUnion<I> };
type Twice<P> = P[keyof P] extends false ? never : true;
/** The first key that is given again, as at run time. */
type FirstTwice<E extends readonly unknown[], Seen = never> = E extends readonly [infer F, ...infer R]
  ? F extends readonly [infer K extends string, unknown]
    ? K extends Seen ? KeyTwice<K> : FirstTwice<R, Seen | K>
    : never
  : never;

/** Puts each flaw where it belongs: at the property where object and array literals reach, else at the marker that holds it. */
type Explain<N, Root, Path extends string> = 0 extends 1 & N ? unknown : [Own<N, Root, Path>] extends [never]
  ? N extends readonly number[] | Marker
    ? [Within<N, Root, Path>] extends [never] ? Hint<N, Root> : First<Within<N, Root, Path>>
    : N extends readonly unknown[]
      ? { readonly [I in keyof N]: Explain<N[I], Root, Join<Path, I & string>> }
      : { readonly [K in keyof N]: ExplainField<N, K, Root, Path> }
  : First<Own<N, Root, Path>>;
type Hint<N, Root> = N extends AnyTied ? (string extends N['.tied'] ? TieHint<Root> : unknown) : unknown;
type ExplainField<N, K extends keyof N, Root, Path extends string> = [KeyFlaw<K>] extends [never]
  ? {} extends Pick<N, K>
    ? Explain<Exclude<N[K], undefined>, Root, Join<Path, K & (string | number)>>
    : Explain<N[K], Root, Join<Path, K & (string | number)>>
  : At<Path, KeyFlaw<K>>;

/** What is wrong with a node itself, its parts being looked at elsewhere. */
type Own<N, Root, Path extends string> = 0 extends 1 & N
  ? never
  : [N] extends [never]
    ? At<Path, NodeFlaw<N>>
    : N extends readonly number[]
      ? Placed<Path, Exclude<ShapeFlaw<N, ''>, Large>>
      : N extends AnyTied
        ? Placed<Path, Exclude<TiedFlaw<N, Root>, OpenTie>>
        : N extends Repeat<infer K, unknown>
          ? Placed<Path, RepeatFlaw<N, K>> | Overflow<N, Path>
          : N extends Ordered<infer E>
            ? Placed<Path, OrderedFlaw<N, E>> | Overflow<N, Path>
            : N extends Marker
              ? Placed<Path, N extends Tuple<readonly unknown[]> ? MarkerKeyFlaw<keyof N, '.tuple'> : ScopeFlaw<N>> | Overflow<N, Path>
              : N extends readonly unknown[]
                ? [Extract<N[number], number>] extends [never] ? Overflow<N, Path> : At<Path, MixedArray>
                : N extends Function ? At<Path, NodeFlaw<N>> : N extends object ? (N extends WasLayout ? At<Path, SpreadLayout> : Overflow<N, Path>) : At<Path, NodeFlaw<N>>;
/** What a spread leaves of a layout. */
interface WasLayout {
  readonly schema: unknown;
  readonly length: number;
}
type Placed<Path extends string, F> = F extends string ? At<Path, F> : never;

/** A length that is too large, at the innermost node that has one. */
type Overflow<N, Path extends string> = LengthFlaw<CountOf<N>> extends infer F
  ? [F] extends [never] ? never : [OverflowBelow<N>] extends [never] ? Placed<Path, F> : never
  : never;
type OverflowBelow<N> = N extends Repeat<number, infer S>
  ? LengthFlaw<CountOf<S>>
  : N extends Tuple<infer E>
    ? OverflowBelow<E>
    : N extends Ordered<infer E>
      ? { [I in keyof E]: LengthFlaw<CountOf<E[I][1]>> }[number]
      : N extends Scope<unknown> | HasSchema<unknown>
        ? LengthFlaw<CountOf<Inner<N>>>
        : N extends readonly unknown[]
          ? { [I in keyof N]: LengthFlaw<CountOf<N[I]>> }[number]
          : { [K in keyof N]: LengthFlaw<CountOf<N[K]>> }[keyof N];

/** The flaws below a marker, with their places. */
type Within<N, Root, Path extends string> = N extends readonly number[] | AnyTied
  ? never
  : N extends Repeat<number, infer S>
    ? Below<S, Root, Join<Path, 0>>
    : N extends Tuple<infer E>
      ? Parts<E, Root, Path>
      : N extends Ordered<infer E>
        ? { [I in keyof E]: Placed<Path, KeyFlaw<E[I][0]>> | Below<E[I][1], Root, Join<Path, E[I][0]>> }[number]
        : N extends Scope<unknown> | HasSchema<unknown>
          ? unknown extends Inner<N> ? never : Below<Inner<N>, Inner<N>, Path>
          : N extends readonly unknown[]
            ? Parts<N, Root, Path>
            : { [K in keyof N]: Placed<Path, KeyFlaw<K>> | Below<N[K], Root, Join<Path, K & (string | number)>> }[keyof N];
type Below<N, Root, Path extends string> = 0 extends 1 & N ? never : Own<N, Root, Path> extends infer O
  ? [O] extends [never] ? Within<N, Root, Path> : O
  : never;
type Parts<E extends readonly unknown[], Root, Path extends string> = {
  [I in keyof E]: Below<E[I], Root, Join<Path, I & string>>;
}[number];

