import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, load, open, readHeader, save } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';

/** As in save-loop.mjs. */
const model = layout({ h: repeat(4, { w: [16, 16] }) });
const full = (number: number): Float32Array => model.zeros().fill(number);
const MAX_SHARD_SIZE = 1024; // a shard for each block

let folder = '';
let target = '';
const index = (): string => `${target}.index.json`;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  target = join(folder, 'model.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));
const shard = (number: number): Promise<void> => save(model, full(number), target, { maxShardSize: MAX_SHARD_SIZE });

/** A process that saves in a loop, and the lines that it printed. */
interface Writer {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<void>;
  /** Waits for so many lines. */
  printed(count: number): Promise<void>;
}
function startWriter(first: number, maxShardSizes: readonly number[] = [MAX_SHARD_SIZE]): Writer {
  const script = fileURLToPath(new URL('save-loop.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, target, `${first}`, maxShardSizes.join()], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const printed = async (count: number): Promise<void> => {
    while (lines.length < count && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(lines.length).toBeGreaterThanOrEqual(count);
  };
  return { child, lines, ended, printed };
}

describe('a set of shards that is saved again', () => {
  it.each([
    ['of four shards', [MAX_SHARD_SIZE]],
    ['of four shards, one file or two shards', [MAX_SHARD_SIZE, 1e6, 2 * MAX_SHARD_SIZE]],
  ])('a reader beside a writer %s meets the old set or the new one, never a mixture', async (_, maxShardSizes) => {
    await shard(0);
    const writer = startWriter(1, maxShardSizes);
    await writer.printed(1);
    const seen = new Set<number>();
    for (let round = 0; round < 600; round++) {
      const flat = await load(model, round % 2 === 0 && maxShardSizes.length === 1 ? index() : folder);
      seen.add(flat[0] as number);
      expect(flat.every((x) => x === flat[0])).toBe(true);
    }
    writer.child.stdin?.end();
    await writer.ended;
    expect(writer.lines.filter((line) => !/^\d+$/.test(line))).toEqual([]);
    expect(seen.size).toBeGreaterThan(2);
  });

  it('of two writers at once, one saves and the other says who saves', async () => {
    await shard(0);
    const writers = [startWriter(1), startWriter(2)] as const;
    await Promise.all(writers.map((writer) => writer.printed(100)));
    for (const { child } of writers) child.stdin?.end();
    await Promise.all(writers.map(({ ended }) => ended));
    for (const [i, { lines }] of writers.entries()) {
      const { pid } = (writers[1 - i] as Writer).child;
      const busy = `process ${pid} on ${hostname()} is saving the same checkpoint, so this save wrote nothing; `;
      for (const line of lines) if (!/^\d+$/.test(line)) expect(line).toContain(busy);
      expect(lines.some((line) => /^\d+$/.test(line))).toBe(true);
    }
    const flat = await load(model, index());
    expect(flat.every((x) => x === flat[0])).toBe(true);
    expect(await readdir(folder)).toHaveLength(5);
  });

  it('after a kill at any moment a whole set is there, and the next save removes what is left over', async () => {
    await shard(0);
    let leftovers = 0;
    for (let round = 1; round <= 25; round++) {
      const writer = startWriter(2 * round * 1000);
      await writer.printed(1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
      writer.child.kill('SIGKILL');
      await writer.ended;
      const flat = await load(model, index());
      expect(flat.every((x) => x === flat[0])).toBe(true);
      leftovers += (await readdir(folder)).length - 5;
      await shard(round);
      expect(await readdir(folder)).toHaveLength(5);
      expect(await load(model, folder)).toEqual(full(round));
    }
    expect(leftovers).toBeGreaterThan(0);
  });

  it('a set that is open for loads stays the set that was opened', async () => {
    await shard(1);
    const file = await open(index());
    const first = layout({ w: [16, 16] });
    expect((await load(first, file, { prefix: 'h.0.' }))[0]).toBe(1);
    await shard(2);
    expect((await load(first, file, { prefix: 'h.0.' }))[0]).toBe(1);
    await expect(load(first, file, { prefix: 'h.3.' })).rejects.toThrow(
      "the shard 'model-00004-of-00004.safetensors' is missing",
    );
    await file.close();
  });
});

describe('the names of saves', () => {
  it('the first save has the names of transformers, and later ones carry a name of their own', async () => {
    await shard(1);
    expect(await readdir(folder)).toContain('model-00001-of-00004.safetensors');
    const header = await readHeader(join(folder, 'model-00001-of-00004.safetensors'));
    expect(header.metadata).toBeUndefined();
    await save(model, full(2), target, { maxShardSize: MAX_SHARD_SIZE, metadata: { step: '3' } });
    const { metadata, weight_map: weightMap } = JSON.parse(await readFile(index(), 'utf8'));
    const saved: string = metadata['paramlayout.save'];
    expect(weightMap['h.2.w']).toBe(`model-save-${saved}-00003-of-00004.safetensors`);
    expect([...((await readHeader(join(folder, weightMap['h.2.w']))).metadata ?? [])]).toEqual([
      ['step', '3'],
      ['format', 'pt'],
      ['paramlayout.save', saved],
    ]);
    await save(model, full(3), target, { metadata: { 'paramlayout.save': saved, step: '4' } });
    expect([...((await readHeader(target)).metadata ?? [])]).toEqual([['step', '4']]);
  });

  it('load refuses an index and a shard of two saves, and accepts shards that name none', async () => {
    await shard(1);
    const [one] = (await readdir(folder)).sort();
    const unnamed = await readFile(join(folder, one as string));
    await shard(2);
    const [old = ''] = (await readdir(folder)).sort();
    const bytes = await readFile(join(folder, old));
    await shard(3);
    const [now = ''] = (await readdir(folder)).sort();
    await writeFile(join(folder, now), bytes);
    const error = await load(model, index()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as CheckpointError).issues.map(({ code }) => code)).toEqual(['other save']);
    expect((error as Error).message).toMatch(
      /'model-save-\w+-00001-of-00004.safetensors' was written by the save '\w+', but the index by '\w+'/,
    );
    await writeFile(join(folder, now), unnamed);
    expect((await load(model, index()))[0]).toBe(1);
  });

  it('a save leaves the shards of other checkpoints in the folder', async () => {
    await save(model, full(5), join(folder, 'model-large.safetensors'), { maxShardSize: MAX_SHARD_SIZE });
    await save(model, full(6), join(folder, 'model-large.safetensors'), { maxShardSize: MAX_SHARD_SIZE });
    await shard(1);
    await shard(2);
    expect(await load(model, join(folder, 'model-large.safetensors.index.json'))).toEqual(full(6));
    expect(await readdir(folder)).toHaveLength(10);
  });

  it('load finds the only file beside the shards of a save that did not finish', async () => {
    await shard(1);
    await shard(2);
    await rm(index());
    await save(model, full(3), target);
    expect(await load(model, folder)).toEqual(full(3));
  });
});

describe('the lock of a save', () => {
  const lock = (): string => `${target}.lock`;
  const holder = (changes: object): string =>
    JSON.stringify({ process: process.pid, host: hostname(), save: 'x', ...changes });

  it.each([
    ['a process that has ended', () => holder({ process: 2 ** 22 + 1 })],
    ...(process.platform === 'linux' ? [['an older process of the same number', () => holder({ started: '1' })]] : []),
  ] as [string, () => string][])('of %s is removed', async (_, text) => {
    await writeFile(lock(), text());
    await shard(1);
    expect(await load(model, folder)).toEqual(full(1));
    expect(await readdir(folder)).toHaveLength(5);
  });

  it.each([
    ['this process', () => holder({}), `process ${process.pid} on ${hostname()}`],
    ['a process of another machine', () => holder({ process: 7, host: 'elsewhere' }), 'process 7 on elsewhere'],
    ['nobody knows whom', () => '', 'another process'],
  ])('of %s makes a save fail and stays', async (_, text, who) => {
    await writeFile(lock(), text());
    await expect(shard(1)).rejects.toThrow(
      `${who} is saving the same checkpoint, so this save wrote nothing; if that process has ended, remove '${lock()}'`,
    );
    expect(await readdir(folder)).toEqual(['model.safetensors.lock']);
  });

  it('that was taken away stops a save before it replaces the index', async () => {
    await shard(1);
    const before = await readdir(folder);
    let isTaken = false;
    const onProgress = async (): Promise<void> => {
      if (isTaken) return;
      isTaken = true;
      await writeFile(`${lock()}.new`, holder({ process: 8, host: 'elsewhere' }));
      await rename(`${lock()}.new`, lock());
    };
    await expect(
      save(model, full(2), target, { maxShardSize: MAX_SHARD_SIZE, onProgress: () => void onProgress() }),
    ).rejects.toThrow('process 8 on elsewhere is saving the same checkpoint');
    expect(await readdir(folder)).toEqual([...before, 'model.safetensors.lock'].sort());
    expect(await load(model, folder)).toEqual(full(1));
  });
});
