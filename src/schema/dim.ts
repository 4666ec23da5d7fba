import type { ProductOf, QuotientOf, SumOf } from '../../types/schema/dim.ts';

function requireSize(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${what} must be a non-negative safe integer, found ${value}`);
  }
  return value;
}

/**
 * Arithmetic of dimensions that keeps literal types. To the compiler `3 * d` is `number`, but `dim.mul(3, d)` is the
 * product itself.
 *
 * @example
 * dim.mul(3, 768); // 2304, as a type too
 * dim.add(768, 1); // 769, as a type too
 * dim.div(768, 12); // 64, as a type too
 */
export const dim: {
  /** The product. @throws RangeError unless both factors and the product are non-negative safe integers */
  mul<const A extends number, const B extends number>(a: A, b: B): ProductOf<A, B>;
  /** The sum. @throws RangeError unless both summands and the sum are non-negative safe integers */
  add<const A extends number, const B extends number>(a: A, b: B): SumOf<A, B>;
  /**
   * The exact quotient. @throws RangeError unless both operands are non-negative safe integers and no remainder is left
   */
  div<const A extends number, const B extends number>(a: A, b: B): QuotientOf<A, B>;
} = {
  // `as never` in all three: the compiler infers the result but cannot compare it with the value.
  mul: (a, b) => requireSize(requireSize(a, 'a factor') * requireSize(b, 'a factor'), `${a} x ${b}`) as never,
  add: (a, b) => requireSize(requireSize(a, 'a summand') + requireSize(b, 'a summand'), `${a} + ${b}`) as never,
  div: (a, b) => {
    if (b === 0 || requireSize(a, 'a dividend') % requireSize(b, 'a divisor') !== 0)
      throw new RangeError(`${a} / ${b} is not exact`);
    return (a / b) as never;
  },
};
