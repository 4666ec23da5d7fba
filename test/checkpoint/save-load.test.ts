import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, save, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';

const model = layout({ emb: { w: [4, 3] }, h: repeat(11, { b: [], w: [2, 2] }), empty: [0, 5], head: tied('emb.w') });
const flat = model.zeros();
flat.forEach((_, i) => {
  flat[i] = Math.sin(i);
});
const bits = new Uint32Array(flat.buffer);
// A signalling NaN, a NaN with a payload, -0, the smallest number.
bits.set([0x7fa00001, 0xffc12345, 0x80000000, 0x00000001]);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('save and load', () => {
  it('load returns the bits that save wrote, from every source', async () => {
    const path = join(folder, 'model.safetensors');
    await save(model, flat, path, { metadata: { step: '12' } });
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    const bytes = new Uint8Array(await readFile(path));
    expect(serialize(model, flat, { metadata: { step: '12' } })).toEqual(bytes);
    const reader = { read: (offset: number, length: number) => bytes.subarray(offset, offset + Math.min(length, 7)) };
    for (const source of [
      path,
      pathToFileURL(path),
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer),
      new Blob([bytes]),
      reader,
    ]) {
      const back = await load(model, source);
      expect(new Uint32Array(back.buffer)).toEqual(bits);
    }
    expect((await readHeader(path)).metadata).toEqual(new Map([['step', '12']]));
  });

  it('load into a flat array keeps its values if the file does not fit', async () => {
    const into = model.zeros();
    expect(await load(model, serialize(model, flat), { into })).toBe(into);
    expect(new Uint32Array(into.buffer)).toEqual(bits);
    const other = layout({ emb: { w: [4, 3] } });
    await expect(load(model, serialize(other, other.zeros()), { into })).rejects.toThrow(CheckpointError);
    expect(new Uint32Array(into.buffer)).toEqual(bits);
  });

  it('save replaces a file or leaves the old one intact', async () => {
    const path = join(folder, 'old.safetensors');
    await writeFile(path, 'old');
    await expect(save(model, new Float32Array(3) as never, path)).rejects.toThrow('length 67 was expected');
    expect(await readFile(path, 'utf8')).toBe('old');
    await save(model, flat, path);
    expect(new Uint32Array((await load(model, path)).buffer)).toEqual(bits);
  });
});
