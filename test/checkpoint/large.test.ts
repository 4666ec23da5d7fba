// Large files, most of which are holes that take no space on disk, and long headers. The built package runs in
// processes of its own.
import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { file } from './fixtures.ts';

const run = promisify(execFile);
const dist = new URL('../../dist/src/', import.meta.url);
const isBuilt = existsSync(new URL('checkpoint/index.js', dist));
const MiB = 1024; // in the unit of maxRSS

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A sparse file: a header and a few of its data. */
async function sparse(
  name: string,
  header: object,
  size: number,
  parts: readonly (readonly [at: number, values: Float32Array])[],
): Promise<string> {
  const path = join(folder, name);
  const handle = await open(path, 'w');
  const head = file(header);
  await handle.write(head);
  await handle.truncate(head.length + size);
  for (const [at, values] of parts)
    await handle.write(new Uint8Array(values.buffer), 0, values.byteLength, head.length + at);
  await handle.close();
  return path;
}

async function inProcess<T>(code: string, ...flags: readonly string[]): Promise<T> {
  const script = `
    import { layout } from '${dist.href}index.js';
    import { CheckpointError, load, readHeader, serialize } from '${dist.href}checkpoint/index.js';
    const peak = () => process.resourceUsage().maxRSS;
    ${code}`;
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout) as T;
}

describe('files of more than 4 GiB', () => {
  it('load finds tensors beyond 4 GiB', async () => {
    const far = 5 * 2 ** 30 + 3; // not aligned
    const header = {
      big: { dtype: 'U8', shape: [5, 2 ** 30], data_offsets: [0, 5 * 2 ** 30] },
      odd: { dtype: 'U8', shape: [3], data_offsets: [5 * 2 ** 30, far] },
      a: { dtype: 'F32', shape: [1000], data_offsets: [far, far + 4000] },
      b: { dtype: 'F32', shape: [2 ** 20], data_offsets: [far + 4000, far + 4000 + 2 ** 22] },
    };
    const a = new Float32Array(1000).map((_, i) => i);
    const path = await sparse('far', header, far + 4000 + 2 ** 22, [
      [far, a],
      [far + 4000 + 2 ** 22 - 4, Float32Array.of(7)],
    ]);
    const flat = await load(layout({ a: [1000], b: [2 ** 20] }), path, { ignore: ['big', 'odd'] });
    expect(flat.subarray(0, 1000)).toEqual(a);
    expect(flat.at(-1)).toBe(7);
    const blob = {
      size: await open(path).then(async (handle) => {
        const { size } = await handle.stat();
        await handle.close();
        return size;
      }),
      read: async (offset: number, length: number) => {
        const handle = await open(path);
        const bytes = new Uint8Array(length);
        await handle.read(bytes, 0, length, offset);
        await handle.close();
        return bytes;
      },
    };
    expect((await load(layout({ a: [1000] }), blob, { ignore: ['big', 'odd', 'b'] })).subarray(0, 9)).toEqual(
      a.subarray(0, 9),
    );
  });
});

describe.skipIf(!isBuilt)(`large files${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('load takes less than 16 MiB besides a flat array of more than 2 GiB, with conversion and in place', async () => {
    const length = 2 ** 29 + 1000;
    const long = await sparse(
      'long',
      { a: { dtype: 'F32', shape: [length], data_offsets: [0, 4 * length] } },
      4 * length,
      [
        [2 ** 31 - 4, Float32Array.of(1, 2)],
        [4 * length - 4, Float32Array.of(3)],
      ],
    );
    const half = 2 ** 27;
    const bf16 = await sparse('half', { a: { dtype: 'BF16', shape: [half], data_offsets: [0, 2 * half] } }, 2 * half, [
      [2 * half - 4, Float32Array.of(1)],
    ]);
    const { grown, values, converted, inPlace } = await inProcess<
      Record<'grown' | 'converted' | 'inPlace', number> & { values: number[] }
    >(`
      const tiny = layout({ a: [1000] });
      // What is loaded once.
      for (const dtype of ['F32', 'BF16']) await load(tiny, serialize(tiny, tiny.zeros(), { dtype }));
      const start = peak();
      const model = layout({ a: [${half}] });
      const flat = await load(model, ${JSON.stringify(bf16)});
      const converted = peak() - start - 4 * ${half} / 1024;
      await load(model, ${JSON.stringify(bf16)}, { into: flat, staged: false });
      const inPlace = peak() - start - 4 * ${half} / 1024;
      const before = peak();
      const big = await load(layout({ a: [${length}] }), ${JSON.stringify(long)});
      console.log(JSON.stringify({ converted, inPlace, grown: peak() - before - 4 * ${length} / 1024, values: [big[2 ** 29 - 1], big[2 ** 29], big.at(-1), flat.at(-1)] }));`);
    expect(values).toEqual([1, 2, 3, 1]);
    expect(converted).toBeLessThan(16 * MiB);
    expect(inPlace).toBeLessThan(16 * MiB);
    expect(grown).toBeLessThan(16 * MiB);
  }, 120_000);

  it.each([true, false])(
    'load takes little memory over HTTP, range requests supported: %s',
    async (ranges) => {
      const length = 2 ** 26;
      const path = await sparse(
        'web',
        { a: { dtype: 'F32', shape: [length], data_offsets: [0, 4 * length] } },
        4 * length,
        [[4 * length - 4, Float32Array.of(3)]],
      );
      const { size } = await open(path).then(async (handle) => {
        const stat = await handle.stat();
        await handle.close();
        return stat;
      });
      const server = createServer(({ headers }, response) => {
        const [, first, last] = ranges ? (/(\d+)-(\d+)/.exec(headers.range ?? '') ?? []) : [];
        const start = Number(first ?? 0);
        const end = Math.min(size - 1, Number(last ?? size - 1));
        response.writeHead(first === undefined ? 200 : 206, {
          'content-length': `${end + 1 - start}`,
          ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
        });
        createReadStream(path, { start, end }).pipe(response);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`;
      const { last, calls } = await inProcess<{ last: number; calls: number }>(
        `
      let calls = 0;
      const flat = await load(layout({ a: [${length}] }), ${JSON.stringify(url)}, { onProgress: () => calls++ });
      console.log(JSON.stringify({ last: flat.at(-1), calls }));`,
        '--max-old-space-size=64',
      );
      expect(last).toBe(3);
      expect(calls).toBeGreaterThan(100);
      server.close();
    },
    60_000,
  );

  // Headers of 20 MB. The heap is limited to 12 times that.
  const MB = 20e6;
  it.each([
    [
      'entries',
      'ok',
      `for (let i = 0; room(); i++) put('"' + i.toString(36) + ` +
        `'":["F4",[0],[0,0]],'); put('"last":["F4",[0],[0,0]]}');`,
    ],
    ['one name', 'refused', `put('"' + 'a'.repeat(${MB - 100}) + '":["F32",[0],[0,1]]}');`],
    ['dimensions', 'ok', `put('"a":["F32",[0' + ',0'.repeat(${MB / 2 - 50}) + '],[0,0]]}');`],
    [
      'dimensions past 2^53',
      'ok',
      `put('"a":["F32",[0' + ',18446744073709551615'.repeat(${Math.floor(MB / 21) - 50}) + '],[0,0]]}');`,
    ],
    [
      'metadata',
      'ok',
      `put('"__metadata__":{'); for (let i = 0; room(); i++) put('"' + i.toString(36) + '":"",'); put('"last":""}}');`,
    ],
    ['one entry over and over', 'ok', `while (room()) put('"a":["F4",[0],[0,0]],'); put('"a":["F4",[0],[0,0]]}');`],
    [
      'entries from the last to the first',
      'refused',
      `for (let i = ${MB / 40}; room() && i > 0; i--) put('"' + i + '":["U8",[1],[' + ` +
        `(i - 1) + ',' + i + ']],'); put('"z":["F4",[0],[0,0]]}');`,
    ],
    ['brackets', 'refused', `put('"a":' + '['.repeat(${MB - 50}));`],
    ['escapes', 'refused', `put('"' + '\\\\u0041'.repeat(${MB / 6 - 50}) + '":["F32",[0],[0,1]]}');`],
    [
      'skipped values',
      'ok',
      `put('"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"x":[' + '{},'.repeat(${MB / 3 - 100}) + '0]}}');`,
    ],
    ['digits', 'refused', `put('"a":["F32",[' + '9'.repeat(${MB - 100}) + '],[0,0]]}');`],
  ])(
    'readHeader takes little memory for a header of 20 MB of %s',
    async (_, expected, fill) => {
      const { outcome, message } = await inProcess<{ outcome: string; message: string }>(
        `
      const bytes = Buffer.alloc(8 + ${MB}, 0x20);
      let at = 9;
      bytes.write('{', 8);
      const put = (text) => { at += bytes.write(text, at, 'latin1'); };
      const room = () => at < ${MB} - 200;
      ${fill}
      bytes.writeBigUInt64LE(${MB}n);
      const found = await readHeader(bytes).catch((error) => error);
      console.log(JSON.stringify({ outcome: found instanceof Map ? 'ok' : found instanceof CheckpointError ? 'refused' : String(found), message: String(found.message ?? '') }));`,
        '--max-old-space-size=240',
      );
      expect(outcome).toBe(expected);
      expect(message.length).toBeLessThan(2000);
    },
    60_000,
  );
});
