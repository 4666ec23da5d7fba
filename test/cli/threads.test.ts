import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { load, save } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { paramlayout } from './command-line.ts';

const model = layout({ w: repeat(12, [300, 401]), b: repeat(9, [77]), e: [0, 3], s: [] });
const flat = Float32Array.from({ length: model.length }, (_, i) => Math.sin(i * i) * 10 ** ((i % 30) - 15));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-threads-'));
  const dtype = { 'w.*': 'F32', 'b.*': 'F16', 'w.3': 'BF16' } as const;
  await save(
    model,
    flat.map((value, i) => (i % 999 === 0 ? Number.NaN : value)),
    at('a.safetensors'),
    { dtype },
  );
  await save(
    model,
    flat.map((value, i) => value * (1 + (i % 7) / 100)),
    at('b.safetensors'),
    { dtype: 'BF16' },
  );
  await save(model, flat, at('set.safetensors'), { maxShardSize: 2_000_000 });
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** Runs the built program: the sources cannot run in threads. */
const program = (...args: readonly string[]): Promise<{ readonly exit: unknown; out: string; err: string }> =>
  new Promise((done) =>
    execFile(
      process.execPath,
      [resolve('dist/src/cli/main.js'), ...args],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, out, err) => done({ exit: error === null ? 0 : error.code, out, err }),
    ),
  );

it.each([
  ['stats', ['stats', 'a.safetensors', '--json'], 0],
  ['stats of shards', ['stats', 'set.safetensors.index.json', '--json'], 0],
  ['diff --values', ['diff', 'a.safetensors', 'b.safetensors', '--values', '--json'], 1],
  ['diff --values of shards', ['diff', 'set.safetensors.index.json', 'b.safetensors', '--values', '--json'], 1],
] as const)('%s prints the same bits with any number of threads', async (_what, args, exit) => {
  const one = await program(...args, '--threads', '1');
  expect({ exit: one.exit, err: one.err }).toEqual({ exit, err: '' });
  for (const threads of ['2', '3', '8']) expect(await program(...args, '--threads', threads)).toEqual(one);
  const inPlace = args.map((arg) => (/\.(?:safetensors|json)$/.test(arg) ? at(arg) : arg));
  const { out } = await paramlayout(inPlace);
  expect(out.replaceAll(`${folder}/`, '')).toBe(one.out);
});

it('a file that is cut while threads read it is reported as without threads', async () => {
  await save(model, flat, at('cut.safetensors'));
  const whole = await load(model, at('cut.safetensors'));
  expect(whole).toEqual(flat);
  await truncate(at('cut.safetensors'), 3_000_000);
  const [one, two] = await Promise.all(['1', '2'].map((n) => program('stats', 'cut.safetensors', '--threads', n)));
  expect(one).toMatchObject({ exit: 2, out: '' });
  expect(two).toEqual(one);
});

it('the number of threads must be a number from 1 to 99', async () => {
  for (const threads of ['0', '-1', '100', 'x', '1.5']) {
    const { exit, err } = await paramlayout(['stats', at('a.safetensors'), '--threads', threads]);
    expect(exit).toBe(2);
    expect(err).toContain('A number of threads from 1 to 99 was expected.');
  }
});
