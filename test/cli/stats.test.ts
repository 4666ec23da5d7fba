import { afterAll, describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import type { Dtype } from '../../src/checkpoint/dtype/dtype.ts';
import { type Histogram, HistogramBins } from '../../src/cli/stats/histogram-bins.ts';
import { type ValueFigures, ValueMeasure } from '../../src/cli/stats/measure-tensors.ts';
import { paramlayout } from './command-line.ts';
import { exactMoments } from './exact-moments.ts';
import { removeFiles, writeTensors } from './write-files.ts';

afterAll(removeFiles);

const generated = (name: string): string => `test/fixtures/generated/${name}.safetensors`;

/** The figures of values that come in pieces of a given number of elements. */
function figuresOf(
  values: ArrayBufferView & { readonly length: number; readonly BYTES_PER_ELEMENT: number },
  dtype: Dtype,
  piece = 100_000,
): ValueFigures {
  const measure = new ValueMeasure(dtype);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const step = piece * values.BYTES_PER_ELEMENT;
  for (let at = 0; at < bytes.length; at += step) measure.add(bytes.subarray(at, at + step));
  return measure.figures(24);
}

/** Pseudo-random values that are equal on every run. */
function noise(length: number, at: (uniform: number, i: number) => number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length }, (_, i) => at((state = (state * 48271) % 2147483647) / 2147483647 - 0.5, i));
}

describe('mean and deviation of stats', () => {
  it.each([
    ['around 0', 300_000, (u: number) => u],
    ['around 10,000, a deviation of 0.003', 300_000, (u: number) => 1e4 + u / 100],
    ['around a million, drifting', 300_000, (u: number, i: number) => 1e6 + u + i / 1e4],
    ['one large value and many small ones', 300_000, (u: number, i: number) => (i === 123_456 ? 3e38 : u)],
    ['values that cancel', 300_000, (u: number, i: number) => (i % 2 === 0 ? 1e8 + u : -1e8)],
    ['one value', 1, (u: number) => u],
    ['subnormals', 10_000, (u: number) => u * 1e-40],
  ])('stats computes mean and deviation of F32 values to 12 digits: %s', (_, length, at) => {
    const values = Float32Array.from(noise(length, at));
    const { mean, deviation } = figuresOf(values, 'F32');
    const exact = exactMoments(values);
    expect(Math.abs((mean as number) - exact.mean)).toBeLessThanOrEqual(
      1e-12 * Math.max(Math.abs(exact.mean), exact.deviation * 1e-3),
    );
    expect(Math.abs((deviation as number) - exact.deviation)).toBeLessThanOrEqual(1e-12 * exact.deviation);
  });

  it.each([0.1, -1 / 3, 1e-45, 3.4e38, 5e-324, 1.7e308, 0, 16_777_217])(
    'stats of a tensor of which all values are %d is exact',
    (value) => {
      for (const length of [1, 3, 10_000, 300_001]) {
        const doubles = figuresOf(new Float64Array(length).fill(value), 'F64', 777);
        expect(doubles).toMatchObject({ min: value, max: value, mean: value, deviation: 0 });
        const single = Math.fround(value);
        const figures = figuresOf(new Float32Array(length).fill(value), 'F32', 1000);
        expect(figures).toMatchObject(
          Number.isFinite(single) ? { min: single, max: single, mean: single, deviation: 0 } : { infinities: length },
        );
      }
    },
  );

  it('stats of equal 64-bit integers is exact, and the mean never leaves the range', () => {
    const equal = figuresOf(new BigInt64Array(30_000).fill(2n ** 60n + 1n), 'I64', 1000);
    expect(equal).toMatchObject({ min: 2n ** 60n + 1n, max: 2n ** 60n + 1n, mean: 2 ** 60, deviation: 0 });
    const near = figuresOf(new Float64Array(100_000).fill(0.1).fill(0.1 + 2 ** -56, 99_999), 'F64', 1000);
    expect(near.mean).toBeGreaterThanOrEqual(near.min as number);
    expect(near.mean).toBeLessThanOrEqual(near.max as number);
  });

  it.each([
    ['near the largest', (u: number) => (1.5 + u / 2) * 1e308],
    ['near the largest, of both signs', (u: number) => u * 1.7e308],
    ['near the smallest', (u: number) => u * 1e-300],
    ['from one end to the other', (u: number, i: number) => u * 10 ** (600 * (i / 20_000) - 300)],
  ])('stats computes mean and deviation of F64 values to 12 digits: %s', (_, at) => {
    const values = noise(20_000, at);
    const { mean, deviation } = figuresOf(values, 'F64');
    const exact = exactMoments(values);
    expect(Math.abs((mean as number) / exact.mean - 1)).toBeLessThan(1e-12);
    expect(Math.abs((deviation as number) / exact.deviation - 1)).toBeLessThan(1e-12);
  });

  it('stats sums thirty million values to 12 digits', () => {
    const values = Float32Array.from(noise(300_000, (u) => 1e4 + u));
    const exact = exactMoments(values);
    const measure = new ValueMeasure('F32');
    for (let i = 0; i < 100; i++) measure.add(new Uint8Array(values.buffer));
    const { mean, deviation, elements } = measure.figures(24);
    expect(elements).toBe(30_000_000);
    expect(Math.abs((mean as number) / exact.mean - 1)).toBeLessThan(1e-15 * 4);
    expect(Math.abs((deviation as number) / exact.deviation - 1)).toBeLessThan(1e-12);
  });
});

describe('histograms of stats', () => {
  const naive = (values: ArrayLike<number>, from: number, width: number, count: number): number[] => {
    const counts = Array.from({ length: count }, () => 0);
    for (const value of Array.from(values))
      counts[Math.floor((value - from) / width)] = (counts[Math.floor((value - from) / width)] ?? 0) + 1;
    return counts;
  };

  it('a histogram counts the values of each interval in any order of values', () => {
    const integer = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    const pieces = fc.array(
      fc.array(
        fc.oneof(integer, fc.integer({ min: -9, max: 9 })).map((value) => value / 1024),
        { minLength: 1 },
      ),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 80 }), (all, most) => {
        const bins = new HistogramBins();
        for (const piece of all) bins.add(Float64Array.from(piece), Math.min(...piece), Math.max(...piece));
        const { from, width, counts } = bins.histogram(most) as Histogram;
        expect(counts.length).toBeLessThanOrEqual(most);
        expect(counts[0]).toBeGreaterThan(0);
        expect(counts.at(-1)).toBeGreaterThan(0);
        expect(counts).toEqual(naive(all.flat(), from, width, counts.length));
      }),
    );
  });

  it('a histogram counts every double, however large or small', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(double, { minLength: 1 }), (values) => {
        const bins = new HistogramBins();
        for (const value of values) bins.add(Float64Array.of(value), value, value);
        const { counts } = bins.histogram(16) as Histogram;
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('a histogram of integers has no intervals between them', () => {
    const { histogram } = figuresOf(
      Uint8Array.from({ length: 2560 }, (_, i) => i),
      'U8',
    );
    expect(histogram).toEqual({ from: 0, width: 16, counts: Array.from({ length: 16 }, () => 160) });
    expect(figuresOf(Uint8Array.of(0, 1, 1), 'BOOL').histogram).toEqual({ from: 0, width: 1, counts: [1, 2] });
  });
});

describe('dtypes of stats', () => {
  const view = (length: number, set: (view: DataView) => void): Uint8Array => {
    const bytes = new Uint8Array(length);
    set(new DataView(bytes.buffer));
    return bytes;
  };

  it('stats measures every dtype of numbers', () => {
    expect(figuresOf(Int8Array.of(-128, 127, 0), 'I8')).toMatchObject({ min: -128, max: 127, zeros: 1, mean: -1 / 3 });
    expect(figuresOf(Int16Array.of(-32768, 32767), 'I16')).toMatchObject({
      min: -32768,
      max: 32767,
      mean: -0.5,
      deviation: 32767.5,
    });
    expect(figuresOf(Uint32Array.of(0, 4294967295), 'U32')).toMatchObject({
      min: 0,
      max: 4294967295,
      mean: 2147483647.5,
    });
    expect(figuresOf(Uint16Array.of(0x3f80, 0xbf80, 0x7f80, 0x7fc0), 'BF16')).toMatchObject({
      min: -1,
      max: 1,
      mean: 0,
      nans: 1,
      infinities: 1,
    });
    expect(figuresOf(Uint16Array.of(0x3c00, 0xc000, 0xfc00, 0x8000), 'F16')).toMatchObject({
      min: -2,
      max: 1,
      zeros: 1,
      infinities: 1,
    });
    expect(figuresOf(Uint8Array.of(0x38, 0xb8, 0x7f), 'F8_E4M3')).toMatchObject({ min: -1, max: 1, nans: 1 });
    expect(figuresOf(Uint8Array.of(0, 1, 7), 'BOOL')).toMatchObject({ min: 0, max: 7, zeros: 1 });
  });

  it('stats keeps min and max of 64-bit integers exact', () => {
    const i64 = view(24, (to) =>
      [-9223372036854775808n, 9223372036854775807n, 9007199254740993n].forEach((value, i) =>
        to.setBigInt64(8 * i, value, true),
      ),
    );
    expect(figuresOf(new BigInt64Array(i64.buffer), 'I64')).toMatchObject({
      min: -9223372036854775808n,
      max: 9223372036854775807n,
      zeros: 0,
    });
    const near = view(16, (to) =>
      [9007199254740992n, 9007199254740993n].forEach((value, i) => to.setBigUint64(8 * i, value, true)),
    );
    expect(figuresOf(new BigUint64Array(near.buffer), 'U64')).toMatchObject({
      min: 9007199254740992n,
      max: 9007199254740993n,
    });
  });

  it('stats measures all 65,536 bit patterns of BF16', async () => {
    const { out } = await paramlayout(['stats', generated('bf16-all-65536'), '--json']);
    // Of the patterns, 2 × 127 are NaN, two are infinite, and both zeros count as zeros.
    expect(JSON.parse(out).tensors[0]).toMatchObject({
      elements: 65536,
      nan: 254,
      inf: 2,
      zeros: 2,
      mean: 0,
      min: -3.3895313892515355e38,
      max: 3.3895313892515355e38,
    });
  });
});

test('stats shows constant, empty and all-NaN tensors, and dtypes without numbers', async () => {
  const nan = Float32Array.of(Number.NaN, Number.NaN);
  const path = writeTensors({
    constant: ['F32', [2], Float32Array.of(7, 7)],
    empty: ['F32', [0], []],
    nan: ['F32', [2], nan],
    infinite: ['F32', [2], Float32Array.of(Infinity, -Infinity)],
    complex: ['C64', [1], [0, 0, 0, 0, 0, 0, 0, 0]],
    nibbles: ['F4', [2], [0]],
  });
  const { exit, out } = await paramlayout(['stats', path]);
  expect(exit).toBe(0);
  expect(out.split('\n').map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    'min max mean std zeros histogram',
    'constant F32 7 7 7 0 0 % █',
    'empty F32 – – – – – empty',
    'nan F32 – – – – 0 % 2 NaN',
    'infinite F32 – – – – 0 % 2 Inf',
    'complex C64 complex numbers have no order',
    'nibbles F4 the format does not say how its elements are packed into bytes',
    '',
  ]);
  const { tensors } = JSON.parse((await paramlayout(['stats', path, '--json'])).out);
  expect(tensors[2]).toEqual({
    name: 'nan',
    dtype: 'F32',
    shape: [2],
    elements: 2,
    min: null,
    max: null,
    mean: null,
    std: null,
    zeros: 0,
    nan: 2,
    inf: 0,
    histogram: null,
  });
  expect(tensors[4]).toEqual({
    name: 'complex',
    dtype: 'C64',
    shape: [1],
    notMeasured: 'complex numbers have no order',
  });
});

test('stats --only takes names and patterns, and rejects those that match nothing', async () => {
  const path = generated('tied-llama-both-equal');
  const named = async (...args: string[]) =>
    JSON.parse((await paramlayout(['stats', path, '--json', ...args])).out).tensors.map(
      (each: { name: string }) => each.name,
    );
  expect(await named('--only', 'model.layers.*.mlp.up_proj.weight', '--only', 'lm_head.weight')).toEqual([
    'lm_head.weight',
    'model.layers.0.mlp.up_proj.weight',
    'model.layers.1.mlp.up_proj.weight',
  ]);
  expect(await named()).toHaveLength(21);
  const { exit, err } = await paramlayout(['stats', path, '--only', 'lm_head.wieght']);
  expect({ exit, err: err.replace(/\s/g, ' ') }).toEqual({
    exit: 2,
    err: "paramlayout: 'lm_head.wieght' matches no tensor of the 21 in the file; did you mean 'lm_head.weight'? ",
  });
  expect((await paramlayout(['stats', path, '--only', 'a**'])).err).toContain("'**' must be a segment of its own");
});

test('stats breaks the line of figures above a tall histogram between figures', async () => {
  const path = writeTensors({ w: ['F32', [4], Float32Array.of(-1.234e-37, 9.404e-30, 4.408e-33, 3.151e-35)] });
  for (const width of [100, 40]) {
    const { out } = await paramlayout(['stats', path, '--histogram', 'w'], { width });
    for (const each of out.split('\n')) expect(each.length, each).toBeLessThanOrEqual(width);
    expect(out.replaceAll('\n', ' ')).toMatch(/ · std \S+ · zeros 0 % · NaN 0 · Inf 0 /);
  }
});

test('stats labels both axes of a tall histogram', async () => {
  const path = writeTensors({
    w: ['F32', [1000], Float32Array.from({ length: 1000 }, (_, i) => i / 1000)],
    other: ['F32', [1], Float32Array.of(1)],
  });
  const { out } = await paramlayout(['stats', path, '--histogram', 'w']);
  const lines = out.split('\n');
  expect(lines[0]).toBe('w  F32 [1000]');
  expect(lines[1]).toBe('1,000 elements · min 0 · max 0.999 · mean 0.4995 · std 0.2887 · zeros 0.1 % · NaN 0 · Inf 0');
  expect(lines[3]).toMatch(/^ 17 ┤ *█/);
  expect(lines[9]).toMatch(/^8\.5 ┤█+$/);
  expect(lines.at(-3)).toMatch(/^ {2}0 ┼─+┬/);
  expect(lines.at(-2)).toMatch(/^ +0 +0\.\d+/);
  expect(out).not.toContain('other');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});

test('stats stops at a signal', async () => {
  const { exit, err } = await paramlayout(['stats', generated('f16-all-65536')], {
    signal: AbortSignal.abort(new Error('stopped')),
  });
  expect({ exit, err }).toEqual({ exit: 2, err: 'paramlayout: stopped\n' });
});

test('stats keeps the widest figures within a line', async () => {
  const patterns = Uint8Array.from({ length: 4096 }, (_, i) => i);
  const floats = Float32Array.from({ length: 4096 }, (_, i) =>
    i < 1500 ? Number.NaN
    : i < 2600 ? -Infinity
    : -1.2345678e-12 * i,
  );
  const path = writeTensors({
    ['long.name.'.repeat(20)]: ['F8_E4M3FNUZ', [4096], patterns],
    other: ['F32', [4096], floats],
    wide: ['I64', [1], BigInt64Array.of(-(2n ** 63n))],
  });
  for (const width of [80, 100]) {
    const { out } = await paramlayout(['stats', path], { width });
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    expect(out).toContain('1.5 k NaN, 1.1 k Inf');
  }
});
