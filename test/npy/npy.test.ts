import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, readNpy, saveNpy, serializeNpy } from '../../src/checkpoint/index.ts';
import { layout, tied } from '../../src/index.ts';
import { number, saved, values } from './fixtures.ts';

const KINDS: Readonly<Record<string, string>> = {
  f4: 'Float32Array',
  f8: 'Float64Array',
  f2: 'Float32Array',
  i1: 'Int8Array',
  u1: 'Uint8Array',
  i2: 'Int16Array',
  u4: 'Uint32Array',
  i8: 'Float64Array',
  bool: 'Uint8Array',
};
const names = Object.keys(values).filter((name) => name !== 'i8-large');

describe('readNpy', () => {
  it.each(names)('readNpy reads the shape and, row by row, the values of %s, which numpy saved', async (name) => {
    const { data, shape } = await readNpy(saved(`${name}.npy`));
    const expected = values[name];
    expect(shape).toEqual(expected?.shape);
    expect(Array.from(data as Float64Array)).toEqual(expected?.values.map(number));
    if (name in KINDS) expect(data.constructor.name).toBe(KINDS[name]);
    const doubles = await readNpy(saved(`${name}.npy`), { type: Float64Array });
    expect([...doubles.data]).toEqual(expected?.values.map(number));
  });

  it.each([
    [
      'i8-large',
      'its element 1 cannot be held exactly: expected an integer that Float64Array holds, found 9007199254740993',
    ],
    [
      'bad-complex',
      'its element type cannot be read: a flat array cannot hold complex numbers: ' +
        "expected numbers, found '<c8' (byte 10 of the file)",
    ],
    [
      'bad-object',
      'its element type cannot be read: it holds pickled Python objects, and a pickle can ' +
        "run code: expected numbers, found '|O' (byte 10 of the file)",
    ],
    ['bad-text', "its element type cannot be read: it holds text: expected numbers, found '<U2' (byte 10 of the file)"],
    [
      'bad-fields',
      "its element type cannot be read: it is a structure with the fields 'a', 'b': expected " +
        "numbers, found [('a', '<f4'), ('b', '<i4')] (byte 10 of the file)",
    ],
    [
      'bad-nested',
      "its element type cannot be read: it is a structure with the fields 'a', 'b': expected numbers, " +
        "found [(('title', 'a'), '<f4'), ('b', [('c', '<i2'), ('d', '<U3')], (2,))] (byte 10 of the file)",
    ],
    [
      'bad-longdouble',
      'its element type cannot be read: floats must have 16, 32 or 64 bits: ' +
        "expected numbers, found '<f16' (byte 10 of the file)",
    ],
    [
      'bad-raw',
      'its element type cannot be read: it holds raw bytes, as ml_dtypes writes bfloat16; convert the ' +
        "array to float32 first: expected numbers, found '|V2' (byte 10 of the file)",
    ],
    [
      'bad-date',
      "its element type cannot be read: it holds dates: expected numbers, found '<M8[s]' (byte 10 of the file)",
    ],
  ])('readNpy refuses %s and gives the reason', async (name, message) => {
    await expect(readNpy(saved(`${name}.npy`))).rejects.toThrow(
      expect.objectContaining({ name: 'CheckpointError', message }) as Error,
    );
  });

  it('readNpy refuses a truncated file, data after the array, and floats for an array of integers', async () => {
    const bytes = saved('f4.npy');
    for (let length = 0; length < bytes.length; length++)
      await expect(readNpy(bytes.subarray(0, length))).rejects.toThrow(CheckpointError);
    const unsized = {
      read: (offset: number, length: number) => bytes.subarray(offset, Math.min(offset + length, bytes.length - 3)),
    };
    await expect(readNpy(unsized)).rejects.toThrow(`the file is truncated: expected ${bytes.length} bytes, found`);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    await expect(readNpy(longer)).rejects.toThrow(
      'the file has data after its array: expected 152 bytes, found 153 (byte 152 of the file)',
    );
    await expect(readNpy(bytes, { type: Int32Array })).rejects.toThrow(
      'it cannot be read into an Int32Array: floats do not convert to Int32Array',
    );
    await expect(readNpy(saved('model.npz'))).rejects.toThrow(
      "it is not an array in numpy's format: expected the bytes 93 4e 55 4d 50 59, found 50 4b 03 04",
    );
    await expect(readNpy(bytes, { type: String as never })).rejects.toThrow(TypeError);
  });
});

describe('saveNpy and serializeNpy', () => {
  it.each(['f4', 'f8', 'i1', 'u1', 'i2', 'u4', 'empty', 'scalar', 'vector', 'i8', 'bool', 'f2'])(
    'saveNpy and serializeNpy write %s with the bytes that numpy writes',
    async (name) => {
      const bytes = saved(`${name}.npy`);
      const { data, shape, dtype } = await readNpy(bytes);
      if (name !== 'i8') return expect(serializeNpy(data, { shape, dtype: dtype as never })).toEqual(bytes);
      const whole = serializeNpy(Int32Array.of(-7, 0, 7), { dtype: 'I64' });
      expect((await readNpy(whole)).data).toEqual(Float64Array.of(-7, 0, 7));
      return expect(whole.subarray(0, 128)).toEqual(bytes.subarray(0, 128));
    },
  );

  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('saveNpy and serializeNpy keep the shape of a leaf, and the memory order of a transposed leaf', async () => {
    const model = layout({ w: [3, 4], t: tied('w', { transpose: true }), s: [2] });
    const flat = model.zeros();
    flat.forEach((_, i) => {
      flat[i] = i - 2;
    });
    const view = model.view(flat);
    const path = join(folder, 'w.npy');
    await saveNpy(view.w, path);
    expect(new Uint8Array(await readFile(path))).toEqual(serializeNpy(flat.subarray(2), { shape: [3, 4] }));
    const transposed = await readNpy(serializeNpy(view.t));
    expect(transposed.shape).toEqual([4, 3]);
    expect([...(transposed.data as Float32Array)]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    // numpy's own bytes for an array that lies by columns
    const fortran = layout({ w: [4, 3], t: tied('w', { transpose: true }) });
    const columns = fortran.zeros();
    columns.set([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(serializeNpy(fortran.view(columns).t)).toEqual(saved('fortran.npy'));
  });

  it('saveNpy and serializeNpy refuse a shape or an element type that does not suit the array', () => {
    expect(() => serializeNpy(new Float32Array(4), { shape: [3] })).toThrow(
      'expected a shape with 4 elements, found [3]',
    );
    expect(() => serializeNpy(new Float32Array(4), { shape: [-2, -2] })).toThrow(
      'expected a shape with 4 elements, found [-2, -2]',
    );
    const { t } = layout({ w: [3, 4], t: tied('w', { transpose: true }) }).view(new Float32Array(12));
    expect(() => serializeNpy(t, { shape: [12] })).toThrow(
      'a transposed leaf keeps its shape: expected [4, 3], found [12]; its subarray() has no shape and accepts any',
    );
    expect(serializeNpy(t, { shape: [4, 3] })).toEqual(serializeNpy(t));
    expect(serializeNpy(t.subarray(), { shape: [3, 4] })).toHaveLength(serializeNpy(t).length);
    const strided = Object.assign(new Float32Array(8), { shape: [2, 2, 2], strides: [1, 4, 2] });
    expect(() => serializeNpy(strided)).toThrow(
      'a transposed leaf keeps its shape: expected [2, 2, 2], found [2, 2, 2]',
    );
    expect(() => serializeNpy([1, 2] as never)).toThrow('expected a typed array of numbers, found object');
    expect(() => serializeNpy(new BigInt64Array(2) as never)).toThrow(
      'expected a typed array of numbers, found BigInt64Array',
    );
    expect(() => serializeNpy(new Float32Array(4), { dtype: 'BF16' as never })).toThrow(
      'numpy does not support the element type: expected F64, F32, F16, I8 to U64 or BOOL, found BF16',
    );
    expect(() => serializeNpy(new Float32Array(4), { dtype: 'I8' as never })).toThrow(
      'cannot write a Float32Array with this element type: floats can be written ' +
        'as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2: found I8',
    );
    expect(() => serializeNpy(Int32Array.of(1, 300), { dtype: 'I8' })).toThrow(
      'its element 1 cannot be held exactly: expected an integer that I8 holds, found 300',
    );
  });
});
