// No twin in src: the run time checks a marker while it compiles it, in compile.ts.
import type { IsUnion } from '../arithmetic/number.ts';
import type { BadTranspose, KeyTwice } from './issues.ts';
import type { MarkerKeyIssue } from './key.ts';
import type { AnyTied, Scope } from './markers.ts';
import type { RepeatCountIssue } from './size-issues.ts';
import type { TieIssue } from './tie.ts';

/** The issues with a tie: its path, its keys and `.transpose`. */
export type TiedIssue<N extends AnyTied, Root> =
  | TieIssue<N, Root>
  | (keyof N extends '.tied' ? never : MarkerKeyIssue<keyof N, '.tied' | '.transpose'> | TransposeIssue<N>);

type TransposeIssue<N> =
  N extends { readonly '.transpose': infer T } ?
    T extends true ?
      never
    : BadTranspose<T extends Printable ? `${T}` : 'something else'>
  : never;

type Printable = string | number | boolean | null | undefined;

/** The issues with a repeat: its count and its keys. */
export type RepeatIssue<N, K> =
  RepeatCountIssue<K> | (keyof N extends '.repeat' | '.of' ? never : MarkerKeyIssue<keyof N, '.repeat' | '.of'>);

/** The issues with an `ordered`: a key that is given twice, and the keys of the marker. */
export type OrderedIssue<N, E extends readonly unknown[]> = DuplicateKeyIssue<E> | MarkerKeyIssue<keyof N, '.ordered'>;

/** The issue with the keys of a tuple. */
export type TupleIssue<N> = MarkerKeyIssue<keyof N, '.tuple'>;

/** The issue with the keys of a scope. A layout, which is scoped as well, has none. */
export type ScopeIssue<N> = N extends Scope<unknown> ? MarkerKeyIssue<keyof N, '.scope'> : never;

type DuplicateKeyIssue<E extends readonly unknown[]> =
  HasDuplicate<KeyedBy<E, keyof E>> extends never ? never : FirstDuplicate<E>;

/** For each key, whether it stands at several indices. If so, it is given twice. */
type KeyedBy<E, Index> = {
  [
    I in Index & `${bigint}` & keyof E as E[I] extends readonly [infer K extends string, unknown] ? K : never
  ]: IsUnion<I>;
};

type HasDuplicate<Twice> = Twice[keyof Twice] extends false ? never : true;

/** The issue with the first key that is given again; the run time reports the same key. */
type FirstDuplicate<E extends readonly unknown[], Seen = never> =
  E extends readonly [infer F, ...infer R] ?
    F extends readonly [infer K extends string, unknown] ?
      K extends Seen ?
        KeyTwice<K>
      : FirstDuplicate<R, Seen | K>
    : never
  : never;
