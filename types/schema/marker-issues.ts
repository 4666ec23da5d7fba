// No twin in src: the run time checks a marker while it compiles it, in compile.ts.
import type { IsUnion } from '../arithmetic/number.ts';
import type { PowerOfTwo } from '../arithmetic/power.ts';
import type { BadAlignment, BadIndices, BadRows, BadTranspose, KeyTwice } from './issues.ts';
import type { MarkerKeyIssue } from './key.ts';
import type { Aligned, AnyTied, Scope } from './markers.ts';
import type { IsDimension, RepeatCountIssue } from './size-issues.ts';
import type { TieIssue } from './tie.ts';

/** The issues with a tie: its path, its keys and `.transpose`. */
export type TiedIssue<N extends AnyTied, Root> =
  keyof N extends '.tied' ? TieIssue<N, Root>
  : [TieOptionIssue<N>] extends [never] ? TieIssue<N, Root>
  : TieOptionIssue<N>;

/** The issues with the option of a tie; it may have one. */
type TieOptionIssue<N> =
  '.transpose' extends keyof N ? MarkerKeyIssue<keyof N, '.tied' | '.transpose'> | TransposeIssue<N>
  : '.rows' extends keyof N ? MarkerKeyIssue<keyof N, '.tied' | '.rows'> | RowsIssue<N>
  : MarkerKeyIssue<keyof N, '.tied' | '.at'> | IndicesIssue<N>;

type RowsIssue<N> =
  N extends { readonly '.rows': infer R } ?
    R extends readonly [infer A extends number, infer B extends number] ?
      true extends IsBadIndex<A> | IsBadIndex<B> ?
        BadRows<SliceText<R>>
      : never
    : BadRows<SliceText<R>>
  : never;

type IndicesIssue<N> =
  N extends { readonly '.at': infer I } ?
    I extends readonly number[] ?
      true extends { [K in keyof I]: IsBadIndex<I[K]> }[number] ?
        BadIndices<SliceText<I>>
      : never
    : BadIndices<SliceText<I>>
  : never;
/** What should be indices, as the run time prints it. */
type SliceText<T> =
  T extends readonly unknown[] ? `[${TextOfItems<T>}]`
  : T extends Printable ? `${T}`
  : 'something else';
type TextOfItems<T extends readonly unknown[]> =
  T extends readonly [infer A, ...infer R] ?
    `${A extends Printable ? `${A}`
    : A extends readonly unknown[] ? TextOfItems<A>
    : 'something else'}${R extends readonly [] ? '' : `, ${TextOfItems<R>}`}`
  : '';
/** Whether a type is certainly not an index, or at least one of its members is not. */
type IsBadIndex<I> =
  I extends number ?
    IsDimension<I> extends true ?
      false
    : true
  : true;

/** The issues with `aligned`: its number and its keys. */
export type AlignedIssue<N> =
  N extends Aligned<infer A, unknown> ? AlignmentIssue<A> | MarkerKeyIssue<keyof N, '.aligned' | '.of'> : never;
/** The issue with an alignment; one that is only `number` is checked at run time. */
type AlignmentIssue<A extends number> =
  [A] extends [PowerOfTwo] ? never
  : number extends A ? never
  : BadAlignment<`${A}`>;
/** The type of a parameter that takes an alignment: the number, or a sentence. */
export type AlignmentIn<A extends number> = [AlignmentIssue<A>] extends [never] ? A : AlignmentIssue<A>;

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
