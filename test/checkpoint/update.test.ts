import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, save, serialize, update } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { untyped } from './fixtures.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'update-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const model = layout({ wte: [5, 3], h: repeat(3, { w: [3, 4], b: [4] }), head: tied('wte') });
const flat = model.zeros().map((_, i) => i);
const messageOf = async (updating: Promise<unknown>): Promise<string> => {
  const error = await updating.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return (error as CheckpointError).message;
};

describe('update', () => {
  it('update rewrites the tensors of a layout and leaves all other bytes as they were', async () => {
    const path = at('model.safetensors');
    await save(model, flat, path, { metadata: { format: 'pt', step: '7' } });
    const before = readFileSync(path);
    const block = model.sub('h.1');
    const values = block.zeros().map((_, i) => -i - 1);
    await update(pathToFileURL(path), block, values, { prefix: 'h.1.' });
    const expected = flat.slice();
    const { offset } = model.at('h.1.b');
    expected.set(values, offset);
    expect(await load(model, path)).toEqual(expected);
    const after = readFileSync(path);
    const header = await readHeader(path);
    expect(header.metadata?.get('step')).toBe('7');
    const changed = ['h.1.b', 'h.1.w'].map((name) => header.get(name) as { start: number; end: number });
    for (let i = 0; i < before.length; i++) {
      const isInside = changed.some(({ start, end }) => i >= header.dataStart + start && i < header.dataStart + end);
      if (!isInside && before[i] !== after[i]) throw new Error(`byte ${i} has changed`);
    }
    expect(after.length).toBe(before.length);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
    await update(path, model, flat);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('update writes under other names, transposed and in another dtype', async () => {
    const path = at('theirs.safetensors');
    const theirs = layout({ t: { embed: [5, 3], layers: repeat(3, { proj: [4, 3], bias: [4] }) }, mask: [9] });
    await save(theirs, theirs.zeros().fill(2), path, { dtype: { '**': 'BF16', mask: 'F32' }, order: 'layout' });
    const options = {
      prefix: 't.',
      names: { embed: 'wte', 'layers.{i}.proj': 'h.{i}.w', 'layers.{i}.bias': 'h.{i}.b' },
      transpose: ['h.*.w'],
    } as const;
    expect(await messageOf(update(path, model, flat, options))).toContain(
      'wrong dtype  F32       BF16; the option dtype sets what to write',
    );
    await update(path, model, flat, { ...options, dtype: 'BF16' });
    expect(await load(model, path, options)).toEqual(flat);
    expect([...(await load(layout({ mask: [9] }), path, { extra: 'ignore' }))]).toEqual(
      Array.from({ length: 9 }, () => 2),
    );
  });

  it('update writes all copies of a tie', async () => {
    const shared = layout({ w: [3, 2], t: tied('w', { transpose: true }), rows: tied('w', { rows: [1, 3] }), z: [1] });
    const path = at('tied.safetensors');
    await save(shared, shared.zeros(), path, { aliases: true });
    const values = shared.zeros().map((_, i) => i + 1);
    await update(path, shared, values);
    expect(await load(shared, path)).toEqual(values); // compares the copies
  });

  it('update lists all tensors that are missing or of another size or dtype, and changes nothing', async () => {
    const path = at('model.safetensors');
    await save(model, flat, path);
    const before = readFileSync(path);
    const other = untyped({ wte: [5, 4], h: repeat(3, { w: [3, 4] }), extra: [1] });
    const message = await messageOf(
      update(path, other, new Float32Array(20 + 36 + 1), { dtype: { '**': 'F32', 'h.0.w': 'F16' } }),
    );
    expect(message).toMatch(/extra +missing/);
    expect(message).toMatch(/wte +wrong shape +\[5, 4\] +\[5, 3\]/);
    expect(message).toMatch(/h\.0\.w +wrong dtype +F16 +F32/);
    expect(await messageOf(update(path, model, flat, { prefix: 'models.' }))).toContain(
      "begins with the prefix 'models.'",
    );
    await expect(update(path, model, flat, { prefx: 'a' } as never)).rejects.toThrow("update has no option 'prefx'");
    await expect(update(folder, model, flat)).rejects.toThrow('found the folder');
    await expect(update(5 as never, model, flat)).rejects.toThrow('was expected as the file to update');
    const integers = layout({ n: [2] });
    await save(integers, Int32Array.of(1, 2), at('n.safetensors'), { dtype: 'I8' });
    await expect(update(at('n.safetensors'), integers, Int32Array.of(3, 300), { dtype: 'I8' })).rejects.toThrow(
      'found 300',
    );
    expect([...(await load(integers, at('n.safetensors'), { type: Int32Array }))]).toEqual([1, 2]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['model.safetensors', 'n.safetensors']);
  });

  it('update stops at an abort, and the old file stays', async () => {
    const path = at('model.safetensors');
    await save(model, flat, path);
    const before = readFileSync(path);
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(update(path, model, model.zeros(), { signal: controller.signal })).rejects.toThrow('enough');
    expect(readFileSync(path).equals(before)).toBe(true);
    const seen: number[] = [];
    await update(path, model, model.zeros(), { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
  });

  it('update rewrites one shard of a sharded checkpoint, and refuses several', async () => {
    const path = at('model.safetensors');
    await save(model, flat, path, { maxShardSize: 64 });
    const index = `${path}.index.json`;
    const weight = layout({ w: [3, 4] });
    await update(index, weight, weight.zeros().fill(5), { prefix: 'h.1.' });
    const expected = flat.slice().fill(5, model.at('h.1.w').offset, model.at('h.1.w').offset + 12);
    expect(await load(model, index)).toEqual(expected);
    expect(await messageOf(update(index, model, flat))).toContain('several shards');
    expect(await load(model, index)).toEqual(expected);
  });

  it('update copies large files in pieces', async () => {
    const path = at('large.safetensors');
    const large = layout({ a: [3_000_000], b: [10], c: [2_500_000] });
    const values = large.zeros().map((_, i) => i % 1000);
    writeFileSync(path, serialize(large, values));
    const middle = layout({ b: [10] });
    await update(path, middle, middle.zeros().fill(-1));
    const expected = values.slice().fill(-1, 3_000_000, 3_000_010);
    expect(Buffer.compare(new Uint8Array((await load(large, path)).buffer), new Uint8Array(expected.buffer))).toBe(0);
  });
});
