import { describe, expect, it } from 'vitest';
import { dim } from '../src/index.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const values = [0, 1, 2, 3, 768, 50257, 2 ** 26, MAX - 1, MAX];
const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));

/** What a call gives, or the error that it throws. */
function outcome(call: () => number): number | string {
  try {
    return call();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('dim', () => {
  it('dim.mul gives exact products and throws a RangeError above the largest safe integer', () => {
    for (const [a, b] of pairs) {
      const exact = BigInt(a) * BigInt(b);
      const expected =
        exact <= MAX ?
          Number(exact)
        : `RangeError: ${a} x ${b} must be a non-negative safe integer, found ${Number(exact)}`;
      expect(outcome(() => dim.mul(a, b))).toBe(expected);
    }
  });
  it('dim.add gives exact sums and throws a RangeError above the largest safe integer', () => {
    for (const [a, b] of pairs) {
      const exact = BigInt(a) + BigInt(b);
      const expected =
        exact <= MAX ?
          Number(exact)
        : `RangeError: ${a} + ${b} must be a non-negative safe integer, found ${Number(exact)}`;
      expect(outcome(() => dim.add(a, b))).toBe(expected);
    }
  });
  it('dim.div gives exact quotients and throws a RangeError for a remainder and for a divisor of 0', () => {
    for (const [a, b] of pairs) {
      const expected = b === 0 || a % b !== 0 ? `RangeError: ${a} / ${b} is not exact` : Number(BigInt(a) / BigInt(b));
      expect(outcome(() => dim.div(a, b))).toBe(expected);
    }
  });

  const bad = [-1, 0.5, -0.5, 2 ** 53, -(2 ** 53), NaN, Infinity, -Infinity];
  it.each(bad)('dim throws a RangeError that names the operand where it is %d', (value) => {
    const error = (operand: string): string =>
      `RangeError: ${operand} must be a non-negative safe integer, found ${value}`;
    expect(outcome(() => dim.mul(value, 2))).toBe(error('a factor'));
    expect(outcome(() => dim.mul(2, value))).toBe(error('a factor'));
    expect(outcome(() => dim.add(value, 2))).toBe(error('a summand'));
    expect(outcome(() => dim.add(2, value))).toBe(error('a summand'));
    expect(outcome(() => dim.div(value, 2))).toBe(error('a dividend'));
    expect(outcome(() => dim.div(2, value))).toBe(error('a divisor'));
  });
  it.each(bad.slice(0, 2))(
    'a bad operand %d is an error beside a factor, a dividend or a divisor of 0 too',
    (value) => {
      expect(outcome(() => dim.mul(0, value))).toContain('a factor must be');
      expect(outcome(() => dim.mul(value, 0))).toContain('a factor must be');
      expect(outcome(() => dim.div(0, value))).toContain('a divisor must be');
      expect(outcome(() => dim.div(value, 0))).toBe(`RangeError: ${value} / 0 is not exact`);
    },
  );
});
