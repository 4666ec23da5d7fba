import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that a seed repeats. */
export class Random {
  readonly #source;

  constructor(seed: number) {
    this.#source = xoroshiro128plus(seed);
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return uniformInt(this.#source, low, high);
  }
  /** An integer from 1 to `high`. All numbers of digits are equally likely. */
  magnitude(high: number): number {
    const digits = this.int(1, String(high).length);
    return this.int(10 ** (digits - 1), Math.min(high, 10 ** digits - 1));
  }
  /** True `n` times in a hundred. */
  percent(n: number): boolean {
    return this.int(1, 100) <= n;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }
  /** One of the keys of a table, with its number as weight. */
  weighted<K extends string | number>(weights: Readonly<Record<K, number>>): `${K}` {
    const entries = Object.entries<number>(weights);
    let left = this.int(
      1,
      entries.reduce((sum, [, weight]) => sum + weight, 0),
    );
    return (entries.find(([, weight]) => (left -= weight) <= 0) as [string, number])[0] as `${K}`;
  }
  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => [this.int(0, 2 ** 31), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}
