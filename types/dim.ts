import type { Sum, ToNumber } from './count.ts';
import type { CountOfDim, CountOfShape } from './product.ts';

/** A times B, as a literal where both are. `& number` lets it stand as a dimension while A and B are still generic. */
export type ProductOf<A extends number, B extends number> = ToNumber<CountOfShape<readonly [A, B]>> & number;
/** A plus B. */
export type SumOf<A extends number, B extends number> = ToNumber<Sum<[CountOfDim<A>, CountOfDim<B>]>> & number;
/** A divided by B: only `number` to the compiler so far; the value is exact or refused. */
export type QuotientOf<A extends number, B extends number> = [A, B] extends [never, never] ? never : number;
