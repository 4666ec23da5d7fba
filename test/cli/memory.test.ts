// Commands that read data hold a few MiB of it, however large the file is: docs/command-line.md.
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { file } from '../checkpoint/fixtures.ts';

const SIZE = 2 ** 29; // bytes of data, as a hole in a sparse file
const MiB = 1024; // in units of maxRSS, which are KiB
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-memory-'));
  for (const name of ['big', 'same']) {
    const handle = await open(join(folder, `${name}.safetensors`), 'w');
    const head = file({
      a: { dtype: 'F32', shape: [SIZE / 8], data_offsets: [0, SIZE / 2] },
      b: { dtype: 'F32', shape: [2, SIZE / 16], data_offsets: [SIZE / 2, SIZE] },
    });
    await handle.write(head);
    await handle.truncate(head.length + SIZE);
    await handle.close();
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The peak memory of a command according to the operating system. */
async function peak(...args: readonly string[]): Promise<number> {
  const tell = "data:text/javascript,process.on('exit', () => console.error(process.resourceUsage().maxRSS))";
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', tell, join(process.cwd(), 'dist/src/cli/main.js'), ...args],
    { cwd: folder },
  );
  return Number(stderr.trim().split('\n').at(-1));
}

test.each([
  ['stats', 'big.safetensors'],
  ['diff', 'big.safetensors', 'same.safetensors', '--values'],
  ['inspect', 'big.safetensors', '--values'],
  ['convert', 'big.safetensors', '-o', 'half.safetensors', '--dtype', 'BF16'],
  ['convert', 'big.safetensors', '-o', 'big.npz'],
])('%s %s takes at most 64 MiB for 512 MiB of data', async (...args) => {
  expect(await peak(...args)).toBeLessThan((await peak('--version')) + 64 * MiB);
});
