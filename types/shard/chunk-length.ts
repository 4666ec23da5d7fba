// The twin of `chunkOf` in src/shard/row-schema.ts.
import type { ListOf } from '../arithmetic/block-tuple.ts';
import type { AnyCount } from '../arithmetic/count.ts';
import type { Subtract, Subtraction } from '../arithmetic/difference.ts';
import type { CountOfDim, ToNumber } from '../arithmetic/number.ts';
import type { Product } from '../arithmetic/product.ts';
import type { FloorOf, NextCount } from '../arithmetic/quotient.ts';

/**
 * How many of `D` rows rank `R` of `N` gets, by the rule of torch.chunk: each gets D / N rounded up, as long as there
 * are rows left. `number` if one of the three is not known.
 */
export type ChunkLength<D extends number, N extends number, R extends number> =
  number extends D | N ? number
  : FloorOf<D, N> extends `${infer Q extends number}` ? Q
  : FloorOf<D, N> extends `${infer Q}~${string}` ?
    number extends R ? number
    : IsFull<Q, N, R> extends true ? ToNumber<NextCount<Q>>
    : ClampChunk<CountOfDim<D>, NextCount<Q>, CountOfDim<R>>
  : 0;

/**
 * Whether a rank surely gets a full chunk. All chunks together have less than N rows too many. If a chunk has more
 * digits than N, they are missing in the last one.
 */
type IsFull<Q extends string, N extends number, R extends number> =
  R extends 0 ? true
  : R extends LastRank<N> ? false
  : HasMoreDigits<Q, `${N}`>;
/** The index of the last of `N` ranks; `number` where `N` is too large for a tuple. */
type LastRank<N extends number> =
  ListOf<N, unknown> extends readonly [unknown, ...infer Rest] ? Rest['length'] : number;
type HasMoreDigits<A extends string, B extends string> =
  A extends `${infer _}${infer RestA}` ?
    B extends `${infer _}${infer RestB}` ?
      HasMoreDigits<RestA, RestB>
    : true
  : false;

/** The length of chunk `R` of length `C` each: what is left of `D` before it, but at most `C`. */
type ClampChunk<D extends AnyCount, C extends AnyCount, R extends AnyCount> =
  Subtract<D, Product<C, R>> extends Subtraction<'|', infer Left extends AnyCount> ?
    Subtract<Left, C> extends Subtraction<'|', AnyCount> ?
      ToNumber<C>
    : ToNumber<Left>
  : 0;
