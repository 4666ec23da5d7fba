// Flat arrays of more than 4 GiB. A typed array of Node 20 has at most 2^32 elements, so no Uint8Array covers them. The
// system gives memory only to the pages that are written, so these tests need little.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBytes, load, serialize, serializeNpy } from '../../src/checkpoint/index.ts';
import { filePiecesOf } from '../../src/checkpoint/save/file-pieces.ts';
import { planFile, planLeaves } from '../../src/checkpoint/save/plan.ts';
import { layout } from '../../src/index.ts';

const GiB = 2 ** 30;
const isRoomy = freemem() > 6 * GiB;
if (!isRoomy) console.warn('skipped: flat arrays of more than 4 GiB, because less than 6 GiB of memory are free');
// Two arrays of 4.5 GiB at most, of which a few pages are written.
const long = layout({ a: [9, 2 ** 27], z: [1000] });
const tail = layout({ z: [1000] });
const numbers = tail.zeros().map((_, i) => (i % 250) + 1);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!isRoomy)('flat arrays of more than 4 GiB', () => {
  it('load reads leaves beyond 4 GiB of the flat array, from a file and from bytes', async () => {
    const path = join(folder, 'tail.safetensors');
    for (const dtype of ['F32', 'BF16', 'F64'] as const) {
      const bytes = serialize(tail, numbers, { dtype });
      const handle = await open(path, 'w');
      await handle.write(bytes);
      await handle.close();
      for (const source of [path, bytes]) {
        const flat = await load(long, source, { partial: true });
        expect(flat.length).toBe(long.length);
        expect(flat.subarray(-1000)).toEqual(numbers);
        expect(flat[0]).toBe(0);
        await load(long, source, { partial: true, into: flat.fill(-1, -1000), staged: false });
        expect(flat.subarray(-1000)).toEqual(numbers);
      }
    }
  });

  it('save takes pieces of the flat array; serialize says that one Uint8Array cannot hold the file', () => {
    const flat = long.zeros();
    flat.set(numbers, flat.length - 1000);
    let size = 0;
    let last: Uint8Array = new Uint8Array(0);
    for (const piece of filePiecesOf(planFile(planLeaves(long, flat), 'layout'), flat)) {
      size += piece.length;
      last = piece;
    }
    expect(size).toBeGreaterThan(4.5 * GiB);
    expect(new Float32Array(last.slice().buffer).subarray(-1000)).toEqual(numbers);
    if (Number(process.versions.node.split('.')[0]) > 20) return; // later versions have longer arrays
    expect(() => serialize(long, flat)).toThrow(
      /^one Uint8Array cannot hold \d+ bytes here; save and saveNpy write a file in pieces$/,
    );
    expect(() => serializeNpy(flat)).toThrow(/^one Uint8Array cannot hold \d+ bytes here; save/);
  });

  it('fromBytes and load use a buffer of more than 4 GiB', async () => {
    const head = planFile(planLeaves(long, long.zeros()), 'layout').header;
    const buffer = new ArrayBuffer(head.length + 4 * long.length);
    new Uint8Array(buffer, 0, head.length).set(head);
    new Float32Array(buffer, head.length + 4 * (long.length - 1000), 1000).set(numbers);
    const flat = fromBytes(long, buffer);
    expect(flat.subarray(-1000)).toEqual(numbers);
    expect(flat.buffer).toBe(buffer);
    expect(await load(tail, buffer, { extra: 'ignore' })).toEqual(numbers);
    expect(await load(tail, flat.buffer, { ignore: ['a'] })).toEqual(numbers);
  });
});
