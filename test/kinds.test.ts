// Kinds and buffers: shared zeros, bytes, leaves of buffers.
import { describe, expect, it } from 'vitest';
import { flatOf, layout, repeat, tied } from '../src/index.ts';

const model = layout({ w: [2, 3], s: [], t: tied('w', { transpose: true }) });

describe('zeros', () => {
  it('zeros returns shared memory where the caller asks for it', () => {
    for (const flat of [model.zeros({ shared: true }), model.zeros(undefined, { shared: true })]) {
      expect(flat.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect([flat.constructor, flat.length, flat.byteOffset, flat.buffer.byteLength]).toEqual([
        Float32Array,
        7,
        0,
        28,
      ]);
    }
    const doubles = model.zeros(Float64Array, { shared: true });
    model.view(doubles).s = 0.1;
    expect([doubles.buffer.byteLength, doubles[0]]).toEqual([56, 0.1]);
    expect(model.zeros(Int8Array).buffer).toBeInstanceOf(ArrayBuffer);
  });

  it.each([
    ['options that say nothing', () => model.zeros({} as never), '{ shared: true } was expected, found an object'],
    [
      'options that say nothing, beside a type',
      () => model.zeros(Float32Array, {} as never),
      '{ shared: true } was expected, found an object',
    ],
    [
      'what is no truth value',
      () => model.zeros({ shared: 1 } as never),
      '{ shared: true } was expected, found an object',
    ],
    [
      'what is not to be shared',
      () => model.zeros({ shared: false } as never),
      '{ shared: true } was expected, found an object',
    ],
    ['a number', () => model.zeros(7 as never), 'a constructor of arrays of numbers was expected, found number'],
  ])('zeros refuses %s', (_, make, says) => {
    expect(make).toThrow(says);
  });
});

describe('byteLength', () => {
  it('byteLength is the number of bytes of a Float32Array of the length', () => {
    expect(model.byteLength).toBe(model.zeros().byteLength);
    const length: 288 = layout({ h: repeat(12, [6]) }).byteLength;
    expect(length).toBe(288);
    expect(layout({}).byteLength).toBe(0);
    expect(new Float32Array(new ArrayBuffer(model.byteLength))).toHaveLength(model.length);
  });
});

describe('leaves', () => {
  const buffer = Float64Array.from({ length: 8 }, (_, i) => i).buffer;
  const memory = { buffer, grow: () => 0 };
  it.each([
    ['a buffer', () => model.leaves(buffer, 8, Float64Array)],
    ['what has a buffer', () => model.leaves(memory, 8, Float64Array)],
    ['a typed array', () => model.leaves(new Float64Array(buffer, 8))],
  ])('leaves yields the same leaves over %s', (_, leaves) => {
    expect(Array.from(leaves(), ([{ path }, leaf]) => [path, leaf.buffer === buffer, ...leaf])).toEqual([
      ['s', true, 1],
      ['t', true, 2, 3, 4, 5, 6, 7],
      ['w', true, 2, 3, 4, 5, 6, 7],
    ]);
  });
  it('leaves over a buffer are Float32Arrays unless the caller names another kind', () => {
    const all = Array.from(model.leaves(new SharedArrayBuffer(28)), ([, leaf]) => leaf);
    expect(all.map(({ constructor }) => constructor)).toEqual([Float32Array, Float32Array, Float32Array]);
    expect(() => model.leaves(new ArrayBuffer(27)).next()).toThrow('bytes 0 to 28 are needed, but the buffer has 27');
  });
});

it('flatOf returns the flat array of a view of scalars, of any kind', () => {
  const scalars = layout({ a: [], b: [] });
  const flat = scalars.zeros(Int16Array);
  expect(flatOf(scalars.view(flat))).toBe(flat);
});
