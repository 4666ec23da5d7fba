import type { PastLimit, MaxLevels, RankPastMax, MaxRank, SurelyWithin } from './depth.ts';
import type { RepeatCountIssue, LargeShape, LengthIssue, NodeIssue, ShapeIssue, DigitsOf } from './flaw.ts';
import type { KeyIssue, MarkerKeyIssue } from './key.ts';
import type { IsUnion } from './number.ts';
import type { FirstInOrder } from './order.ts';
import type {
  IssueAt,
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
import type { IsInCycle, Join, OpenTie, TieIssue } from './tie.ts';
import type { TieHint } from './tie-hint.ts';

/**
 * The type of a parameter that takes a schema: a sound one, as it is; for any other its structure, with a sentence at each property that is not
 * sound. Flaws are looked for first without their paths, because then the compiler judges equal subtrees once; only where there are some
 * are they put in their places.
 */
// `S` is inferred from the first branch; the others are looked up by name, because into those of a conditional type the compiler would infer too.
export type SchemaIn<S> =
  unknown extends S ? S
  : SchemaParameter<OpenSizes, S>[IssuesOf<S> extends never ? 'sound'
    : IssuesOf<S> extends 'open' ? 'open'
    : 'doubtful'];
/** `Open` is what the compiler prints where it comes to no verdict. */
interface SchemaParameter<in out Open, in out S> {
  sound: S;
  /** Of no schema; but where there is no verdict the compiler explains itself by what all of them have in common, and so it is brief. */
  open: Open & never;
  doubtful: IssuesOf<S> | (S extends unknown ? TotalLengthIssue<S> : never) extends LargeShape ? unknown
  : Explain<S, ExplainScope<S, ''>, ''>;
}
type TotalLengthIssue<S> =
  S extends SurelyWithin ? LengthIssue<CountOf<S>>
  : PastLimit<S> extends never ? LengthIssue<CountOf<S>>
  : never;
/** Not a flaw: what has to be looked at more closely before any sums are. */
type Unsure = 'unsure';
type IssuesOf<S> =
  [S] extends [never] ? NodeIssue<S>
  : S extends SurelyWithin ? IssuesIn<S, IssueScope<S, ''>>
  : PastLimit<S> extends never ? IssuesIn<S, IssueScope<S, ''>>
  : Unsure;

/** Where flaws are looked for: the schema that ties are looked up in, and the digits of the repeats around, in marks. */
interface IssueScope<out Root, out Scale extends string> {
  readonly root: Root;
  readonly scale: Scale;
}
type AnyIssueScope = IssueScope<unknown, string>;
/**
 * All flaws of a subtree, without their places. The fields of a struct are looked at as one union: those of one type are judged once. A
 * field that is `any` swallows the others, so it counts as a flaw here, and is acquitted when the flaws are put in their places.
 */
type IssuesIn<N, C extends AnyIssueScope> =
  unknown extends N ?
    0 extends 1 & N ?
      'any'
    : NodeIssue<N>
  : N extends readonly number[] ? ShapeIssue<N, C['scale']>
  : N extends Marker | Function ? IssuesInMarker<N, C>
  : N extends readonly unknown[] ? IssuesIn<N[number], C>
  : N extends object ? KeyIssue<keyof N> | IssuesIn<N[keyof N], C>
  : NodeIssue<N>;
type IssuesInMarker<N, C extends AnyIssueScope> =
  N extends AnyTied ? TiedIssue<N, C['root']>
  : N extends Repeat<infer K, infer S> ?
    RepeatIssue<N, K> | IssuesInRepeat<K, S, IssuesIn<S, IssueScope<C['root'], `${C['scale']}${DigitsOf<K>}`>>>
  : N extends Tuple<infer E> ? MarkerKeyIssue<keyof N, '.tuple'> | IssuesIn<E[number], C>
  : N extends Ordered<infer E> ? OrderedIssue<N, E> | KeyIssue<E[number][0]> | IssuesIn<E[number][1], C>
  : N extends Scope<unknown> | HasSchema<unknown> ?
    ScopeIssue<N> | (unknown extends Inner<N> ? never : IssuesIn<Inner<N>, IssueScope<Inner<N>, C['scale']>>)
  : NodeIssue<N>;
type TiedIssue<N extends AnyTied, Root> =
  | TieIssue<N, Root>
  | (keyof N extends '.tied' ? never : MarkerKeyIssue<keyof N, '.tied' | '.transpose'> | TransposeIssue<N>);
type TransposeIssue<N> =
  N extends { readonly '.transpose': infer T } ?
    T extends true ?
      never
    : BadTranspose<T extends Printable ? `${T}` : 'something else'>
  : never;
type Printable = string | number | boolean | null | undefined;
type RepeatIssue<N, K> =
  RepeatCountIssue<K> | (keyof N extends '.repeat' | '.of' ? never : MarkerKeyIssue<keyof N, '.repeat' | '.of'>);
type OrderedIssue<N, E extends readonly unknown[]> = DuplicateKeyIssue<E> | MarkerKeyIssue<keyof N, '.ordered'>;
type ScopeIssue<N> = N extends Scope<unknown> ? MarkerKeyIssue<keyof N, '.scope'> : never;
/** A repeat of none hides its block's length from all sums: it is judged here. */
type IssuesInRepeat<K, S, F> =
  K extends 0 ? Exclude<F, LargeShape> | (LargeShape extends F ? LengthIssue<CountOf<S>> : never) : F;
type DuplicateKeyIssue<E extends readonly unknown[]> =
  HasDuplicate<KeyedBy<E, keyof E>> extends never ? never : FirstDuplicate<E>;
/** Each key with the indices of its fields: of a key that is given twice a union, which has no one length. */
type KeyedBy<E, Index> = {
  [
    I in Index & `${bigint}` & keyof E as E[I] extends readonly [infer K extends string, unknown] ? K : never
  ]: IsUnion<I>;
};
type HasDuplicate<P> = P[keyof P] extends false ? never : true;
/** The first key that is given again, as at run time. */
type FirstDuplicate<E extends readonly unknown[], Seen = never> =
  E extends readonly [infer F, ...infer R] ?
    F extends readonly [infer K extends string, unknown] ?
      K extends Seen ?
        KeyTwice<K>
      : FirstDuplicate<R, Seen | K>
    : never
  : never;

/** Where flaws are put in their places: the schema that ties are looked up in, and its own path. */
interface ExplainScope<out Root, out Path extends string> {
  readonly root: Root;
  readonly path: Path;
}
type AnyExplainScope = ExplainScope<unknown, string>;

/** Puts each flaw where it belongs: at the property where object and array literals reach, else at the marker that holds it. */
type Explain<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? unknown
  : [OwnIssue<N, C, Path>] extends [never] ?
    N extends readonly number[] | Marker ?
      [IssuesWithin<N, C, Path>] extends [never] ?
        HintForTie<N, C['root']>
      : FirstInOrder<IssuesWithin<N, C, Path>>
    : N extends readonly unknown[] ? { readonly [I in keyof N]: Explain<N[I], C, Join<Path, I & string>> }
    : { readonly [K in keyof N]: ExplainField<N, K, C, Path> }
  : FirstInOrder<OwnIssue<N, C, Path>>;
type HintForTie<N, Root> =
  N extends AnyTied ?
    string extends N['.tied'] ?
      TieHint<Root>
    : unknown
  : unknown;
type ExplainField<N, K extends keyof N, C extends AnyExplainScope, Path extends string> =
  [KeyIssue<K>] extends [never] ?
    {} extends Pick<N, K> ?
      Explain<Exclude<N[K], undefined>, C, Join<Path, K & (string | number)>>
    : Explain<N[K], C, Join<Path, K & (string | number)>>
  : IssueAt<Path, KeyIssue<K>>;

/** What is wrong with a node itself, its parts being looked at elsewhere. */
type OwnIssue<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? never
  : [N] extends [never] ? IssueAt<Path, NodeIssue<N>>
  : N extends readonly number[] ?
    PlacedIssue<Path, N extends RankPastMax ? TooManyDimensions<MaxRank> : Exclude<ShapeIssue<N, ''>, LargeShape>>
  : N extends AnyTied ? PlacedTieIssue<N, C, Path>
  : N extends Repeat<infer K, unknown> ? PlacedIssue<Path, RepeatIssue<N, K>> | LengthIssueAt<N, Path>
  : N extends Ordered<infer E> ? PlacedIssue<Path, OrderedIssue<N, E>> | LengthIssueAt<N, Path>
  : N extends Marker ?
    | PlacedIssue<Path, N extends Tuple<readonly unknown[]> ? MarkerKeyIssue<keyof N, '.tuple'> : ScopeIssue<N>>
    | LengthIssueAt<N, Path>
  : N extends readonly unknown[] ?
    [Extract<N[number], number>] extends [never] ?
      LengthIssueAt<N, Path>
    : IssueAt<Path, MixedArray>
  : N extends Function ? IssueAt<Path, NodeIssue<N>>
  : N extends object ?
    N extends SpreadLayoutShape ?
      IssueAt<Path, SpreadLayout>
    : LengthIssueAt<N, Path>
  : IssueAt<Path, NodeIssue<N>>;
/** What a spread leaves of a layout. */
interface SpreadLayoutShape {
  readonly schema: unknown;
  readonly length: number;
}
type PlacedIssue<Path extends string, F> = F extends string ? IssueAt<Path, F> : never;
/** A tie that only leads to a cycle has no flaw of its own: the ties of the cycle are named. */
type PlacedTieIssue<N extends AnyTied, C extends AnyExplainScope, Path extends string> =
  Exclude<TiedIssue<N, C['root']>, OpenTie> extends infer F ?
    F extends TieCycle<N['.tied']> ?
      IsInCycle<C['root'], N['.tied'], PathRelativeTo<Path, C['path']>> extends true ?
        IssueAt<Path, F>
      : never
    : PlacedIssue<Path, F>
  : never;
type PathRelativeTo<Path extends string, Base extends string> =
  Base extends '' ? Path
  : Path extends `${Base}.${infer Rest}` ? Rest
  : '';

/** A length that is too large, at the innermost node that has one; of what the compiler does not sum up, whether it is nested too deep. */
type LengthIssueAt<N, Path extends string> =
  PastLimit<N> extends never ?
    LengthIssue<CountOf<N>> extends infer F ?
      [F] extends [never] ? never
      : [LengthIssueBelow<N>] extends [never] ? PlacedIssue<Path, F>
      : never
    : never
  : Path extends '' ?
    PastLimit<N> extends 'levels' ?
      IssueAt<Path, TooDeep<MaxLevels>>
    : never
  : never;
type LengthIssueBelow<N> =
  N extends Repeat<number, infer S> ? LengthIssue<CountOf<S>>
  : N extends Tuple<infer E> ? LengthIssueBelow<E>
  : N extends Ordered<infer E> ? { [I in keyof E]: LengthIssue<CountOf<E[I][1]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ? LengthIssue<CountOf<Inner<N>>>
  : N extends readonly unknown[] ? { [I in keyof N]: LengthIssue<CountOf<N[I]>> }[number]
  : { [K in keyof N]: LengthIssue<CountOf<N[K]>> }[keyof N];

/** The flaws below a marker, with their places. */
type IssuesWithin<N, C extends AnyExplainScope, Path extends string> =
  N extends readonly number[] | AnyTied ? never
  : N extends Repeat<number, infer S> ? IssuesBelow<S, C, Join<Path, 0>>
  : N extends Tuple<infer E> ? IssuesInItems<E, C, Path>
  : N extends Ordered<infer E> ?
    { [I in keyof E]: PlacedIssue<Path, KeyIssue<E[I][0]>> | IssuesBelow<E[I][1], C, Join<Path, E[I][0]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ?
    unknown extends Inner<N> ?
      never
    : IssuesBelow<Inner<N>, ExplainScope<Inner<N>, Path>, Path>
  : N extends readonly unknown[] ? IssuesInItems<N, C, Path>
  : {
      [K in keyof N]: PlacedIssue<Path, KeyIssue<K>> | IssuesBelow<N[K], C, Join<Path, K & (string | number)>>;
    }[keyof N];
type IssuesBelow<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? never
  : OwnIssue<N, C, Path> extends infer O ?
    [O] extends [never] ?
      IssuesWithin<N, C, Path>
    : O
  : never;
type IssuesInItems<E extends readonly unknown[], C extends AnyExplainScope, Path extends string> = {
  [I in keyof E]: IssuesBelow<E[I], C, Join<Path, I & string>>;
}[number];
