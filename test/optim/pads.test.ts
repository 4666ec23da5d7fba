import { expect, it } from 'vitest';
import { asFlat, layout, repeat, stacked, tied } from '../../src/index.ts';
import { adamw, clip, ema, lbfgs, sgd } from '../../src/optim/index.ts';

const shape = {
  a: [3],
  h: repeat(2, { b: [2], w: [2, 3] }),
  s: stacked(3, { x: [2] }),
  head: tied('h.1.w', { rows: [0, 1] }),
} as const;
const padded = layout(shape, { align: 8 });
const isOwner = padded.zeros();
for (const { offset, length, tiedTo } of padded.slots)
  if (tiedTo === undefined) isOwner.fill(1, offset, offset + length);
const countOf = (flat: ArrayLike<number>, value: number): number => Array.from(flat).filter((x) => x === value).length;

it.each(['adamw', 'sgd'])('a step of %s leaves pads as they are, and reads no gradient there', (name) => {
  const flat = padded.zeros().fill(7);
  const gradient = asFlat(
    padded,
    padded.zeros().map((_, i) => (isOwner[i] === 1 ? 1 : NaN)),
  );
  const options = { lr: 0.1, decay: 0.1 };
  const opt = name === 'adamw' ? adamw(padded, options) : sgd(padded, { ...options, momentum: 0.9 });
  opt.step(flat, gradient);
  expect(flat.map((x) => (x === 7 ? 0 : 1))).toEqual(isOwner);
  expect(Array.from(opt.state.flat).filter((x) => x !== 0).length % padded.parameterCount).toBe(0);
});

it('ema, clip and lbfgs leave pads as they are', () => {
  const average = ema(padded, { decay: 0.5 });
  average.update(padded.zeros().fill(2));
  expect(countOf(average.flat, 2)).toBe(padded.parameterCount);
  const gradient = padded.zeros().fill(1);
  const norms = clip(padded, gradient, { runs: [{ start: 0, end: padded.length, value: 'all' }] }, 1);
  expect(norms.get('all')).toBeCloseTo(Math.sqrt(padded.parameterCount), 10);
  const flat = padded.zeros(Float64Array).fill(3);
  lbfgs(padded).minimize(flat, (x, slope) => {
    let value = 0;
    for (let i = 0; i < x.length; i++) {
      slope[i] = 2 * (x[i] as number);
      value += (x[i] as number) ** 2;
    }
    return value;
  });
  expect(countOf(flat, 3)).toBe(padded.length - padded.parameterCount);
});
