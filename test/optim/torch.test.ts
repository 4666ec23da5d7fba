// adamw and sgd against PyTorch, over 100 steps with fixed gradients: test/fixtures/optim/make.py made the values.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layout } from '../../src/index.ts';
import { adamw, type AdamwOptions, type MomentumOptions, sgd } from '../../src/optim/index.ts';

interface Case {
  readonly name: 'adamw' | 'sgd';
  readonly options: MomentumOptions & AdamwOptions;
  readonly Float32Array: Readonly<Record<string, readonly number[]>>;
  readonly Float64Array: Readonly<Record<string, readonly number[]>>;
}
const { start, cases } = JSON.parse(readFileSync(new URL('../fixtures/optim/torch.json', import.meta.url), 'utf8')) as {
  readonly start: readonly number[];
  readonly cases: readonly Case[];
};

const model = layout({ a: [5], b: { c: [2, 3], d: [] } });
/** A multiple of 1/16, which each kind of floats holds exactly. */
const gradientAt = (step: number, i: number): number => (((step * 7 + i * i * 5 + i * 3) % 33) - 16) / 16;

/** The largest relative difference. */
const difference = (found: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((x, i) => Math.abs((found[i] as number) - x) / Math.abs(x)));

describe.each(cases)('$name with $options', ({ name, options, ...expected }) => {
  it.each([
    ['Float32Array', Float32Array, 1e-6],
    ['Float64Array', Float64Array, 1e-12],
  ] as const)('the steps equal those of PyTorch over 100 steps in a %s', (kind, type, bound) => {
    const all = { ...options, type: type as typeof Float32Array }; // or Float64Array, here and below
    const opt = name === 'adamw' ? adamw(model, all) : sgd(model, all);
    const flat = new type(start);
    for (let step = 1; step <= 100; step++) {
      const gradient = new type(start.map((_, i) => gradientAt(step, i)));
      opt.step(flat as Float32Array, gradient as Float32Array);
      const shown = expected[kind][step];
      if (shown !== undefined) expect(difference(flat, shown)).toBeLessThan(bound);
    }
    expect(opt.state.step).toBe(100);
  });
});
