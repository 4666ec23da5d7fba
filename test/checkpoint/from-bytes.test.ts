import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CheckpointError, load, fromBytes, save, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied, type FlatOf } from '../../src/index.ts';
import { file } from './fixtures.ts';

const model = layout({
  a: [3],
  empty: [0, 2],
  h: repeat(12, { w: [2] }),
  z: [2, 2],
  t: tied('z', { transpose: true }),
});
const flat = model.zeros().map((_, i) => i + 1);
const plain = layout({ a: [3], b: [], z: [2, 2] });
const values = plain.zeros().map((_, i) => i + 1);
const errorOf = (run: () => unknown): CheckpointError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return error as CheckpointError;
  }
  throw new Error('nothing was refused');
};
/** A file of entries and raw data. */
const made = (header: string, data: readonly number[]): Uint8Array =>
  file(header, new Uint8Array(Float32Array.from(data).buffer));
/** The same with spaces after the header, so that the data begin `odd` bytes after a multiple of 8. */
const aligned = (header: string, data: readonly number[], odd = 0): Uint8Array =>
  made(header.padEnd(Math.ceil(header.length / 8) * 8 + odd), data);

describe('fromBytes', () => {
  it('fromBytes returns an array over the bytes of the file', async () => {
    const bytes = serialize(model, flat, { order: 'layout' });
    const window: FlatOf<typeof model> = fromBytes(model, bytes);
    expect(window).toEqual(flat);
    expect(window.buffer).toBe(bytes.buffer);
    model.view(window).h[3].w[1] = -7;
    expect((await load(model, bytes))[model.at('h.3.w').offset + 1]).toBe(-7);
    const folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
    await save(model, flat, join(folder, 'x'), { order: 'layout' });
    expect(fromBytes(model, await readFile(join(folder, 'x')))).toEqual(flat);
    await rm(folder, { recursive: true });
  });

  it('fromBytes accepts official files in the order of the layout, buffers of any kind, and other dtypes', () => {
    const bytes = serialize(plain, values);
    expect(fromBytes(plain, bytes)).toEqual(values);
    expect(fromBytes(plain, bytes.buffer)).toEqual(values);
    const shared = new SharedArrayBuffer(bytes.length + 8);
    new Uint8Array(shared).set(bytes, 8);
    expect([...fromBytes(plain, new Uint8Array(shared, 8))]).toEqual([...values]);
    const doubles = new Float64Array(plain.length).map((_, i) => i / 3);
    expect(fromBytes(plain, serialize(plain, doubles), { type: Float64Array })).toEqual(doubles);
    expect(fromBytes(layout({}), serialize(layout({}), new Float32Array(0)))).toHaveLength(0);
  });

  it('fromBytes accepts a prefix, names and ignore, as load does', () => {
    const bytes = serialize(model, flat, { order: 'layout' });
    const { offset, length } = model.at('h.7');
    expect(fromBytes(model.sub('h.7'), bytes, { prefix: 'h.7.' })).toEqual(flat.subarray(offset, offset + length));
    expect(fromBytes(layout({ x: [3] }), bytes, { names: { a: 'x' }, extra: 'ignore' })).toEqual(flat.subarray(0, 3));
    expect(fromBytes(layout({ a: [3] }), bytes, { ignore: ['empty', 'h.**', 'z'] })).toEqual(flat.subarray(0, 3));
  });

  it('fromBytes says why bytes cannot be used in place', () => {
    const official = serialize(model, flat); // h.10 before h.2
    expect(errorOf(() => fromBytes(model, official)).message).toMatch(
      /^tensor 'h.2.w': the file cannot be used in place, because it stores the tensor elsewhere than the layout: expected byte \d+, found byte \d+$/,
    );
    const half = serialize(plain, values, { dtype: 'BF16' });
    expect(errorOf(() => fromBytes(layout({ a: [3] }), half, { extra: 'ignore' })).message).toBe(
      "tensor 'a': the file does not fit the layout; the tensor has the wrong dtype: " +
        'expected F32, found BF16: load can convert it, fromBytes cannot',
    );
    const header = '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}';
    const only = layout({ a: [3] });
    expect([...fromBytes(only, aligned(header, [1, 2, 3]))]).toEqual([1, 2, 3]);
    expect(errorOf(() => fromBytes(only, aligned(header, [1, 2, 3], 2))).message).toMatch(
      /its data are not aligned: expected a multiple of 4 as their offset in the buffer, found byte \d+$/,
    );
    const moved = new Uint8Array(aligned(header, [1, 2, 3]).length + 1);
    moved.set(aligned(header, [1, 2, 3]), 1);
    expect(errorOf(() => fromBytes(only, moved.subarray(1))).message).toContain('its data are not aligned');
    const turned = aligned('{"t":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]}}', [1, 4, 2, 5, 3, 6]);
    expect(errorOf(() => fromBytes(layout({ w: [2, 3], t: tied('w', { transpose: true }) }), turned)).message).toBe(
      "tensor 't': the file cannot be used in place, because it stores the transpose",
    );
  });

  it('fromBytes compares copies of tied leaves with the array', () => {
    const both = (last: number): Uint8Array =>
      aligned(
        '{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"t":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}',
        [1, 2, 1, last],
      );
    const shared = layout({ w: [1, 2], t: tied('w', { transpose: true }) });
    expect([...fromBytes(shared, both(2))]).toEqual([1, 2]);
    expect(errorOf(() => fromBytes(shared, both(3))).message).toContain(
      "tensor 't': it is tied to 'w', but differs from it at [1,0]",
    );
  });

  it('fromBytes checks the file as load does', () => {
    const bytes = serialize(plain, values);
    expect(errorOf(() => fromBytes(plain, bytes.subarray(0, -1))).message).toContain(
      'like a download that was cut off',
    );
    expect(errorOf(() => fromBytes(plain, new TextEncoder().encode('Not Found'))).message).toContain(
      'found plain text that begins "Not Found"',
    );
    expect(errorOf(() => fromBytes(layout({ a: [4] }), bytes)).issues).toHaveLength(3);
    expect(errorOf(() => fromBytes(plain, new Uint8Array(0))).message).toContain('the file is empty');
  });
});
