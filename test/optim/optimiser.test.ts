// What holds for every optimiser: state, learning rates, ties, and errors before anything is written.
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load, readHeader, save } from '../../src/checkpoint/index.ts';
import { layout, ownerSlots, part, repeat, tied } from '../../src/index.ts';
import { adamw, ema, sgd } from '../../src/optim/index.ts';
import { spansOf } from '../../src/optim/spans.ts';

const model = layout({
  wte: { weight: [5, 4] },
  h: repeat(2, { bias: [4], weight: [4, 4] }),
  head: tied('wte'),
});
type Kind = Float32ArrayConstructor | Float64ArrayConstructor;
const noise = (step: number): Float32Array => Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * step + i * i));
const start = () => model.zeros().map((_, i) => Math.cos(i)) as Float32Array<ArrayBuffer>;

/** A value for each owner, in runs as `assign` gives them. */
const valuesOf = <V>(valueOf: (path: string) => V) => ({
  runs: ownerSlots(model).map(({ path, offset, length }) => ({
    start: offset,
    end: offset + length,
    value: valueOf(path),
  })),
});

describe('state', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paramlayout-optim-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('the state is a flat array of the model twice, or once for momentum', () => {
    const opt = adamw(model, { lr: 1e-3 });
    const length: 120 = opt.layout.length;
    const kept: 120 = opt.state.flat.length;
    const offset: 64 = opt.layout.at('v.h.0.weight').offset;
    expect([length, kept, offset]).toEqual([120, 120, 64]);
    const momentum = sgd(model, { lr: 1, momentum: 0.9 });
    const once: 60 = momentum.layout.length;
    const nothing: 0 = sgd(model, { lr: 1 }).layout.length;
    expect([once, momentum.state.flat.length, nothing]).toEqual([60, 60, 0]);
    expect(opt.layout.fingerprint).toBe(layout({ m: model, v: model }).fingerprint);
    const doubles: Float64Array = adamw(model, { lr: 1, type: Float64Array }).state.flat;
    expect(doubles).toBeInstanceOf(Float64Array);
  });

  it.each([
    ['adamw', adamw, { lr: 1e-2, decay: 0.1 }],
    ['sgd', sgd, { lr: 1e-2, momentum: 0.9, dampening: 0.1 }],
  ] as const)('50 steps, save, load and 50 steps of %s equal 100 steps bit for bit', async (name, make, options) => {
    const create = make as typeof adamw;
    const whole = start();
    const opt = create(model, options);
    for (let step = 1; step <= 100; step++) opt.step(whole, noise(step));

    const first = start();
    const half = create(model, options);
    for (let step = 1; step <= 50; step++) half.step(first, noise(step));
    const [modelFile, stateFile] = [join(folder, `${name}.safetensors`), join(folder, `${name}-state.safetensors`)];
    await save(model, first, modelFile);
    await save(half.layout, half.state.flat, stateFile, { metadata: { step: String(half.state.step) } });

    const second = await load(model, modelFile);
    const step = Number((await readHeader(stateFile)).metadata?.get('step'));
    const again = create(model, options, { flat: await load(half.layout, stateFile), step });
    expect(again.state.step).toBe(50);
    for (let k = 51; k <= 100; k++) again.step(second, noise(k));
    expect(second).toStrictEqual(whole);
    expect(again.state).toStrictEqual(opt.state);
  });

  it('the step is saved as I64 from an array of integers', async () => {
    const counter = layout({ step: [] });
    const opt = sgd(model, { lr: 0.1 });
    opt.step(start(), noise(1));
    const file = join(folder, 'step.safetensors');
    await save(counter, Int32Array.of(opt.state.step), file, { dtype: 'I64' });
    expect((await readHeader(file)).get('step')?.dtype).toBe('I64');
    const [step] = await load(counter, file, { type: Int32Array });
    expect(sgd(model, { lr: 0.1 }, { flat: layout({}).zeros(), step: step as number }).state.step).toBe(1);
  });

  it('a window on a larger flat array serves as state, so one array holds a whole training', () => {
    const training = layout({ model, optim: { m: model, v: model } });
    const all = training.zeros(Float64Array);
    const opt = adamw(model, { lr: 0.5 }, { flat: part(training, all, 'optim'), step: 0n });
    const flat = part(training, all, 'model');
    opt.step(flat, model.zeros(Float64Array).fill(1));
    expect(flat[59]).toBeCloseTo(-0.5, 7);
    expect(all[training.at('optim.v.h.1.weight').offset]).toBeCloseTo(0.001, 12);
  });

  it('shards of the model step as the whole does, bit for bit', () => {
    const whole = start();
    const opt = adamw(model, { lr: 1e-2, decay: 0.1 });
    const shards = [layout({ x: [23] }), layout({ x: [37] })].map((shard) => adamw(shard, { lr: 1e-2, decay: 0.1 }));
    const split = start();
    for (let step = 1; step <= 20; step++) {
      opt.step(whole, noise(step));
      shards[0]?.step(split.subarray(0, 23), noise(step).subarray(0, 23));
      shards[1]?.step(split.subarray(23), noise(step).subarray(23));
    }
    expect(split).toStrictEqual(whole);
  });
});

describe('learning rates and decays', () => {
  it('rates and decays from runs equal an optimiser for each owner', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0.01, 0.1, 0.5), { minLength: 5, maxLength: 5 }),
        fc.array(fc.constantFrom(0, 0.1, 0.2), { minLength: 5, maxLength: 5 }),
        fc.constantFrom<Kind>(Float32Array, Float64Array),
        fc.constantFrom('adamw', 'sgd', 'momentum'),
        (rates, decays, Type, name) => {
          const paths = ownerSlots(model).map(({ path }) => path);
          const type = Type as Float32ArrayConstructor; // or Float64Array
          const make = (of: typeof model, options: { lr: number | object; decay: number | object }) => {
            const all = { ...options, type } as { lr: number; decay: number; type: Float32ArrayConstructor };
            return (
              name === 'adamw' ? adamw(of, all)
              : name === 'sgd' ? sgd(of, all)
              : sgd(of, { ...all, momentum: 0.9, nesterov: true })
            );
          };
          const lr = valuesOf((path) => rates[paths.indexOf(path)] as number);
          const decay = valuesOf((path) => decays[paths.indexOf(path)] as number);
          const flat = new type(start());
          const opt = make(model, { lr, decay });
          const each = new type(start());
          const opts = ownerSlots(model).map(({ length }, k) =>
            make(layout({ x: [length] }) as never, { lr: rates[k] as number, decay: decays[k] as number }),
          );
          for (let step = 1; step <= 3; step++) {
            const gradient = new type(noise(step));
            opt.step(flat, gradient);
            ownerSlots(model).forEach(({ offset, length }, k) => {
              const window = (x: Float32Array) => x.subarray(offset, offset + length);
              opts[k]?.step(window(each), window(gradient));
            });
          }
          expect(flat).toStrictEqual(each);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a rate of 0 in runs freezes: parameters and state stay as they are, whatever the gradient holds', () => {
    const frozen = valuesOf((path) => (path.startsWith('wte') ? 0 : 0.1));
    const flat = start();
    flat[3] = -0;
    const before = flat.slice();
    const opt = adamw(model, { lr: frozen, decay: 0.5 });
    const gradient = noise(1);
    gradient[41] = Number.NaN;
    const wte = model.at('wte.weight');
    gradient.copyWithin(wte.offset, 41, 42);
    gradient[41] = 1;
    opt.step(flat, gradient);
    const range = [wte.offset, wte.offset + wte.length] as const;
    expect(new Uint8Array(flat.slice(...range).buffer)).toEqual(new Uint8Array(before.slice(...range).buffer));
    expect(opt.state.flat.slice(...range).every((x) => x === 0)).toBe(true);
    expect(flat.slice(0, 40).every((x, i) => x !== before[i])).toBe(true);
  });

  it('a new lr counts from the next step on, and a factor for one step alone', () => {
    const [flat, gradient] = [model.zeros(), model.zeros().fill(1)];
    const opt = sgd(model, { lr: 1 });
    opt.step(flat, gradient);
    opt.lr = 0.5;
    opt.step(flat, gradient);
    opt.step(flat, gradient, 0.5);
    opt.step(flat, gradient, 0);
    expect(flat[0]).toBe(-1.75);
    opt.lr = valuesOf((path) => (path === 'h.1.bias' ? 0 : 2));
    opt.step(flat, gradient);
    expect([flat[0], model.view(flat).h[1].bias[0]]).toEqual([-3.75, -1.75]);
    opt.lr = 0.25;
    opt.step(flat, gradient);
    expect([opt.lr, flat[0], model.view(flat).h[1].bias[0]]).toEqual([0.25, -4, -2]);
  });

  it('a tied leaf steps once, by the sum of its gradients', () => {
    const pair = layout({ a: [2], b: tied('a') });
    const flat = pair.pack({ a: [1, 2] });
    const gradient = pair.zeros();
    const g = pair.view(gradient);
    g.a[0]! += 3;
    g.b[0]! += 4;
    sgd(pair, { lr: 1 }).step(flat, gradient);
    expect([...flat]).toEqual([-6, 2]);
  });

  it('a span ends at a pad and where a value changes, and goes on over neighbours with equal values', () => {
    const slot = (path: string, offset: number, length: number) =>
      ({ path, offset, length, shape: [length], strides: [1], transposed: false }) as const;
    const owners = [slot('a', 0, 2), slot('b', 2, 1), slot('none', 3, 0), slot('c', 4, 3), slot('d', 8, 2)];
    const decay = {
      runs: [
        { start: 0, end: 5, value: 0.5 },
        { start: 5, end: 16, value: 0.25 },
      ],
    };
    expect(spansOf(owners, 1, decay)).toEqual({
      starts: [0, 4, 5, 8],
      ends: [3, 5, 7, 10],
      rates: Float64Array.of(1, 1, 1, 1),
      decays: Float64Array.of(0.5, 0.5, 0.25, 0.25),
    });
  });
});

describe('errors', () => {
  const flat = start();
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return 'nothing';
  };
  // As a program without types calls them.
  const make = (
    name: 'adamw' | 'sgd',
    ...args: readonly unknown[]
  ): { step(...args: readonly unknown[]): void; lr: unknown } =>
    ({ adamw, sgd })[name as 'adamw'](model, ...(args as [never])) as never;
  const cover = (runs: readonly object[]) => ({ lr: { runs } });

  it.each([
    ['adamw', undefined, 'TypeError: adamw: options were expected, found undefined'],
    [
      'adamw',
      { lr: 1, beta: 1 },
      "TypeError: adamw has no option 'beta'; its options are lr, betas, eps, decay, type; did you mean 'betas'?",
    ],
    ['adamw', {}, 'TypeError: adamw: lr must be a finite number of at least 0, found undefined'],
    ['adamw', { lr: -1 }, 'RangeError: adamw: lr must be a finite number of at least 0, found -1'],
    ['adamw', { lr: Number.NaN }, 'RangeError: adamw: lr must be a finite number of at least 0, found NaN'],
    ['adamw', { lr: 1, betas: [1, 0.9] }, 'RangeError: adamw: betas[0] must be a number from 0 to below 1, found 1'],
    ['adamw', { lr: 1, betas: [0.9] }, 'TypeError: adamw: betas must be two numbers, found an array of 1'],
    ['adamw', { lr: 1, eps: 0 }, 'RangeError: adamw: eps must be a finite number above 0, found 0'],
    ['adamw', { lr: 1, decay: '0.1' }, 'TypeError: adamw: decay must be a finite number of at least 0, found string'],
    [
      'adamw',
      { lr: 1, type: Int32Array },
      'TypeError: adamw: type: a Float32Array or a Float64Array was expected, found an Int32Array',
    ],
    ['sgd', { lr: 1, nesterov: true }, 'TypeError: sgd: dampening and nesterov need momentum'],
    [
      'sgd',
      { lr: 1, momentum: 0.9, dampening: 0.1, nesterov: true },
      'RangeError: sgd: nesterov needs a momentum above 0 and a dampening of 0',
    ],
    [
      'sgd',
      { lr: {} },
      'TypeError: sgd: lr: a result of assign or groups was expected, which has runs, found an object',
    ],
    [
      'sgd',
      cover([
        { start: 0, end: 20, value: 1 },
        { start: 24, end: 60, value: 1 },
      ]),
      "RangeError: sgd: lr: the runs must cover all owners, but 'h.1.bias' has no value at index 20",
    ],
    [
      'sgd',
      cover([{ start: 0, end: 59, value: 1 }]),
      "RangeError: sgd: lr: the runs must cover all owners, but 'wte.weight' has no value at index 59",
    ],
    [
      'sgd',
      cover([
        { start: 20, end: 60, value: 1 },
        { start: 0, end: 20, value: 1 },
      ]),
      'RangeError: sgd: lr: the runs must lie in memory order, found a start of 0 after an end of 60',
    ],
    [
      'sgd',
      cover([{ start: 0, end: 61, value: 1 }]),
      'RangeError: sgd: lr: a run ends at 61, but the layout has a length of 60',
    ],
    [
      'sgd',
      cover([{ start: 0, end: 60, value: -1 }]),
      "RangeError: sgd: lr of 'h.0.bias' must be a finite number of at least 0, found -1",
    ],
  ] as const)('%s with %j is refused', (name, options, expected) => {
    expect(message(() => make(name, options))).toBe(expected);
  });

  it.each([
    [[1], 'TypeError: adamw: a state { flat, step } was expected, found an array of 1'],
    [
      { flat: new Float32Array(60), step: 1 },
      'RangeError: adamw: the state: a flat array of length 120 was expected, found one of 60',
    ],
    [
      { flat: new Int32Array(120), step: 1 },
      'TypeError: adamw: the state: a Float32Array or a Float64Array was expected, found an Int32Array',
    ],
    [
      { flat: new Float32Array(120), step: 1.5 },
      'RangeError: adamw: the step of the state must be an integer of at least 0, found 1.5',
    ],
    [
      { flat: new Float32Array(120), step: '1' },
      "RangeError: adamw: the step of the state must be an integer of at least 0, found the string '1'",
    ],
    [
      { flat: new Float32Array(120) },
      'TypeError: adamw: a state { flat, step } was expected, found one without a step',
    ],
  ])('the state %j is refused', (state, expected) => {
    expect(message(() => make('adamw', { lr: 1 }, state))).toBe(expected);
  });

  it.each([
    [
      [new Float64Array(60), new Float32Array(60)],
      'TypeError: the flat array: a Float32Array was expected, found a Float64Array',
    ],
    [[flat, new Float32Array(59)], 'RangeError: the gradient: a flat array of length 60 was expected, found one of 59'],
    [[flat, undefined], 'TypeError: the gradient: a Float32Array was expected, found undefined'],
    [[flat, new Float32Array(60), Number.NaN], 'RangeError: factor must be a finite number of at least 0, found NaN'],
    [
      [flat, new Float32Array(60).fill(Number.NaN, 37)],
      "RangeError: the gradient must be finite, found NaN at index 37, in 'h.1.weight'",
    ],
    [
      [flat, new Float32Array(60).fill(-Infinity, 59)],
      "RangeError: the gradient must be finite, found -Infinity at index 59, in 'wte.weight'",
    ],
  ])('a step with arguments %# writes nothing and says why', (args, expected) => {
    const opt = adamw(model, { lr: 1 });
    const before = flat.slice();
    expect(message(() => (opt.step as (...all: readonly unknown[]) => void).apply(opt, args))).toBe(expected);
    expect([flat, opt.state]).toStrictEqual([before, { flat: new Float32Array(120), step: 0 }]);
  });

  it('a sum that overflows is no reason to refuse a finite gradient', () => {
    const opt = sgd(model, { lr: 1e-308, type: Float64Array });
    const doubles = model.zeros(Float64Array);
    opt.step(doubles, model.zeros(Float64Array).fill(1e308));
    expect(doubles[7]).toBeCloseTo(-1, 15);
  });

  it('values for another layout are refused by its fingerprint', () => {
    const other = { ...valuesOf(() => 1), fingerprint: '0123456789abcdef' };
    expect(message(() => sgd(model, { lr: other }))).toBe(
      'TypeError: sgd: lr: values for a layout with fingerprint ' +
        `${model.fingerprint} were expected, found values for 0123456789abcdef`,
    );
    expect(sgd(model, { lr: { ...other, fingerprint: model.fingerprint } }).state.step).toBe(0);
  });

  it('an lr that does not fit leaves the old one', () => {
    const opt = make('sgd', { lr: 1 });
    expect(message(() => (opt.lr = -1))).toBe('RangeError: sgd: lr must be a finite number of at least 0, found -1');
    expect(opt.lr).toBe(1);
  });

  it('a step refuses a state that was taken away or broken, and leaves the parameters alone', () => {
    const model = layout({ w: [4] });
    const [flat, gradient] = [model.zeros().fill(1), model.zeros().fill(1)];
    for (const opt of [adamw(model, { lr: 1 }), sgd(model, { lr: 1, momentum: 0.9 })]) {
      structuredClone(opt.state.flat.buffer, { transfer: [opt.state.flat.buffer] });
      expect(() => opt.step(flat, gradient)).toThrow('the state cannot be reached: its buffer was detached or shrunk');
    }
    const average = ema(model, { decay: 0.9 });
    structuredClone(average.state.flat.buffer, { transfer: [average.state.flat.buffer] });
    expect(() => average.update(flat)).toThrow('ema: the state cannot be reached');
    const opt = adamw(model, { lr: 1 });
    for (const [step, found] of [
      [NaN, 'NaN'],
      [-5, '-5'],
      ['7', "the string '7'"],
    ] as const) {
      opt.state.step = step as number;
      expect(() => opt.step(flat, gradient)).toThrow(`must be an integer of at least 0, found ${found}`);
    }
    expect([...flat]).toEqual([1, 1, 1, 1]);
  });

  it('a state that is given must be finite, and v of it from 0', () => {
    const model = layout({ w: [2] });
    const given = (...numbers: number[]): unknown =>
      adamw(model, { lr: 1 }, { flat: Float32Array.from(numbers) as never, step: 1 });
    expect(() => given(0, NaN, 0, 0)).toThrow('adamw: the state must be finite, found NaN at index 1');
    expect(() => given(0, -1, 0, -2)).toThrow('adamw: v of the state must be at least 0, found -2 at index 1');
    expect(() => given(0, -1, 0, 2)).not.toThrow();
  });
});
