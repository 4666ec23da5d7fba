import type { DigitsOf, LargeShape, LengthIssue, NodeIssue, ShapeIssue } from './bounds.ts';
import type { PastLimit, SurelyWithin } from './depth.ts';
import type { Explain, ExplainScope } from './explain.ts';
import type { OpenSizes } from './issues.ts';
import type { KeyIssue } from './key.ts';
import type { OrderedIssue, RepeatIssue, ScopeIssue, TiedIssue, TupleIssue } from './marker-issues.ts';
import type { AnyTied, Inner, Keyed, Listed, Marker, Repeated, AnyScoped } from './markers.ts';
import type { CountOf } from './size.ts';

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
  : N extends Repeated<infer K, infer S> ?
    RepeatIssue<N, K> | IssuesInRepeat<K, S, IssuesIn<S, IssueScope<C['root'], `${C['scale']}${DigitsOf<K>}`>>>
  : N extends Listed<infer E> ? TupleIssue<N> | IssuesIn<E[number], C>
  : N extends Keyed<infer E> ? OrderedIssue<N, E> | KeyIssue<E[number][0]> | IssuesIn<E[number][1], C>
  : N extends AnyScoped ?
    ScopeIssue<N> | (unknown extends Inner<N> ? never : IssuesIn<Inner<N>, IssueScope<Inner<N>, C['scale']>>)
  : NodeIssue<N>;
/** A repeat of none hides its block's length from all sums: it is judged here. */
type IssuesInRepeat<K, S, F> =
  K extends 0 ? Exclude<F, LargeShape> | (LargeShape extends F ? LengthIssue<CountOf<S>> : never) : F;
