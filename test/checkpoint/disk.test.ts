// Saves in processes of their own, with the built package: one with a full disk, one that is killed, one of a large
// array.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const dist = new URL('../../dist/src/', import.meta.url);
const isBuilt = existsSync(new URL('checkpoint/index.js', dist));

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  path = join(folder, 'model.safetensors');
  await writeFile(path, 'old');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs code with the package's functions and a `path`, after a shell command. */
async function inProcess(code: string, before = ':'): Promise<{ readonly stdout: string; readonly signal?: string }> {
  const script = `
    import { readFileSync } from 'node:fs';
    import { layout } from '${dist.href}index.js';
    import { load, loadNpz, readHeader, save, saveNpz } from '${dist.href}checkpoint/index.js';
    const path = ${JSON.stringify(path)};
    ${code}`;
  const command = `${before}; exec '${process.execPath}' --input-type=module --eval "$1"`;
  return run('/bin/sh', ['-c', command, 'sh', script], { cwd: fileURLToPath(dist) }).catch(
    (error: { stdout: string; signal: string }) => error,
  );
}

describe.skipIf(!isBuilt)(`save in a process of its own${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it.each(['{}', "{ dtype: 'BF16' }", '{ maxShardSize: 3e6 }'])(
    'save with %s leaves the old file and nothing else if the disk is full',
    async (options) => {
      const { stdout } = await inProcess(
        `const model = layout({ a: [1000, 700], b: [4000, 1000] });
      await save(model, model.zeros().fill(1), path, ${options}).catch((error) => console.log(error.code));`,
        'ulimit -f 4000', // blocks of 512 bytes: 2 MB
      );
      expect(stdout.trim()).toBe('EFBIG');
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['model.safetensors']);
    },
  );

  it('save leaves the old file if the process is killed while writing', async () => {
    const { signal } = await inProcess(`
      const model = layout({ a: [20_000_000] });
      await save(model, model.zeros(), path, { onProgress: ({ done }) => done > 3e7 && process.kill(process.pid, 'SIGKILL') });`);
    expect(signal).toBe('SIGKILL');
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it.skipIf(!existsSync('/proc/self/status'))(
    'save takes less than 16 MiB besides a flat array of 256 MB, with or without conversion, also from shared memory',
    async () => {
      const { stdout } = await inProcess(`
      const model = layout({ a: [8, 4_000_000], b: [32_000_000] });
      const flat = new Float32Array(new SharedArrayBuffer(4 * model.length)).fill(1.5);
      const small = layout({ a: [1000] });
      // What is loaded once.
      for (const dtype of ['F32', 'BF16', 'F16']) await save(small, small.zeros(), path, { dtype });
      // getrusage inherits that of the process which started this one.
      const peak = () => Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
      const before = peak();
      for (const dtype of ['F32', 'BF16', 'F16']) await save(model, flat, path, { dtype });
      console.log(JSON.stringify({ grown: peak() - before, size: (await readHeader(path)).get('b').end }));`);
      const { grown, size } = JSON.parse(stdout) as { grown: number; size: number };
      expect(size).toBe(128_000_000);
      expect(grown).toBeLessThan(16 * 1024);
    },
    60_000,
  );

  it.skipIf(!existsSync('/proc/self/status'))(
    'saveNpz and loadNpz take less than 16 MiB besides 100 MB; deflating leaves up to 64 MiB to the garbage collector',
    async () => {
      const { stdout } = await inProcess(`
      const model = layout({ a: [8, 2_000_000], b: [9_000_000] });
      const flat = model.zeros();
      const small = layout({ a: [1000] });
      for (const compress of [false, true]) await saveNpz(small, small.zeros(), path, { compress });
      await loadNpz(small, path);
      const peak = () => Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
      flat.fill(1);
      const grown = [];
      for (const compress of [false, true]) {
        for (const step of [() => saveNpz(model, flat, path, { compress }), () => loadNpz(model, path, { into: flat, staged: false })]) {
          const before = peak();
          await step();
          grown.push(peak() - before);
        }
      }
      console.log(JSON.stringify(grown));`);
      const [saved, loaded, deflated, inflated] = JSON.parse(stdout) as [number, number, number, number];
      expect(Math.max(saved, loaded)).toBeLessThan(16 * 1024);
      expect(Math.max(deflated, inflated)).toBeLessThan(64 * 1024);
    },
    120_000,
  );
});
