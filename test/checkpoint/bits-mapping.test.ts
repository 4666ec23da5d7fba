// The options bits and scales together with a mapping that renames, splits and transposes.
import { describe, expect, it } from 'vitest';
import { load, mapping, readHeader, scales, serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

const model = layout({ k: [2, 3], norm: [2], q: [2, 3] });
const words = Uint16Array.from({ length: model.length }, (_, i) => 0x3f80 + i);
const fused = mapping(model, [
  ['qk.weight', { transpose: { concat: ['q', 'k'] } }],
  ['ln.weight', 'norm'],
]);

describe('a mapping', () => {
  it('save and load with bits keep words through a fused and transposed tensor', async () => {
    const bytes = serialize(model, words, { bits: 'BF16', mapping: fused });
    expect((await readHeader(bytes)).get('qk.weight')).toMatchObject({ dtype: 'BF16', shape: [3, 4] });
    for (const bits of [true, 'BF16'] as const)
      expect(await load(model, bytes, { type: Uint16Array, bits, mapping: fused })).toEqual(words);
    const numbers = await load(model, bytes, { mapping: fused });
    expect(new Uint32Array(numbers.buffer).every((x, i) => x === (words[i] as number) << 16)).toBe(true);
  });

  it('load with bits refuses mixed dtypes, and dtypes by path for a fused tensor', async () => {
    const bits = { '**': 'BF16', norm: 'F16' } as const;
    const bytes = serialize(model, words, { bits, mapping: fused });
    await expect(load(model, bytes, { type: Uint16Array, bits: true, mapping: fused })).rejects.toThrow(
      'bits: true needs one dtype for all tensors',
    );
    await expect(load(model, bytes, { type: Uint16Array, bits, mapping: fused })).rejects.toThrow(
      "tensor 'qk.weight': the option bits gives dtypes by paths, but the mapping arranges the tensor anew",
    );
    const u16 = serialize(model, words, { mapping: fused });
    await expect(load(model, u16, { type: Uint16Array, bits: true, mapping: fused })).rejects.toThrow(
      'expected BF16 or F16, found U16',
    );
  });

  it('load applies scales to tensors that a mapping renames, and refuses those that it arranges anew', async () => {
    const file = layout({ a: { weight: [2, 2], weight_scale: [2] } });
    const bytes = serialize(file, Float32Array.of(1, 2, -3, 4, 10, 100), {
      dtype: { '**.weight': 'F8_E4M3', '**.weight_scale': 'F32' },
    });
    const one = layout({ b: [2, 2] });
    const renamed = mapping(one, [['a.weight', 'b']]);
    expect(await load(one, bytes, { mapping: renamed, scales: scales() })).toEqual(Float32Array.of(10, 20, -300, 400));
    const two = layout({ b: [1, 2], c: [1, 2] });
    const split = mapping(two, [['a.weight', { concat: ['b', 'c'] }]]);
    await expect(load(two, bytes, { mapping: split, scales: scales() })).rejects.toThrow(
      "tensor 'a.weight': it has scales, and the mapping arranges its elements anew",
    );
  });
});
