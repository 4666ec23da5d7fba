import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBytes, load, mapping, save, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';

const model = layout({ h: repeat(3, { q: [2, 4], k: [2, 4], v: [2, 4], n: [4] }), s: [] });
const hub = mapping(model, [
  ['layers.{i}.qkv', { transpose: { concat: ['h.{i}.q', 'h.{i}.k', 'h.{i}.v'] } }],
  ['norms', { stack: 'h.{i}.n', over: 'i' }],
  ['scale', { reshape: 's', shape: [1] }],
]);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mapping-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('files that a mapping writes', () => {
  it('save and load give back every bit, also of NaN', async () => {
    const bits = new Uint32Array(model.length);
    // Quiet, signalling, -0
    const payloads = [0x7fc00001, 0xffc12345, 0x7f800001, 0x80000000, 1, 0xff800000, 0x3f800000];
    for (const i of bits.keys()) bits[i] = (payloads[i % payloads.length] as number) ^ ((i % 5) << 3);
    const flat = model.zeros();
    new Uint32Array(flat.buffer).set(bits);
    const file = join(folder, 'bits.safetensors');
    await save(model, flat, file, { mapping: hub });
    for (const back of [
      await load(model, file, { mapping: hub }),
      await load(model, file, { mapping: hub, into: model.zeros() }),
      await load(model, file, { mapping: hub, into: model.zeros(), staged: false }),
    ])
      expect(new Uint32Array(back.buffer)).toEqual(bits);
  });

  it('save and load work for all kinds of numbers', async () => {
    for (const Type of [Float64Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array]) {
      const flat = new Type(model.length);
      for (const i of flat.keys()) flat[i] = i;
      const bytes = serialize(model, flat as Float64Array<ArrayBuffer>, { mapping: hub });
      const back: unknown = await load(model, bytes, { mapping: hub, type: Type as Float64ArrayConstructor });
      expect(back).toEqual(flat);
    }
  });

  it.each(['BF16', 'F16', 'F64', 'F8_E4M3'] as const)('a file of %s loads into 32-bit floats', async (dtype) => {
    const flat = model.zeros().map((_, i) => i % 16); // which each of these types holds exactly
    const bytes = serialize(model, flat, { mapping: hub, dtype });
    expect(await load(model, bytes, { mapping: hub })).toEqual(flat);
  });

  it('dtype names leaves, and a tensor of several leaves needs one', () => {
    expect(() => serialize(model, model.zeros(), { mapping: hub, dtype: { 'h.*.q': 'F16' } })).toThrow(
      "tensor 'layers.0.qkv': the option dtype gives several dtypes to one tensor: " +
        "expected F16, as for 'h.0.q', found F32 for 'h.0.k'",
    );
  });

  it('shards hold the arranged tensors', async () => {
    const flat = model.zeros().map((_, i) => i);
    const file = join(folder, 'model.safetensors');
    await save(model, flat, file, { mapping: hub, maxShardSize: 120 });
    expect((await readdir(folder)).filter((name) => name.startsWith('model-')).length).toBe(4);
    expect(await load(model, `${file}.index.json`, { mapping: hub })).toEqual(flat);
  });

  it('a tensor larger than a window of 1 MiB is read and written in pieces', async () => {
    const large = layout({ q: [300, 1000], k: [300, 1000] });
    const fused = mapping(large, [['qk', { transpose: { concat: ['q', 'k'] } }]]);
    const flat = large.zeros().map((_, i) => i);
    const bytes = serialize(large, flat, { mapping: fused });
    expect((await load(large, bytes, { mapping: fused })).every((value, i) => value === i)).toBe(true);
    const file = join(folder, 'large.safetensors');
    await save(large, flat, file, { mapping: fused, dtype: 'F64' });
    expect((await load(large, file, { mapping: fused })).every((value, i) => value === i)).toBe(true);
  });
});

describe('fromBytes with a mapping', () => {
  const pair = layout({ a: [2], b: [3] });

  it('a mapping that only renames gives the bytes of the file', () => {
    const renamed = mapping(pair, [['x.{k}', '{k}']]);
    const flat = Float32Array.of(1, 2, 3, 4, 5);
    const bytes = serialize(pair, flat, { mapping: renamed, order: 'layout' });
    const window = fromBytes(pair, bytes, { mapping: renamed });
    expect([...window]).toEqual([...flat]);
    expect(window.buffer).toBe(bytes.buffer);
  });

  it('a mapping that arranges tensors cannot be used in place, and the error says so', () => {
    const joined = mapping(pair, [['x', { concat: ['a', 'b'] }]]);
    const bytes = serialize(pair, pair.zeros(), { mapping: joined });
    expect(() => fromBytes(pair, bytes, { mapping: joined })).toThrow(
      'the file cannot be used in place, because the mapping arranges its tensors in another way',
    );
    const matrix = layout({ a: [2, 3] });
    const turned = mapping(matrix, [['x', { transpose: 'a' }]]);
    const other = serialize(matrix, matrix.zeros(), { mapping: turned });
    expect(() => fromBytes(matrix, other, { mapping: turned })).toThrow(
      "tensor 'x': the file cannot be used in place, because it stores the transpose",
    );
  });
});
