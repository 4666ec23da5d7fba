import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointSchema } from '../../src/zod/checkpoint-schema.ts';
import { fillTarget, inputOfBytes } from '../../src/checkpoint/source/input.ts';
import { CheckpointError, loadNpz, readNpzHeader, saveNpz, serializeNpz } from '../../src/checkpoint/index.ts';
import { openNpz } from '../../src/checkpoint/npy/open-npz.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { untyped } from '../checkpoint/fixtures.ts';
import { startWeb } from '../checkpoint/web-server.ts';
import { saved } from './fixtures.ts';

/** The data of all arrays, by name. */
async function arrays(
  bytes: Uint8Array,
): Promise<Record<string, { readonly dtype: string; readonly shape: readonly unknown[]; readonly data: Uint8Array }>> {
  const { header, input } = await openNpz(inputOfBytes(bytes));
  const found: Record<string, { dtype: string; shape: readonly unknown[]; data: Uint8Array }> = {};
  for (const [name, { dtype, shape, start, end }] of header) {
    const data = new Uint8Array(end - start);
    expect(await fillTarget(input, data, start)).toBe(end - start);
    found[name] = { dtype, shape, data };
  }
  return found;
}
const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const expected = {
  'h.0.b': { dtype: 'F32', shape: [3], data: floats([0, 1 / 8, 2 / 8]) },
  'h.0.w': { dtype: 'F32', shape: [2, 3], data: floats([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]) },
  'h.1.b': { dtype: 'F32', shape: [3], data: floats([0, 3, 6]) },
  'h.1.w': { dtype: 'F32', shape: [2, 3], data: floats([0, 1, 2, 3, 4, 5].map((i) => i * Math.fround(1e-3))) },
};

describe('openNpz', () => {
  it.each(['model.npz', 'compressed.npz', 'zip64.npz'])(
    'openNpz reads the arrays of %s, which numpy saved',
    async (name) => {
      expect(await arrays(saved(name))).toMatchObject(expected);
    },
  );

  it('openNpz reads arrays that lie by columns or have the highest byte first', async () => {
    const mixed = await arrays(saved('mixed.npz'));
    expect(mixed['h.0.w']).toEqual(expected['h.0.w']);
    expect(mixed['h.1.w']).toEqual(expected['h.1.w']);
    expect(mixed['h.1.b']).toEqual({ dtype: 'F64', shape: [3], data: new Uint8Array(Float64Array.of(0, 3, 6).buffer) });
    expect(mixed['h.0.b']?.dtype).toBe('F16');
    expect(mixed['wte']).toEqual((await arrays(saved('model.npz')))['wte']);
  });

  it('openNpz reads an archive whose directory has only fields of 64 bits', async () => {
    const bytes = saved('zip64.npz');
    bytes.fill(0xff, bytes.length - 14, bytes.length - 2); // the counts, size and place in the end record
    expect(await arrays(bytes)).toMatchObject(expected);
  });

  it.each(['large.npz', 'large-compressed.npz'])('openNpz reads single elements of %s in any order', async (name) => {
    const { header, input } = await openNpz(inputOfBytes(saved(name)));
    expect(input.size).toBe(80_012);
    const start = header.get('wte')?.start as number;
    const word = new Uint32Array(1);
    for (const i of [19_999, 3, 12_345, 12_346, 0, 19_999]) {
      await fillTarget(input, new Uint8Array(word.buffer), start + 4 * i);
      expect(new Float32Array(word.buffer)[0]).toBe(i);
    }
    expect(await input.readInto(new Uint8Array(1), 80_012)).toBe(0);
  });
});

describe('loadNpz', () => {
  const block = { b: [3], w: [2, 3] } as const;
  const model = layout({ h: repeat(2, block), wte: [5, 4] });

  it.each(['model.npz', 'compressed.npz', 'zip64.npz', 'mixed.npz'])(
    'loadNpz loads %s into a flat array',
    async (name) => {
      const flat = await loadNpz(model, saved(name));
      const view = model.view(flat);
      expect([...view.h[0].w]).toEqual([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]);
      expect([...view.h[1].b]).toEqual([0, 3, 6]);
      expect(view.wte[19]).toBe(1);
      expect([...view.wte]).toEqual(
        Array.from({ length: 20 }, (_, i) => Math.fround((2 * i) / 19 - 1)).map((x) => expect.closeTo(x, 6)),
      );
      const doubles = await loadNpz(model, saved(name), { type: Float64Array });
      expect(doubles).toEqual(Float64Array.from(flat));
    },
  );

  it('loadNpz checks an archive as load does: prefix, transposed ties, shapes, damaged data', async () => {
    const bytes = saved('model.npz');
    expect([...(await loadNpz(layout(block), bytes, { prefix: 'h.1.', extra: 'ignore' }))].slice(0, 3)).toEqual([
      0, 3, 6,
    ]);
    const tiedModel = layout({ h: repeat(2, block), head: tied('wte', { transpose: true }), wte: [5, 4] });
    expect(await loadNpz(tiedModel, bytes)).toEqual(await loadNpz(model, bytes));
    const into = new Float32Array(model.length).fill(7);
    const damaged = bytes.slice();
    damaged[bytes.lastIndexOf(0x3f)] = 0x40;
    await expect(loadNpz(model, damaged, { into })).rejects.toThrow('the archive member is damaged');
    await expect(loadNpz(layout({ h: repeat(2, block), wte: [4, 5] }), bytes)).rejects.toThrow(
      "tensor 'wte': the file does not fit the layout; the tensor has the wrong shape: expected [4, 5], found [5, 4]",
    );
    await expect(loadNpz(layout({ h: repeat(3, block) }), bytes, { into: new Float32Array(27) })).rejects.toThrow(
      'the file does not fit the layout in 3 places',
    );
    expect(into.every((x) => x === 7)).toBe(true);
    const header = await readNpzHeader(bytes);
    expect(checkpointSchema(model).parse(header)['h.1.w'].shape).toEqual([2, 3]);
  });

  it('loadNpz requests ranges of an archive at a URL', async () => {
    const web = await startWeb();
    const bytes = saved('large.npz');
    web.files.set('/large.npz', bytes);
    const flat = await loadNpz(layout({ b: [3], wte: [20_000] }), web.url('/large.npz'), { retryDelay: 1 });
    expect([flat[2], flat[3], flat[20_002]]).toEqual([2, 0, 19_999]);
    expect(web.log.every(({ status, range }) => status === 206 && range !== undefined)).toBe(true);
    web.files.set('/model.npz', bytes.subarray(0, 5000));
    await expect(loadNpz(model, web.url('/model.npz'))).rejects.toThrow(
      'the file is not a zip archive or is truncated',
    );
    await web.close();
  });

  it('loadNpz reads at most 256 KiB of a source at once', async () => {
    const bytes = saved('large.npz');
    let most = 0;
    const read = (offset: number, length: number): Uint8Array => {
      most = Math.max(most, length);
      return bytes.subarray(offset, offset + length);
    };
    const told: number[] = [];
    const flat = await loadNpz(
      layout({ b: [3], wte: [20_000] }),
      { size: bytes.length, read },
      { onProgress: ({ done }) => told.push(done) },
    );
    expect(flat[20_002]).toBe(19_999);
    expect(most).toBeLessThanOrEqual(2 ** 18);
    expect(told.at(-1)).toBe(80_012);
  });
});

describe('openNpz of bad archives', () => {
  it('openNpz refuses an archive in which any byte changed, or reads the same data', async () => {
    for (const name of ['model.npz', 'compressed.npz']) {
      const bytes = saved(name);
      const whole = await arrays(bytes);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const damaged = bytes.slice();
          damaged[at] = (damaged[at] as number) ^ change;
          const found = await arrays(damaged).catch((error: unknown) => error);
          if (found instanceof CheckpointError) return;
          // Only names are covered by no check
          const data = (each: typeof whole): unknown => Object.values(each).map((array) => [...array.data]);
          expect(data(found as typeof whole)).toEqual(data(whole));
        }),
        { numRuns: 1500 },
      );
    }
  });

  it('openNpz refuses an archive that is truncated anywhere', async () => {
    const bytes = saved('compressed.npz');
    for (let length = 0; length < bytes.length; length += 7)
      await expect(openNpz(inputOfBytes(bytes.subarray(0, length)))).rejects.toThrow(CheckpointError);
    await expect(openNpz(inputOfBytes(bytes.subarray(0, 1000)))).rejects.toThrow(
      'the file is not a zip archive or is truncated: expected a directory ' +
        'at its end, found none (byte 1000 of the file)',
    );
  });

  it('openNpz refuses a member with the wrong CRC-32', async () => {
    const bytes = saved('model.npz');
    const at = bytes.lastIndexOf(0x3f); // a byte of the last array
    bytes[at] = 0x40;
    await expect(arrays(bytes)).rejects.toThrow(
      /^tensor 'wte.npy': the archive member is damaged: expected the CRC-32 [0-9a-f]+, found [0-9a-f]+ \(byte \d+ of the file\)$/,
    );
  });

  it('openNpz refuses a member that is not an array, is encrypted, or has the name of another', async () => {
    const bytes = saved('model.npz');
    const text = (from: string, to: string): Uint8Array =>
      new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
    await expect(openNpz(inputOfBytes(text('h.0.b.npy', 'h/data.pk'.padEnd(9, 'l'))))).rejects.toThrow(
      'an archive member is not an array',
    );
    await expect(openNpz(inputOfBytes(text('h.0.b.npy', 'a/data.pkl'.slice(1))))).rejects.toThrow(
      'the archive is a PyTorch file, and its pickle can run code',
    );
    await expect(openNpz(inputOfBytes(text('h.0.b.npy', 'h.0.w.npy')))).rejects.toThrow(
      "tensor 'h.0.w.npy': the archive has two members with this name",
    );
    const flagged = bytes.slice();
    flagged[Buffer.from(bytes).indexOf('PK\x01\x02', 0, 'latin1') + 8] = 1;
    await expect(openNpz(inputOfBytes(flagged))).rejects.toThrow("tensor 'h.0.b.npy': the archive member is encrypted");
    await expect(openNpz({ ...inputOfBytes(bytes), size: undefined })).rejects.toThrow(
      'expected a source with a known size, because the directory of an archive is at its end',
    );
  });

  it('openNpz refuses a member that is longer than the directory says', async () => {
    const bytes = await serializeNpz(untyped({ a: [3_000_000] }), new Float32Array(3_000_000), { compress: true });
    const view = new DataView(bytes.buffer);
    const directory = Buffer.from(bytes).lastIndexOf('PK\x01\x02', undefined, 'latin1');
    view.setUint32(directory + 24, 128 + 400, true);
    const lying = Buffer.from(bytes).toString('latin1').replace('(3000000,), }', '(100,), }    ');
    await expect(openNpz(inputOfBytes(new Uint8Array(Buffer.from(lying, 'latin1'))))).rejects.toThrow(CheckpointError);
  });
});

describe('saveNpz', () => {
  const model = layout({
    wte: [5, 4],
    h: repeat(11, { b: [3], w: [2, 3] }),
    head: tied('wte', { transpose: true }),
    s: [],
    e: [0, 2],
  });
  const flat = model.zeros();
  flat.forEach((_, i) => {
    flat[i] = Math.fround(Math.sin(i));
  });
  let folder = '';
  let path = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
    path = join(folder, 'model.npz');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([false, true])(
    'saveNpz writes every owner under its path in the order of the layout (compressed: %s)',
    async (compress) => {
      await saveNpz(model, flat, path, { compress });
      const bytes = new Uint8Array(await readFile(path));
      expect(await serializeNpz(model, flat, { compress })).toEqual(bytes);
      const found = await arrays(bytes);
      const owners = model.slots.filter(({ tiedTo }) => tiedTo === undefined);
      expect(Object.entries(found)).toEqual(
        owners.map((slot) => [
          slot.path,
          { dtype: 'F32', shape: slot.shape, data: new Uint8Array(flat.buffer, 4 * slot.offset, 4 * slot.length) },
        ]),
      );
      expect(await readdir(folder)).toEqual(['model.npz']);
    },
  );

  const hasNumpy = ((): boolean => {
    try {
      execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  it.skipIf(!hasNumpy)(
    `writes what numpy reads${hasNumpy ? '' : ' (skipped: no python3 with numpy)'}`,
    async () => {
      for (const compress of [false, true]) {
        await saveNpz(model, flat, path, { compress, dtype: { '**': 'F64', 'h.3.*': 'F16' } });
        const script =
          'import sys, json, numpy as np; z = np.load(sys.argv[1]); print(json.dumps({n: ' +
          "[z[n].dtype.str, list(z[n].shape), z[n].astype('<f8').ravel().tolist()] for n in z.files}))";
        const found = JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })) as Record<
          string,
          [string, number[], number[]]
        >;
        expect(Object.keys(found).length).toBe(25);
        for (const { path: name, offset, length, shape, tiedTo } of model.slots) {
          if (tiedTo !== undefined) continue;
          const half = name.startsWith('h.3.');
          expect(found[name]?.[0]).toBe(half ? '<f2' : '<f8');
          expect(found[name]?.[1]).toEqual(shape);
          found[name]?.[2].forEach((value, i) => expect(value).toBeCloseTo(flat[offset + i] as number, half ? 3 : 20));
          expect(found[name]?.[2].length).toBe(length);
        }
      }
    },
    30_000,
  );

  it('saveNpz leaves the old file unchanged if it fails', async () => {
    await writeFile(path, 'old');
    const controller = new AbortController();
    const why = new Error('enough');
    let told = { done: 0, total: 0 };
    const onProgress = (progress: typeof told): void => {
      told = progress;
      if (progress.done > 500) controller.abort(why);
    };
    await expect(saveNpz(model, flat, path, { onProgress, signal: controller.signal })).rejects.toBe(why);
    expect(told.total).toBeGreaterThan(told.done);
    await expect(saveNpz(model, flat, path, { dtype: 'BF16' as never })).rejects.toThrow(
      "tensor 'e': numpy does not support the element type: expected F64, F32, F16, I8 to U64 or BOOL, found BF16",
    );
    await expect(saveNpz(model, new Float32Array(3) as never, path)).rejects.toThrow(
      `a flat array of length ${model.length} was expected, found one of 3`,
    );
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['model.npz']);
  });

  it('saveNpz refuses more arrays than an archive can hold', async () => {
    const many = untyped({ '.repeat': 70_000, '.of': [1] });
    await expect(serializeNpz(many, new Float32Array(70_000))).rejects.toThrow(
      'the archive would have too many members: expected less than 65535, or safetensors, found 70000',
    );
  });
});
