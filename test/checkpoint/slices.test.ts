import { describe, expect, it } from 'vitest';
import { fromBytes, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { asFlat, layout, tied } from '../../src/index.ts';
import { file } from './fixtures.ts';

const model = layout({ qkv: [3, 2], k: tied('qkv', { rows: [1, 2] }), last: tied('qkv', { at: [2, 1] }) });
const tensor = (dtype: string, shape: readonly number[], start: number, end: number): object => ({
  dtype,
  shape,
  data_offsets: [start, end],
});
const bytes = (...numbers: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(numbers).buffer);

describe('checkpoints of layouts with slices', () => {
  it('save writes the owner alone, and load reads it back', async () => {
    const flat = asFlat(
      model,
      model.zeros().map((_, i) => i),
    );
    const saved = serialize(model, flat);
    expect([...(await readHeader(saved)).keys()]).toEqual(['qkv']);
    expect(await load(model, saved)).toEqual(flat);
  });

  it('a file may store a slice beside its owner, if the numbers agree', async () => {
    const header = {
      __metadata__: { pad: 'x' }, // aligns the data
      qkv: tensor('F32', [3, 2], 0, 24),
      k: tensor('F32', [1, 2], 24, 32),
      last: tensor('F32', [], 32, 36),
    };
    const right = file(header, bytes(0, 1, 2, 3, 4, 5, 2, 3, 5));
    expect(Array.from(await load(model, right))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Array.from(fromBytes(model, right))).toEqual([0, 1, 2, 3, 4, 5]);
    const wrong = file(header, bytes(0, 1, 2, 3, 4, 5, 2, 9, 5));
    await expect(load(model, wrong)).rejects.toThrow("it is tied to 'qkv', but differs from it at [0,1]");
  });

  it('a slice cannot stand for its owner', async () => {
    const only = file({ k: tensor('F32', [1, 2], 0, 8) }, bytes(2, 3));
    await expect(load(model, only)).rejects.toThrow("'qkv'");
  });
});

describe('checkpoints of layouts with pads', () => {
  const padded = layout({ a: [3], b: [2, 2] }, { align: 8 });
  it('a file has no pads, and load leaves them zero', async () => {
    const flat = padded.pack({
      a: [1, 2, 3],
      b: [
        [4, 5],
        [6, 7],
      ],
    });
    const saved = serialize(padded, flat);
    expect((await readHeader(saved)).get('b')).toMatchObject({ start: 12, end: 28 });
    expect(await load(padded, saved)).toEqual(flat);
    expect(Array.from(flat)).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 7, 0, 0, 0, 0]);
    expect(() => fromBytes(padded, saved)).toThrow('the layout has pads, and a file has none');
  });
});
