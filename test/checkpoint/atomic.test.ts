import { chmod, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { load, save, serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

const model = layout({ a: [1000], b: [7] });
const flat = model.zeros().fill(1);

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  path = join(folder, 'model.safetensors');
  await writeFile(path, 'old');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The methods that all file handles share. */
async function handles(): Promise<Awaited<ReturnType<typeof open>>> {
  const handle = await open(path);
  await handle.close();
  return Object.getPrototypeOf(handle) as typeof handle;
}

describe('a failing save', () => {
  it.each(['write', 'sync'] as const)(
    'save leaves the old file intact and nothing beside it if %s fails',
    async (method) => {
      const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      vi.spyOn(await handles(), method).mockRejectedValueOnce(full);
      await expect(save(model, flat, path)).rejects.toBe(full);
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['model.safetensors']);
    },
  );

  it('save restores an old set of shards, but keeps a single new file, if flushing the folder fails', async () => {
    const full = Object.assign(new Error('input/output error'), { code: 'EIO' });
    const prototype = await handles();
    const { sync } = prototype;
    const target = join(folder, 'set.safetensors');
    await save(model, flat, target, { maxShardSize: 100 });
    const before = await Promise.all(
      (await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name))]),
    );
    vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof prototype) {
      if ((await this.stat()).isDirectory()) throw full;
      return sync.call(this);
    });
    await expect(save(model, model.zeros(), target, { maxShardSize: 100 })).rejects.toBe(full);
    expect(
      await Promise.all((await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name))])),
    ).toEqual(before);
    await expect(save(model, flat, path)).rejects.toBe(full);
    expect(new Uint8Array(await readFile(path))).toEqual(serialize(model, flat));
    expect(await readdir(folder)).toHaveLength(before.length);
  });

  it('save leaves nothing beside its target if the target is a folder', async () => {
    await expect(save(model, flat, folder)).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY|EEXIST/);
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    await expect(save(model, flat, join(folder, 'nowhere', 'x'))).rejects.toThrow('ENOENT');
  });
});

describe('a successful save', () => {
  it('save continues after short writes', async () => {
    const prototype = await handles();
    const write = prototype.write as (
      bytes: Uint8Array,
      offset: number,
      length: number,
    ) => Promise<{ bytesWritten: number; buffer: Uint8Array }>;
    vi.spyOn(prototype, 'write').mockImplementation(function (
      this: unknown,
      bytes: Uint8Array,
      offset: number,
      length: number,
    ) {
      return write.call(this, bytes, offset, Math.min(length, 100));
    } as never);
    await save(model, flat, path);
    expect(new Uint8Array(await readFile(path))).toEqual(serialize(model, flat));
  });

  it('save replaces the file that a link points to and keeps its permissions', async () => {
    const link = join(folder, 'link');
    await symlink(path, link);
    await chmod(path, 0o600);
    await save(model, flat, link);
    expect(await load(model, path)).toEqual(flat);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('a failing load', () => {
  const bytes = serialize(model, flat);
  it.each([bytes.length - 1, bytes.length - 28, bytes.length - 2000])(
    'load changes nothing if reading fails at byte %d',
    async (end) => {
      const into = model.zeros();
      const broken = {
        size: bytes.length,
        read: (offset: number, length: number) => {
          if (offset + length > end) throw new Error('the line was cut');
          return bytes.subarray(offset, offset + length);
        },
      };
      await expect(load(model, broken, { into })).rejects.toThrow('the line was cut');
      const short = {
        size: bytes.length,
        read: (offset: number, length: number) => bytes.subarray(0, end).subarray(offset, offset + length),
      };
      await expect(load(model, short, { into })).rejects.toThrow(
        /^tensor '[ab]': the source ended within its data: expected \d+ bytes from \d+, found \d+ \(byte \d+ of the file\)$/,
      );
      expect(into.every((x) => x === 0)).toBe(true);
    },
  );
});
