// The kernels and JavaScript must give the same bits, because members of one group may use either.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Reduction, threads } from '../../src/collective/index.ts';
import { Kernels, makeKernels } from '../../src/collective/kernels.ts';
import { Reducer } from '../../src/collective/reduce.ts';
import { WEIGHTS_AT } from '../../src/collective/seats.ts';
import { makeSharedMemory } from '../../src/collective/shared-memory.ts';
import { type FlatOf, layout } from '../../src/index.ts';

const REDUCTIONS: readonly Reduction[] = ['sum', 'mean', 'min', 'max'];
const { buffer, memory } = makeSharedMemory(2 ** 18, 'Float32Array');
// All engines in which the tests run have WebAssembly with SIMD and threads.
const kernels = makeKernels(memory as object) as Kernels;
const bitsOf = (x: Float32Array): number[] => [...new Uint32Array(x.slice().buffer)];

/** Any finite float: the largest, the smallest, and zeros of both signs come often. */
const float = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149), 2 ** -126, 1, -1, 3.4028234663852886e38, -3.4028234663852886e38),
);
const weight = fc.oneof(fc.constantFrom(0, 1, 2, 0.5, 64), fc.double({ min: 0, max: 1e6, noNaN: true }));

describe('kernels over the memory of a group', () => {
  it.each(REDUCTIONS)('the %s has the bits of the reduction in JavaScript', (op) => {
    const reducer = new Reducer();
    const cases = fc.integer({ min: 1, max: 7 }).chain((size) =>
      fc.record({
        values: fc.array(float, { minLength: 1, maxLength: 40 }),
        weights: fc.oneof(
          fc.constant(Array<number>(size).fill(1)),
          // Without a weight above 0 there is no mean.
          fc.array(weight, { minLength: size, maxLength: size }).filter((all) => all.some((each) => each > 0)),
        ),
        length: fc.integer({ min: 1, max: 90 }),
        start: fc.nat({ max: 20 }),
        places: fc.integer({ min: 256, max: 300 }),
      }),
    );
    let inKernels = 0;
    fc.assert(
      fc.property(cases, ({ values, weights, length, start, places }) => {
        const size = weights.length;
        const end = start + length;
        // The places follow each other without a gap, so they begin at any multiple of four bytes.
        const [out, ...vectors] = Array.from(
          { length: size + 1 },
          (_, i) => new Float32Array(buffer, 4 * (places + i * end), end),
        ) as [Float32Array, ...Float32Array[]];
        vectors.forEach((vector, rank) => {
          for (let i = 0; i < end; i++) vector[i] = values[(i * (2 * rank + 1) + rank) % values.length] as number;
        });
        new Float64Array(buffer, WEIGHTS_AT, size).set(weights);
        const expected = new Float32Array(end).fill(7);
        reducer.reduce(op, { vectors, weights }, expected, start, end);
        out.fill(7);
        const done = kernels.reduce(op, { vectors, weights }, out, start, end);
        expect(done).toBeGreaterThan(size === 1 ? start - 1 : end - 8);
        inKernels += done - start;
        reducer.reduce(op, { vectors, weights }, out, done, end);
        // Weights of zero give a NaN, and there are many of them.
        const isNumber = (_: number, i: number): boolean => !Number.isNaN(expected[i]);
        expect(out.map((x) => (Number.isNaN(x) ? 1 : 0))).toEqual(expected.map((x) => (Number.isNaN(x) ? 1 : 0)));
        expect(bitsOf(out.filter(isNumber))).toEqual(bitsOf(expected.filter(isNumber)));
      }),
      { numRuns: 400 },
    );
    expect(inKernels).toBeGreaterThan(1000);
  });

  it('find a NaN or an infinity wherever it is, and nothing beside the elements', () => {
    const place = new Float32Array(buffer, 4 * 300, 200);
    for (const bad of [NaN, -NaN, Infinity, -Infinity])
      for (let at = 0; at < 100; at++) {
        place.fill(3.4028234663852886e38)[at] = bad;
        for (const [start, end] of [
          [0, 100],
          [5, 96],
          [at + 1, 120],
          [0, at],
        ] as const) {
          const checked = kernels.checkFinite(place, start, end);
          const isWithin = at >= start && at < end;
          expect(checked).toBeLessThanOrEqual(isWithin ? at : end);
          if (!isWithin) expect(end - checked).toBeLessThan(16);
        }
      }
  });

  it('leave vectors to JavaScript that lie elsewhere', () => {
    const vectors = [1, 2].map((x) => new Float32Array(64).fill(x));
    expect(kernels.reduce('sum', { vectors, weights: [1, 1] }, new Float32Array(buffer, 0, 64), 0, 64)).toBe(0);
    expect(makeKernels({})).toBeUndefined();
  });
});

describe('groups with large flat arrays', () => {
  const model = layout({ bias: [7], weight: [40_000] });
  const flatsOf = (size: number): FlatOf<typeof model>[] =>
    Array.from({ length: size }, (_, rank) => model.zeros().map((_, i) => Math.sin(i + 100 * rank)) as never);
  afterEach(() => void vi.unstubAllGlobals());

  const reduceWith = async (size: number, op: Reduction, weights: readonly number[]): Promise<Float32Array[]> => {
    const flats = flatsOf(size);
    const group = threads(model, size) as unknown as ReturnType<typeof threads<typeof model, 2>>; // `as`: a tuple
    await Promise.all(
      group.map((member, r) => member.allReduce(flats[r] as (typeof flats)[0], op, { weight: weights[r] })),
    );
    return flats;
  };

  it('end with the same bits in an engine without WebAssembly', async () => {
    for (const op of REDUCTIONS)
      for (const weights of [
        [1, 1, 1],
        [3, 1, 2],
        [1, 1],
        [0.5, 0.5, 0.5, 0.5, 0.5],
      ]) {
        const flats = await reduceWith(weights.length, op, weights);
        vi.stubGlobal('WebAssembly', undefined);
        expect(threads(model, 2)[0].seat.memory).toBeUndefined();
        const [expected] = await reduceWith(weights.length, op, weights);
        vi.unstubAllGlobals();
        for (const flat of flats)
          expect(Buffer.from(flat.buffer).equals(Buffer.from((expected as Float32Array).buffer))).toBe(true);
      }
  });

  it('work in the memory of WebAssembly, which is at most a page longer', () => {
    const [{ seat }] = threads(model, 2);
    expect(seat.memory).toBeInstanceOf(
      (globalThis as never as { WebAssembly: { Memory: new () => object } }).WebAssembly.Memory,
    );
    expect(seat.buffer.byteLength - 3 * 4 * model.length).toBeLessThan(2 ** 16 + 2 * 300);
    const { memory, ...rest } = seat;
    expect(threads(model, rest).seat).toEqual(rest);
    expect(() => threads(model, { ...seat, buffer: new SharedArrayBuffer(2 ** 20) })).toThrow(
      'the seat of one was expected',
    );
    expect(threads(model, 2, { type: Float64Array })[0].seat.memory).toBeUndefined();
    expect(memory).toBeDefined();
  });

  it('refuse a NaN before the others hear of the call, wherever it is, and the member can call again', async () => {
    const group = threads(model, 2);
    const flats = flatsOf(2);
    const wanted = Math.fround((flats[0]?.[39_999] as number) + (flats[1]?.[39_999] as number));
    const theirs = group[1].allReduce(flats[1] as (typeof flats)[0]);
    for (const at of [0, 15, 20_000, 39_999, 40_006]) {
      const bad = flats[0]?.slice() as (typeof flats)[0];
      bad[at] = at === 15 ? -Infinity : NaN;
      const before = bad.slice();
      await expect(group[0].allReduce(bad)).rejects.toThrow(
        `allReduce('sum'): the elements must be finite, found ${at === 15 ? '-Infinity' : 'NaN'} at index ${at}, ` +
          `in '${at < 7 ? 'bias' : 'weight'}'`,
      );
      expect(bad).toEqual(before);
    }
    await Promise.all([theirs, group[0].allReduce(flats[0] as (typeof flats)[0])]);
    expect(flats.map((flat) => flat[39_999])).toEqual([wanted, wanted]);
  });

  it('go on in JavaScript without a lost member, with the weights of those that are left', async () => {
    const group = threads(model, 3, { deadline: 100 });
    const flats = flatsOf(3);
    const expected = Array.from(model.zeros(), (_, i) =>
      Math.fround(((flats[0]?.[i] as number) + 3 * (flats[2]?.[i] as number)) / 4),
    );
    await Promise.all(
      ([0, 2] as const).map((rank) =>
        group[rank].allReduce(flats[rank] as (typeof flats)[0], 'mean', { min: 2, weight: 1 + rank }),
      ),
    );
    for (const rank of [0, 2]) expect([...(flats[rank] as Float32Array)]).toEqual(expected);
  });
});
