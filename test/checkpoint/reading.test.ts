import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CheckpointError, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { file } from './fixtures.ts';

const model = layout({ emb: [5, 3], h: repeat(4, { b: [2], w: [2, 2] }), head: tied('emb'), z: [7] });
const flat = model.zeros().map((_, i) => i + 0.5);
const bytes = serialize(model, flat, { order: 'layout' });
const dataStart = bytes.length - flat.byteLength;

/** A source that logs its reads. */
function noted(
  content = bytes,
  { size = true, most = Infinity }: { readonly size?: boolean; readonly most?: number } = {},
) {
  const reads: [from: number, to: number][] = [];
  const read = (offset: number, length: number): Uint8Array => {
    const found = content.subarray(offset, offset + Math.min(length, most));
    reads.push([offset, offset + length]);
    return found;
  };
  return { reads, source: size ? { size: content.length, read } : { read } };
}

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  path = join(folder, 'model.safetensors');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('sources', () => {
  it('load accepts a path, a URL, bytes, a File, a FileHandle or a reader', async () => {
    const handle = await open(path);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const sources = [
      path,
      pathToFileURL(path),
      pathToFileURL(path).href,
      bytes,
      bytes.slice().buffer,
      shared.buffer,
      shared,
      new DataView(bytes.slice().buffer),
      Buffer.from(bytes),
      new Blob([bytes]),
      new File([bytes], 'x'),
      handle,
      noted().source,
      noted(bytes, { size: false }).source,
      noted(bytes, { most: 5 }).source,
      { read: (from: number, length: number) => Promise.resolve(Buffer.from(bytes).subarray(from, from + length)) },
    ];
    for (const source of sources) {
      expect(await load(model, source)).toEqual(flat);
      expect((await readHeader(source)).size).toBe(10);
    }
    await handle.read(new Uint8Array(1), 0, 1, 0); // it is still open
    await handle.close();
    await expect(load(model, join(folder, 'nothing.safetensors'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  const descriptors = '/proc/self/fd';
  if (!existsSync(descriptors)) console.warn('skipped: this system does not list open files in /proc');
  it.skipIf(!existsSync(descriptors))('load closes its source even if it fails', async () => {
    await load(model, path);
    await load(layout({ other: [1] }), path).catch(() => undefined);
    await load(model, path, { signal: AbortSignal.abort() }).catch(() => undefined);
    await readHeader(join(folder, '..')).catch(() => undefined);
    const links = readdirSync(descriptors).map((fd) => {
      try {
        return readlinkSync(join(descriptors, fd));
      } catch {
        return '';
      }
    });
    expect(links.filter((link) => link.endsWith('model.safetensors'))).toEqual([]);
  });

  it('load refuses a reader that returns more than requested, or something else', async () => {
    await expect(load(model, { read: () => new Uint8Array(9) })).rejects.toThrow(
      'the source returned more bytes than requested: expected at most 8 bytes, found 9',
    );
    await expect(load(model, { read: () => [1, 2] as never })).rejects.toThrow(
      'read(offset, length) must give a Uint8Array, found object',
    );
    await expect(load(model, { read: () => new Uint16Array(4) as never })).rejects.toThrow('found Uint16Array');
  });
});

describe('the reads of a source', () => {
  it('load reads only the header if the file does not fit', async () => {
    const { reads, source } = noted();
    await expect(load(layout({ emb: [5, 4] }), source)).rejects.toThrow(CheckpointError);
    expect(reads).toEqual([
      [0, 8],
      [8, dataStart],
    ]);
    const blind = noted(bytes, { size: false });
    await expect(load(layout({ emb: [5, 4] }), blind.source)).rejects.toThrow(CheckpointError);
    expect(blind.reads).toEqual([
      [0, 8],
      [8, dataStart],
    ]);
  });

  it('load reads the data with one call if they lie as in memory', async () => {
    const { reads, source } = noted();
    await load(model, source);
    expect(reads.slice(2)).toEqual([[dataStart, bytes.length]]);
  });

  it('load of a part of the layout reads only the data of that part', async () => {
    const { reads, source } = noted();
    const block = model.at('h.2');
    expect(await load(model.sub('h.2'), source, { prefix: 'h.2.' })).toEqual(
      flat.subarray(block.offset, block.offset + block.length),
    );
    expect(reads.slice(2)).toEqual([[dataStart + 4 * block.offset, dataStart + 4 * (block.offset + block.length)]]);
    const official = noted(serialize(model, flat));
    const header = await readHeader(official.source);
    official.reads.length = 0;
    await load(layout([5, 3]), official.source, { prefix: 'emb' });
    await load(layout({ w: [2, 2] }), official.source, { prefix: 'h.1.', ignore: ['b'] });
    const place = (name: string): number[] => [
      header.dataStart + (header.get(name)?.start ?? 0),
      header.dataStart + (header.get(name)?.end ?? 0),
    ];
    expect(official.reads.filter(([from]) => from >= header.dataStart)).toEqual([place('emb'), place('h.1.w')]);
  });

  it('load reports progress up to the whole', async () => {
    for (const dtype of ['F32', 'BF16'] as const) {
      const seen: number[] = [];
      const half = serialize(model, flat, { dtype });
      const total = model.length * (dtype === 'F32' ? 4 : 2);
      await load(model, noted(half, { most: 40 }).source, {
        onProgress: (progress) => {
          seen.push(progress.done);
          expect(progress.total).toBe(total);
        },
      });
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.at(-1)).toBe(total);
    }
    const none: unknown[] = [];
    await load(layout({}), serialize(layout({}), new Float32Array(0)), {
      onProgress: (progress) => none.push(progress),
    });
    expect(none).toEqual([{ done: 0, total: 0 }]);
  });

  it('load stops between two reads if the signal is aborted', async () => {
    const stop = new AbortController();
    const { reads, source } = noted(bytes, { most: 40 });
    const into = model.zeros();
    const loading = load(model, source, {
      into,
      signal: stop.signal,
      onProgress: ({ done }) => done >= 80 && stop.abort(new Error('enough')),
    });
    await expect(loading).rejects.toThrow('enough');
    expect(reads.filter(([from]) => from >= dataStart)).toHaveLength(2);
    expect(into.every((x) => x === 0)).toBe(true);
  });
});

describe('files on disk', () => {
  const long = layout({ a: [300, 40], h: repeat(11, { b: [3], w: [64, 64] }), z: [7000] });
  const numbers = long.zeros().map((_, i) => i / 8);
  const calls = ['read', 'readv', 'stat'] as const;
  type Call = (this: unknown, ...given: never[]) => Promise<unknown>;

  it.each(['F32', 'BF16'] as const)(
    'load of %s survives a failed or short read of a file at any point: nothing changes, or all arrives',
    async (dtype) => {
      const target = join(folder, 'long.safetensors');
      await writeFile(target, serialize(long, numbers, { dtype }));
      const whole = await load(long, target);
      const handle = await open(target);
      await handle.close();
      const prototype = Object.getPrototypeOf(handle) as Record<string, Call>;
      for (const fault of ['throws', 'is short'] as const) {
        for (let which = 0, isOver = false; !isOver; which++) {
          let count = 0;
          for (const name of calls) {
            const call = prototype[name] as (this: unknown, ...given: unknown[]) => Promise<unknown>;
            vi.spyOn(prototype, name).mockImplementation(function (this: unknown, ...given: unknown[]) {
              if (count++ !== which) return call.apply(this, given);
              if (fault === 'throws') return Promise.reject(new Error('the disk is broken'));
              const [first, ...rest] = given;
              if (Array.isArray(first)) return call.call(this, [(first[0] as Uint8Array).subarray(0, 5)], ...rest);
              return call.call(this, first, rest[0], Math.min(5, rest[1] as number), rest[2]);
            } as Call);
          }
          const into = long.zeros().fill(-1);
          const found = await load(long, target, { into }).catch((error: Error) => error.message);
          vi.restoreAllMocks();
          isOver = count <= which;
          if (isOver || fault === 'is short') expect(into).toEqual(whole);
          else {
            expect(found).toBe('the disk is broken');
            expect(into.every((x) => x === -1)).toBe(true);
          }
        }
      }
    },
  );
});

describe('loading in place', () => {
  const broken = (end: number) => ({
    size: bytes.length,
    read: (offset: number, length: number) => {
      if (offset >= end) throw new Error('the line was cut');
      return bytes.subarray(offset, Math.min(offset + length, end));
    },
  });

  it('staged false saves the second array', async () => {
    const into = model.zeros();
    expect(await load(model, bytes, { into, staged: false })).toBe(into);
    expect(into).toEqual(flat);
  });

  it('a failing load in place lists the elements that it overwrote, and no others change', async () => {
    const official = serialize(model, flat);
    const header = await readHeader(official);
    const at = header.dataStart + (header.get('h.1.b')?.start ?? 0);
    const source = {
      size: official.length,
      read: (from: number, length: number) => {
        if (from + length > at && from >= header.dataStart) throw new Error('the line was cut');
        return official.slice(from, from + length);
      },
    };
    const into = model.zeros().fill(-1);
    const error = (await load(model, source, { into, staged: false }).catch(
      (caught: unknown) => caught,
    )) as CheckpointError;
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toMatch(
      /^loading in place failed after elements 0 to \d+ of the flat array were overwritten: the line was cut$/,
    );
    expect((error.cause as Error).message).toBe('the line was cut');
    const written = (i: number): boolean =>
      error.written.some(({ offset, length }) => i >= offset && i < offset + length);
    into.forEach((x, i) => x !== -1 && expect(written(i)).toBe(true));
    expect(into.some((x) => x === -1)).toBe(true);
  });

  it('a load in place that fails before writing lists no elements', async () => {
    const into = model.zeros().fill(-1);
    await expect(load(model, broken(dataStart), { into })).rejects.toThrow(/^the line was cut$/);
    await expect(load(layout({ a: [2] }), bytes, { into: new Float32Array(2), staged: false })).rejects.toMatchObject({
      written: [],
    });
    expect(into.every((x) => x === -1)).toBe(true);
  });

  it('a load in place reports a tie that differs after it wrote everything', async () => {
    const tie = layout({ a: [2], b: tied('a') });
    const differ = file(
      { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] } },
      new Uint8Array(Float32Array.of(1, 2, 1, 3).buffer),
    );
    const into = tie.zeros();
    const error = (await load(tie, differ, { into, staged: false }).catch(
      (caught: unknown) => caught,
    )) as CheckpointError;
    expect(error.message).toContain(
      "elements 0 to 2 of the flat array were overwritten: tensor 'b': it is tied to 'a', but differs",
    );
    expect(error.written).toEqual([{ offset: 0, length: 2 }]);
  });
});

describe('an array that loses its buffer during load', () => {
  const cases = {
    detached: (into: Float32Array<ArrayBuffer>) => void structuredClone(into.buffer, { transfer: [into.buffer] }),
    resized: ({ buffer }: Float32Array<ArrayBuffer>) =>
      (buffer as ArrayBuffer & { resize(length: number): void }).resize(4),
  };
  it.each(Object.entries(cases))('load refuses an array that is %s meanwhile', async (_, change) => {
    for (const staged of [true, false]) {
      const Resizable = ArrayBuffer as unknown as new (
        length: number,
        options: { readonly maxByteLength: number },
      ) => ArrayBuffer; // newer than ES2022
      const into = new Float32Array(new Resizable(flat.byteLength, { maxByteLength: flat.byteLength }));
      const read = async (offset: number, length: number): Promise<Uint8Array> => {
        if (offset >= dataStart) change(into);
        return Promise.resolve(bytes.subarray(offset, offset + length));
      };
      await expect(load(model, { size: bytes.length, read }, { into, staged })).rejects.toThrow(
        new RegExp(`${flat.length}`),
      );
    }
  });
});

describe('a file that changes during load', () => {
  it('load refuses a file that became shorter', async () => {
    const handle = await open(path);
    const source = {
      fd: handle.fd,
      stat: () => Promise.resolve({ size: bytes.length + 4 }),
      read: handle.read.bind(handle),
    };
    await expect(load(model, source)).rejects.toThrow('the file continues after its last tensor');
    await handle.close();
    expect(await readFile(path)).toHaveLength(bytes.length);
  });
});
