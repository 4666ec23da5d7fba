import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { load, save, saveNpy, saveNpz, serialize, serializeNpy, serializeNpz } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

const model = layout({ a: [1000], b: [7] });
const flat = model.zeros().fill(1);
const archive = await serializeNpz(model, flat);

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

describe.skipIf(process.platform === 'win32')('a target that is not a regular file', () => {
  const writers = [
    ['save', (to: string) => save(model, flat, to), serialize(model, flat)],
    ['saveNpy', (to: string) => saveNpy(flat, to), serializeNpy(flat)],
    ['saveNpz', (to: string) => saveNpz(model, flat, to), archive],
  ] as const;

  it.each(writers)('%s writes to a pipe and leaves it a pipe', async (_name, write, bytes) => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = readFile(pipe);
    await write(pipe);
    expect(new Uint8Array(await read)).toEqual(bytes);
    expect((await stat(pipe)).isFIFO()).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['model.safetensors', 'pipe']);
  });

  it.each(writers)('%s writes to a device', async (_name, write) => {
    await write('/dev/null');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    await expect(write('/dev/full')).rejects.toMatchObject({
      code: 'ENOSPC',
      path: '/dev/full',
      message: expect.stringContaining("'/dev/full'") as string,
    });
  });

  it.each(writers)('%s creates the target of a dangling link', async (_name, write, bytes) => {
    const link = join(folder, 'link');
    await mkdir(join(folder, 'real'));
    await mkdir(join(folder, 'deep'));
    await symlink(join(folder, 'deep'), join(folder, 'real', 'down'));
    await symlink('real/down/../other', link); // '..' leads out of 'deep', not out of 'down'
    await symlink('../model', join(folder, 'deep', 'next'));
    await write(link);
    expect(new Uint8Array(await readFile(join(folder, 'other')))).toEqual(bytes);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    await write(join(folder, 'real', 'down', 'next'));
    expect(new Uint8Array(await readFile(join(folder, 'model')))).toEqual(bytes);
  });

  it.each(writers)('%s refuses a folder, a socket and a loop of links by name', async (_name, write) => {
    await symlink('loop', join(folder, 'loop'));
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((done) => server.once('listening', done));
    for (const [name, code, found] of [
      ['', 'EISDIR', 'expected a file, found a folder'],
      ['socket', 'ENXIO', 'expected a file, found a socket'],
      ['loop', 'ELOOP', 'too many symbolic links'],
      ['x'.repeat(300), 'ENAMETOOLONG', 'name too long'],
      ['none/x', 'ENOENT', 'no such file'],
    ] as const) {
      const target = join(folder, name);
      const message = expect.stringMatching(new RegExp(`^${code}: .*${found}.*|'${target}'`)) as string;
      await expect(write(target)).rejects.toMatchObject({ code, path: target, message });
    }
    server.close();
    expect((await readdir(folder)).sort()).toEqual(['loop', 'model.safetensors']);
  });

  it('save names the target and not the temporary file if the folder may not be written', async () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open '/x.tmp'"), {
      code: 'EACCES',
      path: '/x.tmp',
    });
    vi.spyOn(await handles(), 'write').mockRejectedValueOnce(denied);
    await expect(save(model, flat, path)).rejects.toMatchObject({
      path,
      message: `EACCES: permission denied, open '${path}'`,
    });
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
