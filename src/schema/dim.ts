import type { ProductOf, QuotientOf, SumOf } from '../../types/schema/dim.ts';

function requireSize(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${what} must be a non-negative safe integer, found ${value}`);
  }
  return value;
}

/**
 * Dimension arithmetic that keeps literals: `3 * d` is `number` to the compiler, `dim.mul(3, d)` is the product.
 *
 * @example
 * dim.mul(3, 768); // 2304, as a type too
 * dim.add(768, 1); // 769, as a type too
 * dim.div(768, 12); // 64, as a type too
 */
export const dim: {
  /** @throws RangeError where the product is no safe integer */
  mul<const A extends number, const B extends number>(a: A, b: B): ProductOf<A, B>;
  /** @throws RangeError where the sum is no safe integer */
  add<const A extends number, const B extends number>(a: A, b: B): SumOf<A, B>;
  /** @throws RangeError where the division leaves a remainder */
  div<const A extends number, const B extends number>(a: A, b: B): QuotientOf<A, B>;
} = {
  mul: (a, b) => requireSize(requireSize(a, 'a factor') * requireSize(b, 'a factor'), `${a} x ${b}`) as never, // the type computes the same
  add: (a, b) => requireSize(requireSize(a, 'a summand') + requireSize(b, 'a summand'), `${a} + ${b}`) as never,
  div: (a, b) => {
    if (b === 0 || requireSize(a, 'a dividend') % requireSize(b, 'a divisor') !== 0)
      throw new RangeError(`${a} / ${b} is not exact`);
    return (a / b) as never;
  },
};
