import type { ListOf } from '../arithmetic/block-tuple.ts';
import type { LayoutOf } from '../layout.ts';
import type { HasSchema } from '../schema/layout-mark.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type { RowTie, RowTieIssue, SurelyFollowing } from './row-ties.ts';
import type { RowSchema } from './row-schema.ts';
import type { ShardsOf } from './shards-of.ts';

/** The type of a parameter that takes a layout for `shardRows`. For one with a tie that cannot follow, a sentence. */
// The compiler infers `L` from the branch that is `L`. The check is an interface, so that the compiler does not follow
// its recursion while `L` is open. Both are as in PathIn.
export type RowsIn<L> =
  ([RowTieCheck<SchemaOf<L>>['wrong']] extends [never] ? 'sound' : 'refused') extends 'refused' ?
    RowTieCheck<SchemaOf<L>>['issue']
  : L;
interface RowTieCheck<in out S> {
  readonly wrong: S extends SurelyFollowing ? never : RowTie<S>;
  readonly issue: RowTieIssue<S> extends infer M extends string ? M : never;
}

/** What `shardRows` returns: one layout for each rank. */
export type RowShards<L, N extends number> =
  [L] extends [HasSchema<infer S>] ? RowLayouts<S, N, ListOf<N, unknown>> & ShardsOf<L, N> : never;
type RowLayouts<S, N extends number, Blocks> =
  Blocks extends readonly [unknown, ...unknown[]] ?
    { readonly [R in keyof Blocks]: LayoutOf<RowSchema<S, N, RankOf<R>>> }
  : readonly LayoutOf<RowSchema<S, N, number>>[];
type RankOf<R> = R extends `${infer I extends number}` ? I : number;
