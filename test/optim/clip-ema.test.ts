// ema and clip.
import { describe, expect, it } from 'vitest';
import { layout, ownerSlots, repeat, tied } from '../../src/index.ts';
import { clip, ema } from '../../src/optim/index.ts';

const model = layout({ wte: [5, 4], h: repeat(2, { bias: [4], weight: [4, 4] }), head: tied('wte') });
const groupsBy = <G extends string>(nameOf: (path: string) => G) => ({
  runs: ownerSlots(model).map(({ path, offset, length }) => ({
    start: offset,
    end: offset + length,
    value: nameOf(path),
  })),
});
const groups = groupsBy((path) => (path.endsWith('bias') ? 'bias' : 'weight'));
const ramp = () => model.zeros().map((_, i) => i - 20) as Float32Array<ArrayBuffer>;
const norm = (x: Iterable<number>): number => Math.hypot(...x);

describe('clip', () => {
  it('a gradient whose norm is too large is scaled as a whole, and the old norm is returned', () => {
    const gradient = ramp();
    const before = norm(gradient);
    expect(clip(gradient, 2)).toBeCloseTo(before, 10);
    expect(norm(gradient)).toBeCloseTo(2, 6);
    expect(gradient[59]! / gradient[0]!).toBeCloseTo(39 / -20, 6);
  });
  it.each([1e9, Infinity])('a gradient with a norm of at most %d stays as it is', (max) => {
    const gradient = ramp();
    expect(clip(gradient, max)).toBeCloseTo(norm(gradient), 10);
    expect(gradient).toStrictEqual(ramp());
  });
  it('each group is scaled by its own norm, and a tied leaf counts once', () => {
    const gradient = ramp();
    const [bias, weight] = [
      [...ramp().slice(0, 4), ...ramp().slice(20, 24)],
      [...ramp().slice(4, 20), ...ramp().slice(24)],
    ];
    const norms = clip(model, gradient, groups, { bias: 1, weight: Infinity });
    const found: Map<'bias' | 'weight', number> = norms;
    expect([...found.keys()]).toEqual(['bias', 'weight']);
    expect(norms.get('bias')).toBeCloseTo(norm(bias), 10);
    expect(norms.get('weight')).toBeCloseTo(norm(weight), 10);
    expect(norm([...gradient.slice(0, 4), ...gradient.slice(20, 24)])).toBeCloseTo(1, 6);
    expect(gradient.slice(24)).toStrictEqual(ramp().slice(24));
    clip(model, gradient, groups, 0.5);
    expect(norm(gradient)).toBeCloseTo(Math.sqrt(0.5), 6);
  });
  it.each([
    [[3e200, 4e200], 5e200],
    [[3e-200, 4e-200], 5e-200],
    [[0, 0], 0],
    [[-3e-320, 0], 3e-320],
  ])('the norm of %j neither overflows nor underflows', (values, expected) => {
    const gradient = Float64Array.from(values);
    expect(clip(gradient, Infinity) / (expected || 1)).toBeCloseTo(expected === 0 ? 0 : 1, 12);
  });
  it('the gradient of a group without elements has norm 0', () => {
    const empty = layout({ a: [0], b: [2] });
    const norms = clip(empty, empty.zeros().fill(3), { runs: [{ start: 0, end: 2, value: 'all' }] }, 1);
    expect([...norms]).toEqual([['all', Math.sqrt(18)]]);
  });
  it.each([
    [[ramp().fill(Number.NaN, 7), 1], 'the gradient must be finite, found NaN at index 7'],
    [[ramp().fill(Infinity, 7), 1], 'the gradient must be finite, found Infinity at index 7'],
    [
      [model, ramp().fill(Number.NaN, 7, 8), groups, 1],
      "the gradient must be finite, found NaN at index 7, in 'h.0.weight'",
    ],
    [
      [Float64Array.of(1.7e308, 1.7e308), 1],
      'the norm of the gradient must be at most 1.7976931348623157e+308, found a larger one',
    ],
    [[ramp(), 0], 'clip: max must be a number above 0, found 0'],
    [[ramp(), undefined], 'clip: max must be a number above 0, found undefined'],
    [[[1, 2], 1], 'the gradient: a Float32Array or a Float64Array was expected, found an array of 2'],
    [[model, ramp(), groups, { bias: 1 }], "clip: the group 'weight' has no limit"],
    [[model, ramp(), groups, { bias: 1, wieght: 1 }], "clip: there is no group 'wieght'; did you mean 'weight'?"],
    [
      [model, ramp(), groups, { bias: 1, weight: -1 }],
      "clip: the limit of 'weight' must be a number above 0, found -1",
    ],
    [[model, ramp(), groupsBy(() => 1 as never), 1], "the group of 'h.0.bias' must be a string, found number"],
    [
      [model, ramp(), { runs: [] }, 1],
      "groups: the runs must cover all owners, but 'h.0.bias' has no value at index 0",
    ],
  ])('clip with arguments %# is refused and changes nothing', (args, message) => {
    const gradient = args.find((each) => ArrayBuffer.isView(each)) as Float32Array | undefined;
    const before = gradient?.slice();
    expect(() => (clip as (...all: readonly unknown[]) => unknown)(...args)).toThrow(message);
    expect(gradient).toStrictEqual(before);
  });
});

describe('ema', () => {
  it('the first update copies, and later ones move the average', () => {
    const average = ema(model, { decay: 0.9 });
    const length: 60 = average.flat.length;
    average.update(ramp());
    expect(average.flat).toStrictEqual(ramp());
    average.update(model.zeros());
    expect(average.flat[59]).toBe(Math.fround(39 + (1 - 0.9) * (0 - 39)));
    expect([length, average.state.step, average.state.flat]).toStrictEqual([60, 2, average.flat]);
  });
  it('an average that goes on from a state equals one that never stopped', () => {
    const values = (k: number) => ramp().map((x) => Math.sin(x * k)) as Float32Array<ArrayBuffer>;
    const whole = ema(model, { decay: 0.99 });
    for (let k = 0; k < 10; k++) whole.update(values(k));
    const first = ema(model, { decay: 0.99 });
    for (let k = 0; k < 5; k++) first.update(values(k));
    const second = ema(model, { decay: 0.99 }, { flat: first.flat.slice(), step: first.state.step });
    for (let k = 5; k < 10; k++) second.update(values(k));
    expect(second.state).toStrictEqual(whole.state);
  });
  it('an average of equal values keeps them bit for bit', () => {
    const average = ema(model, { decay: 0.3, type: Float64Array });
    const values = model.zeros(Float64Array).fill(0.1);
    for (let k = 0; k < 5; k++) average.update(values);
    expect(average.flat).toStrictEqual(values);
  });
  it.each([
    [{}, 'ema: decay must be a number from 0 to below 1, found undefined'],
    [{ decay: 1 }, 'ema: decay must be a number from 0 to below 1, found 1'],
    [{ decay: 0.5, step: 1 }, "ema has no option 'step'; its options are decay, type"],
  ])('ema with %j is refused', (options, message) => {
    expect(() => ema(model, options as { decay: number })).toThrow(message);
  });
  it('a flat array with a NaN leaves the average as it was', () => {
    const average = ema(model, { decay: 0.9 });
    average.update(ramp());
    expect(() => average.update(ramp().fill(Number.NaN, 30))).toThrow(
      "the flat array must be finite, found NaN at index 30, in 'h.1.weight'",
    );
    expect(() => average.update(new Float64Array(60) as never)).toThrow('a Float32Array was expected');
    expect(average.state).toStrictEqual({ flat: ramp(), step: 1 });
  });
});
