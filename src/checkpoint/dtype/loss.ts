import type { Dtype } from './dtype.ts';

/** From which magnitude on a float becomes infinite (or NaN in F8_E4M3), and up to which it becomes 0. */
interface Limits {
  readonly infinite: number;
  readonly zero: number;
}

/**
 * Rounding goes to nearest, ties to even. `infinite` is the largest finite value and half its last digit: a tie, which
 * goes to infinity. In F8_E4M3 that tie goes to 448, so the limit is the next double. `zero` is half the smallest
 * subnormal value: a tie, which goes to 0.
 */
const LIMITS: Readonly<Partial<Record<Dtype, Limits>>> = {
  F32: { infinite: (2 - 2 ** -24) * 2 ** 127, zero: 2 ** -150 },
  BF16: { infinite: (2 - 2 ** -8) * 2 ** 127, zero: 2 ** -134 },
  F16: { infinite: 65520, zero: 2 ** -25 },
  F8_E5M2: { infinite: 61440, zero: 2 ** -17 },
  F8_E4M3: { infinite: 464 + 2 ** -44, zero: 2 ** -10 },
};

/** The number of finite values that become infinite or NaN, and of values other than 0 that become 0. */
export interface RoundingLoss {
  infinite: number;
  zero: number;
}

/** Whether floats may be too large or too small for a dtype. */
export const canLose = (dtype: Dtype): boolean => Object.hasOwn(LIMITS, dtype);

/** Counts values of `source`, from `start` up to but not including `end`, that are too large or small for a dtype. */
export function countLoss(
  source: ArrayLike<number>,
  start: number,
  end: number,
  dtype: Dtype,
  loss: RoundingLoss,
): void {
  const { infinite, zero } = LIMITS[dtype] ?? { infinite: Number.POSITIVE_INFINITY, zero: 0 };
  for (let i = start; i < end; i++) {
    const magnitude = Math.abs(source[i] as number);
    if (magnitude >= infinite) loss.infinite += magnitude === Number.POSITIVE_INFINITY ? 0 : 1;
    else if (magnitude <= zero && magnitude > 0) loss.zero++;
  }
}

/** `3 values become infinite, 1 value becomes 0`: the parts of a sentence that are not empty. */
export function describeLoss({ infinite, zero }: RoundingLoss, dtype: Dtype): readonly string[] {
  return [
    ...(infinite === 0 ? [] : [`${valuesBecome(infinite)} ${dtype === 'F8_E4M3' ? 'NaN' : 'infinite'}`]),
    ...(zero === 0 ? [] : [`${valuesBecome(zero)} 0`]),
  ];
}

const valuesBecome = (count: number): string => (count === 1 ? '1 value becomes' : `${count} values become`);
