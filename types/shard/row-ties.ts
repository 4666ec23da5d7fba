import type { IssueAt } from '../schema/issues.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Repeated,
  TiedTransposed,
} from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { SlicedRows, TransposedRows } from './issues.ts';

/** A tie that reads its owner other than as it is: as its transpose, or only some of its rows. */
type Reading<N> = [Exclude<keyof N, '.tied'>] extends [never] ? never : N;

/**
 * A schema in which all ties surely follow rows. A comparison with this type costs one instantiation, because its
 * interfaces have no type parameters. A schema that is not assignable to it may still be fine: then `RowTie` decides.
 */
export type SurelyFollowing = readonly number[] | FollowingList | FollowingStruct | FollowingMarker | FollowingLayout;
interface FollowingList {
  readonly length: number;
  readonly [index: number]: SurelyFollowing | undefined;
  /** A string has a length and indices, too. */
  readonly charAt?: never;
}
interface FollowingStruct {
  readonly [key: string]: SurelyFollowing;
}
interface FollowingMarker {
  readonly '.tied'?: string;
  readonly '.transpose'?: never;
  readonly '.rows'?: never;
  readonly '.at'?: never;
  readonly '.of'?: SurelyFollowing;
  readonly '.tuple'?: FollowingList;
  readonly '.ordered'?: FollowingFields;
  readonly '.scope'?: SurelyFollowing;
}
/** A layout. `fingerprint` keeps it apart from a struct with a field named `schema`. */
interface FollowingLayout {
  readonly fingerprint: string;
  readonly schema: SurelyFollowing;
}
interface FollowingFields {
  readonly [index: number]: { readonly 1: SurelyFollowing } | undefined;
}

/**
 * The ties in a schema that cannot follow rows, without their places, or `never`. The fields of a struct are searched
 * as one union, so that the compiler searches equal subtrees once.
 */
export type RowTie<N> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ? Reading<N>
  : N extends Repeated<number, infer S> ? RowTie<S>
  : N extends AnyAligned ? RowTie<N['.of']>
  : N extends Listed<infer E> ? RowTie<E[number]>
  : N extends Keyed<infer E> ? RowTie<E[number][1]>
  : N extends AnyScoped ? RowTie<Inner<N>>
  : N extends readonly unknown[] ? RowTie<N[number]>
  : N extends object ? RowTie<N[keyof N]>
  : never;

/** The sentence about such a tie: of several, the first in code-unit order. */
// `infer` tells the compiler that these are strings. With `string & …`, it would go through the recursion while `S` is
// open.
export type RowTieIssue<S> = RowTieIssues<S, ''> extends infer M extends string ? FirstInOrder<M> : never;
type RowTieIssues<N, Path extends string> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    [Reading<N>] extends [never] ?
      never
    : IssueAt<Path, N extends TiedTransposed<string> ? TransposedRows<N['.tied']> : SlicedRows<N['.tied']>>
  : N extends Repeated<number, infer S> ? RowTieIssues<S, Join<Path, 0>>
  : N extends AnyAligned ? RowTieIssues<N['.of'], Path>
  : N extends Listed<infer E> ? RowTieIssues<E, Path>
  : N extends Keyed<infer E> ? { [I in keyof E]: RowTieIssues<E[I][1], Join<Path, E[I][0]>> }[number]
  : N extends AnyScoped ? RowTieIssues<Inner<N>, Path>
  : N extends readonly unknown[] ? { [I in keyof N]: RowTieIssues<N[I], Join<Path, I & string>> }[number]
  : { [K in keyof N]: RowTieIssues<N[K], Join<Path, K & (string | number)>> }[keyof N];
