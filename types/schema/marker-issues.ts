import type { IsUnion } from '../arithmetic/number.ts';
import type { RepeatCountIssue } from './bounds.ts';
import type { BadTranspose, KeyTwice } from './issues.ts';
import type { MarkerKeyIssue } from './key.ts';
import type { AnyTied, Scope } from './markers.ts';
import type { TieIssue } from './tie.ts';

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

export type RepeatIssue<N, K> =
  RepeatCountIssue<K> | (keyof N extends '.repeat' | '.of' ? never : MarkerKeyIssue<keyof N, '.repeat' | '.of'>);

export type OrderedIssue<N, E extends readonly unknown[]> = DuplicateKeyIssue<E> | MarkerKeyIssue<keyof N, '.ordered'>;

export type TupleIssue<N> = MarkerKeyIssue<keyof N, '.tuple'>;
export type ScopeIssue<N> = N extends Scope<unknown> ? MarkerKeyIssue<keyof N, '.scope'> : never;

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
