// Groups that save a checkpoint together, and what other numbers of ranks read of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open as openFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { s3Source } from '../../examples/s3/s3-source.ts';
import { dcp, load, loadAll, readHeader, save, type Source } from '../../src/checkpoint/index.ts';
import { type Collective, diloco, GroupError, threads } from '../../src/collective/index.ts';
import { type FlatOf, layout, omit, part, repeat, rowsOf, shardRows, tied, unshard } from '../../src/index.ts';
import { adamw } from '../../src/optim/index.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { startS3 } from '../checkpoint/s3-server.ts';
import { startWeb } from '../checkpoint/web-server.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterEach(() => rm(folder, { recursive: true }));

const model = layout({
  h: repeat(3, { b: [7], w: [7, 5] }),
  out: { weight: tied('wte') },
  s: [],
  wte: [11, 3],
});
type Flat = FlatOf<typeof model>;
const flat = model.zeros().map((_, i) => Math.sin(i + 1)) as Flat;

// `as never`: the number of members is only `number` here, so the compiler knows no tuple.
const groupOf = <L extends LayoutLike>(of: L, size: number, deadline = 30_000): readonly Collective<L>[] =>
  threads(of, size as never, { deadline }) as never;
const fileOf = (rank: number): string => `shard-0000${rank + 1}-model-00001-of-00001.safetensors`;
const bitsOf = (array: Float32Array): Uint32Array => new Uint32Array(array.buffer, array.byteOffset, array.length);
const messageOf = (error: unknown): string => (error as Error).message;

describe('a group that saves together', () => {
  const LAYOUTS = {
    'a tie, a repeat and a scalar': model,
    'a transposed tie and a tie to rows': layout({
      head: tied('wte', { transpose: true }),
      some: tied('wte', { rows: [2, 5] }),
      wte: [6, 4],
    }),
    'only scalars': layout({ a: [], b: { c: [] } }),
    'leaves without elements': layout({ a: [0, 3], b: [3, 0], c: repeat(0, { w: [2] }), d: [5, 0, 2], w: [3, 2] }),
    nothing: layout({}),
    pads: layout({ a: [3], b: [5, 2], c: [] }, { align: 8 }),
  };
  const cases = Object.entries(LAYOUTS).flatMap(([name, of]) =>
    [1, 2, 3, 4, 8].map((size) => [size, name, of] as const),
  );

  it.each(cases)('of %d members writes all bits of a layout with %s', async (size, _, of) => {
    const whole = (of as typeof model).zeros();
    for (const { offset, length } of of.slots)
      // All kinds of bits, also those of NaN.
      for (let i = offset; i < offset + length; i++) bitsOf(whole)[i] = 0x9e3779b1 * (i + 1);
    const target = join(folder, 'deep', 'step-1');
    await Promise.all(
      groupOf(of, size).map((group) => save(of as typeof model, whole.slice() as Flat, dcp(target, { group }))),
    );
    expect(await readdir(join(folder, 'deep'))).toEqual(['step-1']);
    expect(bitsOf(await load(of as typeof model, dcp(target)))).toEqual(bitsOf(whole));
    const index = JSON.parse(await readFile(join(target, 'dcp.index.json'), 'utf8')) as { files: string[] };
    expect([...index.files, 'dcp.index.json'].sort()).toEqual((await readdir(target)).sort());
    // PyTorch knows no index, and lists the files.
    await rm(join(target, 'dcp.index.json'));
    if (index.files.length > 0) expect(bitsOf(await load(of as typeof model, dcp(target)))).toEqual(bitsOf(whole));
  });

  it.each([1, 2, 3, 8])('four members write what %d ranks read, by rows and as a whole', async (count) => {
    const target = join(folder, 'step-1');
    await Promise.all(groupOf(model, 4).map((group) => save(model, flat, dcp(target, { group }))));
    // `as`: all counts give layouts of the same names.
    const shards = shardRows(model, count) as unknown as ReturnType<typeof shardRows<typeof model, 2>>;
    const readers = groupOf(model, count);
    const parts = await Promise.all(
      readers.map((group, rank) => load(shards[rank as 0], dcp(target, { shards, group }))),
    );
    expect(bitsOf(unshard(shards, parts as never, model.zeros()))).toEqual(bitsOf(flat));

    // Each rank reads its rows alone, and then all members share them.
    const flats = await Promise.all(
      readers.map(async (group, rank) => {
        const all = model.zeros();
        const mine = parts[rank] as Float32Array;
        for (const [{ offset, length }, rows] of rowsOf(shards, rank, all))
          rows.set(mine.subarray(offset, offset + length));
        await group.allGather(all, { over: shards as never });
        return all;
      }),
    );
    for (const each of flats) expect(bitsOf(each)).toEqual(bitsOf(flat));
  });

  it('a layout with a transposed tie is read by rows through a layout without the tie', async () => {
    const tiedModel = layout({ head: tied('wte', { transpose: true }), wte: [6, 4] });
    const numbers = tiedModel.zeros().map((_, i) => i) as FlatOf<typeof tiedModel>;
    const target = join(folder, 'step-1');
    await Promise.all(threads(tiedModel, 4).map((group) => save(tiedModel, numbers, dcp(target, { group }))));
    const shards = shardRows(omit(tiedModel, 'head'), 3);
    expect(await load(shards[1], dcp(target, { shards, rank: 1 }))).toEqual(numbers.subarray(8, 16));
  });

  it('each member writes its own rows, of its own flat array', async () => {
    const target = join(folder, 'step-1');
    await Promise.all(
      threads(model, 2).map((group) => save(model, model.zeros().fill(1 + group.rank), dcp(target, { group }))),
    );
    const view = model.view(await load(model, dcp(target)));
    expect([...view.h[1].b]).toEqual([1, 1, 1, 1, 2, 2, 2]);
    expect(view.s).toBe(1);
    for (const rank of [0, 1]) {
      const header = await readHeader(join(target, fileOf(rank)));
      expect(header.get('wte')?.shape).toEqual([6 - rank, 3]);
    }
  });

  it('members that hold only their rows write these', async () => {
    const target = join(folder, 'step-1');
    const shards = shardRows(model, 3);
    const parts = shards.map((rows, rank) => {
      const mine = rows.zeros();
      for (const [{ offset }, own] of rowsOf(shards, rank, flat)) mine.set(own, offset);
      return mine;
    });
    await Promise.all(
      threads(model, 3).map((group, rank) =>
        save(
          shards[rank] as (typeof shards)[0],
          parts[rank] as (typeof parts)[0] as never,
          dcp(target, { shards, group }),
        ),
      ),
    );
    expect(await load(model, dcp(target))).toEqual(flat);
  });

  it('the model, its optimiser and the number of steps are one checkpoint, from which three ranks go on', async () => {
    const counter = layout({ step: [] });
    const gradient = model.zeros().fill(0.25);
    const flats = [0, 1, 2, 3].map(() => flat.slice() as Flat);
    const optimisers = flats.map(() => adamw(model, { lr: 0.1 }));
    optimisers.forEach((each, r) => each.step(flats[r] as Flat, gradient));
    const target = join(folder, 'step-1');
    await Promise.all(
      groupOf(model, 4).map((group, r) => {
        const { layout: stateLayout, state } = optimisers[r] as (typeof optimisers)[0];
        return save(
          [
            [model, flats[r] as Flat],
            [stateLayout, state.flat, { prefix: 'optim.' }],
            [counter, Int32Array.of(state.step), { prefix: 'optim.', dtype: 'I64' }],
          ],
          dcp(target, { group }),
          { metadata: { step: '1' } },
        );
      }),
    );
    expect((await readHeader(join(target, fileOf(2)))).metadata?.get('step')).toBe('1');
    const [params, state, step] = await loadAll(
      [model, [optimisers[0]!.layout, { prefix: 'optim.' }], [counter, { prefix: 'optim.', type: Int32Array }]],
      dcp(target),
    );
    const again = adamw(model, { lr: 0.1 }, { flat: state, step: step[0] as number });
    again.step(params, gradient);
    optimisers[3]!.step(flats[3] as Flat, gradient);
    expect(bitsOf(params)).toEqual(bitsOf(flats[3] as Flat));

    // Rank 1 of three reads its rows of both.
    const before = await load(model, dcp(target), { extra: 'ignore' });
    const [rows, stateRows] = [shardRows(model, 3), shardRows(optimisers[0]!.layout, 3)];
    const [mine, mineOfState] = await loadAll(
      [rows[1], [stateRows[1], { prefix: 'optim.', ignore: ['step'] }]],
      dcp(target, { shards: rows, rank: 1 }),
    );
    const expected = [...rowsOf(rows, 1, before)].flatMap(([, own]) => [...own]);
    expect([...mine]).toEqual(expected);
    expect([...mineOfState]).toEqual(
      [
        ...rowsOf(stateRows, 1, await load(optimisers[0]!.layout, dcp(target), { prefix: 'optim.', ignore: ['step'] })),
      ].flatMap(([, own]) => [...own]),
    );
  });

  it('diloco saves at the end of each round, and goes on with another number of members', async () => {
    const inner = (x: Flat, rank: number): void =>
      x.forEach((_, i) => {
        x[i] = (x[i] as number) - 0.01 * Math.cos(i + rank);
      });
    const run = async (size: number, start: Flat, from: string | undefined, to: string) =>
      Promise.all(
        groupOf(model, size).map(async (group) => {
          const own = start.slice() as Flat;
          let state;
          if (from !== undefined) {
            const [params, outer] = await loadAll([model, [layout({ m: model }), { prefix: 'outer.' }]], dcp(from));
            own.set(params);
            state = { flat: outer, step: 1 };
          }
          const training = await diloco(group, own, { every: 2, state });
          for (let i = 0; i < 2; i++) {
            inner(own, group.rank);
            await training.step();
          }
          const { outer } = training;
          await save(
            [
              [model, own],
              [outer.layout, outer.state.flat, { prefix: 'outer.' }],
            ],
            dcp(to, { group }),
          );
          return { own, outer: outer.state.flat };
        }),
      );
    const [first, second] = [join(folder, 'round-1'), join(folder, 'round-2')];
    const four = await run(4, flat, undefined, first);
    const three = await run(3, model.zeros(), first, second);
    for (const [target, members] of [
      [first, four],
      [second, three],
    ] as const) {
      const [params, outer] = await loadAll([model, [layout({ m: model }), { prefix: 'outer.' }]], dcp(target));
      for (const member of members) {
        expect(bitsOf(params)).toEqual(bitsOf(member.own));
        expect(bitsOf(part(layout({ m: model }), outer, 'm'))).toEqual(bitsOf(member.outer as Float32Array));
      }
    }
  });
});

describe('restoring reads only what a rank needs', () => {
  const rows = layout({ bias: [6], large: [4000, 400], scale: [], wide: [2000, 800] });
  const numbers = rows.zeros().map((_, i) => i % 4099) as FlatOf<typeof rows>;
  let target = '';
  let names: readonly string[] = [];
  beforeEach(async () => {
    target = join(folder, 'step-1');
    await Promise.all(threads(rows, 4).map((group) => save(rows, numbers, dcp(target, { group }))));
    names = (await readdir(target)).filter((name) => name.endsWith('.safetensors'));
    expect(names).toHaveLength(4);
    const all = await Promise.all(names.map((name) => readHeader(join(target, name))));
    headers = all.reduce((sum, { dataStart }) => sum + dataStart, 0);
    index = new Uint8Array(await readFile(join(target, 'dcp.index.json')));
  });
  /** The bytes of all headers, which each rank reads. */
  let headers = 0;
  let index = new Uint8Array(0);
  /** In how many of the four files the rows of a rank lie, summed over all tensors. */
  const stretchesOf = (rank: number, count: number): number => {
    const among = (size: number, each: number, of: number) => {
      const chunk = Math.ceil(size / of);
      return [Math.min(each * chunk, size), Math.min((each + 1) * chunk, size)] as const;
    };
    return rows.slots
      .flatMap(({ shape: [size = 1] }) => {
        const [first, end] = among(size, rank, count);
        return [0, 1, 2, 3].map((file) => {
          const [from, to] = among(size, file, 4);
          return Math.max(first, from) < Math.min(end, to);
        });
      })
      .filter(Boolean).length;
  };
  /** Loads the rows of each of `count` ranks, and gives what it asked for. */
  const restore = async (
    count: number,
    sourceOf: () => Promise<Parameters<typeof dcp>[0]>,
    asked: () => readonly number[],
  ): Promise<readonly { readonly share: number; readonly requests: number; readonly bytes: number }[]> => {
    const shards = shardRows(rows, count) as unknown as ReturnType<typeof shardRows<typeof rows, 2>>;
    const parts: Float32Array[] = [];
    const found = [];
    for (const [rank, each] of shards.entries()) {
      parts.push(await load(each, dcp(await sourceOf(), { shards, rank })));
      const lengths = asked();
      const bytes = lengths.reduce((sum, length) => sum + length, 0);
      found.push({ share: 4 * each.length, requests: lengths.length, bytes });
    }
    const all = Buffer.from(unshard(shards, parts as never, rows.zeros()).buffer);
    expect(all.equals(Buffer.from(numbers.buffer))).toBe(true);
    return found;
  };
  it.each([1, 2, 3, 8])('from files: %d ranks', async (count) => {
    const lengths: number[] = [];
    const handles = new Map(
      await Promise.all(names.map(async (name) => [name, await openFile(join(target, name))] as const)),
    );
    const counting = async (name: string): Promise<Source> => {
      const handle = handles.get(name);
      return {
        size: (await handle?.stat())?.size,
        async read(offset, length) {
          const bytes = new Uint8Array(length);
          const { bytesRead } = (await handle?.read(bytes, 0, length, offset)) ?? { bytesRead: 0 };
          lengths.push(bytesRead);
          return bytes.subarray(0, bytesRead);
        },
      };
    };
    const ranks = await restore(
      count,
      async () => ({ index, shard: counting }),
      () => lengths.splice(0),
    );
    for (const { share, bytes } of ranks) expect(bytes).toBe(share + headers);
    for (const handle of handles.values()) await handle.close();
    // From the paths themselves.
    const shards = shardRows(rows, 3);
    expect(await load(shards[2], dcp(target, { shards, rank: 2 }))).toHaveLength(shards[2].length);
  });

  it.each([1, 2, 3, 8])('over HTTP, from the URL of the folder: %d ranks', async (count) => {
    const web = await startWeb();
    try {
      for (const name of [...names, 'dcp.index.json'])
        web.files.set(`/run/step-1/${name}`, new Uint8Array(await readFile(join(target, name))));
      const ranks = await restore(
        count,
        async () => (count === 2 ? new URL(web.url('/run/step-1/?key=1')) : web.url('/run/step-1')),
        () => web.log.splice(0).map(({ range }) => lengthOf(range)),
      );
      for (const [rank, { share, bytes, requests }] of ranks.entries()) {
        // The index, each header in two requests, and the stretches, of which some share a request.
        expect(requests).toBeLessThanOrEqual(1 + 2 * 4 + stretchesOf(rank, count));
        // The first request asks for more than the index has, and one request reads over the biases of another rank.
        expect(bytes).toBeGreaterThanOrEqual(share + headers + 2 ** 16);
        expect(bytes).toBeLessThanOrEqual(share + headers + 2 ** 16 + 4 * 6);
      }
    } finally {
      await web.close();
    }
  });
  const lengthOf = (range: string | undefined): number => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    expect(first).toBeDefined();
    return Number(last) - Number(first) + 1;
  };

  it.each([1, 3, 8])('from S3: %d ranks', async (count) => {
    const { web, objects, getObject } = await startS3();
    try {
      for (const name of [...names, 'dcp.index.json'])
        objects.set(`weights/run/step-1/${name}`, {
          bytes: new Uint8Array(await readFile(join(target, name))),
          etag: `"${name}"`,
        });
      const objectOf = (name: string) => s3Source(getObject, { Bucket: 'weights', Key: `run/step-1/${name}` });
      const ranks = await restore(
        count,
        async () => {
          const found = await objectOf('dcp.index.json');
          return { index: await found.read(0, found.size), shard: objectOf };
        },
        () => web.log.splice(0).map(({ range }) => lengthOf(range)),
      );
      for (const [rank, { share, bytes, requests }] of ranks.entries()) {
        // For each object a byte that tells its length; then the index, each header in two requests, and the stretches.
        expect(requests).toBe(5 + 1 + 2 * 4 + stretchesOf(rank, count));
        expect(bytes).toBe(5 + index.length + headers + share);
      }
      await expect(
        load(rows, dcp({ index: { 'paramlayout.save': 'x', files: names }, shard: objectOf })),
      ).rejects.toThrow('the file belongs to another save than the index');
    } finally {
      await web.close();
    }
  });
});

describe('a save of a group that fails', () => {
  const old = () => join(folder, 'step-1');
  const next = () => join(folder, 'step-2');
  const saveAll = (groups: readonly Collective<typeof model>[], target: string, of = flat, options = {}) =>
    Promise.allSettled(groups.map((group) => save(model, of, dcp(target, { group }), options)));
  /** What the docs say a reader does: the last folder that is complete. */
  const latest = async (): Promise<string> => {
    const steps = (await readdir(folder)).filter((name) => /^step-\d+$/.test(name));
    return join(folder, steps.sort().at(-1) as string);
  };
  const causesOf = (results: readonly PromiseSettledResult<void>[]): readonly string[] =>
    results.map((each) => (each.status === 'rejected' ? messageOf(each.reason) : 'fine'));

  it('throws on all members if one cannot write, keeps the older one, and the group goes on', async () => {
    const group = groupOf(model, 3);
    await saveAll(group, old());
    const counts = model.zeros(Int32Array);
    const wrong = counts.slice() as typeof counts;
    wrong[model.at('wte').offset + 3 * 5] = 1000; // in a row of rank 1, and too large for I8
    const results = await Promise.allSettled(
      group.map((member) =>
        save(model, member.rank === 1 ? wrong : counts, dcp(next(), { group: member }), { dtype: 'I8' }),
      ),
    );
    expect(causesOf(results)[1]).toMatch(/^tensor 'wte'.* found 1000$/);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await readdir(folder)).toEqual(['step-1']);
    expect(await load(model, dcp(await latest()))).toEqual(flat);
    expect(causesOf(await saveAll(group, next()))).toEqual(['fine', 'fine', 'fine']);
    expect(await latest()).toBe(next());
  });

  it('says which rank is missing, and the rank says why', async () => {
    const group = groupOf(model, 3);
    const stop = new AbortController();
    const results = await Promise.allSettled(
      group.map((member) =>
        save(model, flat, dcp(next(), { group: member }), {
          ...(member.rank === 2 && { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }),
        }),
      ),
    );
    expect(causesOf(results)).toEqual([
      `the checkpoint ${next()} was not written, because files of this save are missing: ` +
        'expected the file of each member in one folder that all of them reach, found none of rank 2',
      `the checkpoint ${next()} was not written, because another member of the group failed: ` +
        'expected the files of ranks 0, 1, 2, found an error on one of them, or on rank 0, which writes the index',
      'enough',
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused by all members if the folder holds files', async () => {
    const group = groupOf(model, 2);
    await saveAll(group, old());
    const before = await readFile(join(old(), 'dcp.index.json'));
    expect(causesOf(await saveAll(group, `${old()}/`))).toEqual(
      [0, 1].map(() => expect.stringMatching(/cannot replace the folder .*step-1.* in one step.*found 3 files in it$/)),
    );
    expect(await readFile(join(old(), 'dcp.index.json'))).toEqual(before);
    expect(causesOf(await saveAll(group, next()))).toEqual(['fine', 'fine']); // nobody has left
  });

  it('leaves nothing to the next save: files of more ranks, and of another save', async () => {
    await mkdir(`${next()}.tmp`);
    await writeFile(join(`${next()}.tmp`, fileOf(7)), 'of a save that was killed');
    expect(causesOf(await saveAll(groupOf(model, 2), next()))).toEqual(['fine', 'fine']);
    expect(await readdir(next())).toEqual(['dcp.index.json', fileOf(0), fileOf(1)]);
    await saveAll(groupOf(model, 2), old(), model.zeros());
    await rename(join(old(), fileOf(1)), join(next(), fileOf(1)));
    await expect(load(model, dcp(next()))).rejects.toThrow(
      new RegExp(`shard '${fileOf(1)}': the file belongs to another save than the index`),
    );
    await rm(join(next(), fileOf(1)));
    await expect(load(model, dcp(next()))).rejects.toThrow(/ENOENT.*shard-00002/);
    await writeFile(join(next(), 'dcp.index.json'), '{"files": ["../other.safetensors"], "paramlayout.save": "x"}');
    await expect(load(model, dcp(next()))).rejects.toThrow('this is not the index of a distributed checkpoint');
  });

  const ab = layout({ w: [6, 5], z: [3] });
  it.each<[string, readonly ((target: ReturnType<typeof dcp>) => Promise<void>)[], string, string]>([
    [
      'shapes',
      [(to) => saveZeros(ab, to), (to) => saveZeros(layout({ w: [6, 4], b: [6] }), to)],
      "tensor 'w'",
      'other tensors than rank 0: expected F32 [6, 5], as on rank 0, found F32 [6, 4] on rank 1',
    ],
    [
      'numbers of rows whose files together would be the smaller tensor',
      [(to) => saveZeros(ab, to), (to) => saveZeros(layout({ w: [5, 5], z: [3] }), to)],
      "tensor 'w'",
      'other tensors than rank 0: expected F32 [6, 5], as on rank 0, found F32 [5, 5] on rank 1',
    ],
    [
      'tensors of which the other member has no rows',
      [(to) => saveZeros(layout({ a: [1] }), to), (to) => saveZeros(layout({ b: [1] }), to)],
      "tensor 'a'",
      'other tensors than rank 0: expected F32 [1], as on rank 0, found no such tensor on rank 1',
    ],
    [
      'tensors of which one would be left out',
      [(to) => saveZeros(layout({ a: [1] }), to), (to) => saveZeros(layout({ a: [1], b: [2] }), to)],
      "tensor 'b'",
      'other tensors than rank 0: expected no such tensor, as on rank 0, found F32 [2] on rank 1',
    ],
    [
      'dtypes',
      [(to) => saveZeros(ab, to), (to) => saveZeros(ab, to, { dtype: 'BF16' })],
      "tensor 'w'",
      'other tensors than rank 0: expected F32 [6, 5], as on rank 0, found BF16 [6, 5] on rank 1',
    ],
    [
      'prefixes',
      [(to) => save([[ab, ab.zeros()]], to), (to) => save([[ab, ab.zeros(), { prefix: 'p.' }]], to)],
      "tensor 'w'",
      'other tensors than rank 0: expected F32 [6, 5], as on rank 0, found no such tensor on rank 1',
    ],
    [
      'metadata',
      [
        (to) => saveZeros(ab, to, { metadata: { run: 'a', step: '1' } }),
        (to) => saveZeros(ab, to, { metadata: { run: 'a', step: '2' } }),
        (to) => saveZeros(ab, to, { metadata: { run: 'a' } }),
      ],
      'the checkpoint',
      "other metadata than rank 0: expected the metadata 'step' with the value '1', as on rank 0, " +
        "found the metadata 'step' with the value '2' on rank 1",
    ],
  ])('throws the same on all members if they save different %s', async (_, saves, start, end) => {
    const group = groupOf(model, saves.length);
    const results = await Promise.allSettled(group.map((member, rank) => saves[rank]!(dcp(next(), { group: member }))));
    for (const cause of causesOf(results)) {
      expect(cause.startsWith(start)).toBe(true);
      expect(cause.endsWith(`the checkpoint ${next()} was not written, because rank 1 has ${end}`)).toBe(true);
    }
    expect(await readdir(folder)).toEqual([]);
    expect(causesOf(await saveAll(group, next()))).toEqual(saves.map(() => 'fine')); // nobody has left
    expect(await load(model, dcp(next()))).toEqual(flat);
  });
  const saveZeros = (of: LayoutLike, to: ReturnType<typeof dcp>, options = {}): Promise<void> =>
    save(of as typeof model, (of as typeof model).zeros(), to, options);

  it('takes members that give the same metadata in another order, and whole arrays beside rows', async () => {
    const [first, second] = threads(model, 2);
    const shards = shardRows(model, 2);
    const mine = shards[1].zeros();
    for (const [{ offset }, own] of rowsOf(shards, 1, flat)) mine.set(own, offset);
    await Promise.all([
      save(model, flat, dcp(next(), { group: first }), { metadata: { a: '1', b: '2' } }),
      save(shards[1], mine, dcp(next(), { shards, group: second }), {
        metadata: new Map([
          ['b', '2'],
          ['format', 'pt'],
          ['a', '1'],
        ]),
      }),
    ]);
    expect(await load(model, dcp(next()))).toEqual(flat);
    expect(Object.keys(JSON.parse(await readFile(join(next(), 'dcp.index.json'), 'utf8')) as object).sort()).toEqual([
      'files',
      'paramlayout.save',
    ]);
  });

  it('is refused, as a load is, if the number of shards is not that of the members', async () => {
    const shards = shardRows(model, 3);
    const expected = 'as many shards as the group has members were expected: 2, found 3';
    const group = threads(model, 2);
    const errorsOf = (results: readonly PromiseSettledResult<unknown>[]) =>
      results.map((each) => (each.status === 'rejected' ? each.reason : 'fine') as unknown);
    const saves = await Promise.allSettled(
      group.map((member) => save(model, flat, dcp(next(), { shards, group: member }))),
    );
    expect(errorsOf(saves)).toEqual([new RangeError(expected), new RangeError(expected)]);
    const rows = await Promise.allSettled([
      save(shards[0], shards[0].zeros(), dcp(next(), { shards, group: group[0] })),
      save(shards[1], shards[1].zeros(), dcp(next(), { shards, group: group[1] })),
    ]);
    expect(errorsOf(rows)).toEqual([new RangeError(expected), new RangeError(expected)]);
    // A group that does not tell its size: all that took part are the group.
    const { rank, barrier } = threads(model, 1)[0];
    const alone = { rank, barrier: barrier.bind(threads(model, 1)[0]) };
    await expect(save(model, flat, dcp(next(), { shards, group: alone }))).rejects.toThrow(
      new RangeError(expected.replace('2,', '1,')),
    );
    expect(await readdir(folder)).toEqual([]);

    await save(model, flat, dcp(old()));
    const loads = await Promise.allSettled(
      group.map((member) => load(shards[member.rank as 0], dcp(old(), { shards, group: member }))),
    );
    expect(errorsOf(loads)).toEqual([new RangeError(expected), new RangeError(expected)]);
    const two = shardRows(model, 2);
    await Promise.all(group.map((member) => save(model, flat, dcp(next(), { shards: two, group: member }))));
    expect(await load(two[1], dcp(next(), { shards: two, group: group[1] }))).toHaveLength(two[1].length);
  });

  it('whole arrays are saved with shards for all members, also without lost members', async () => {
    const [first, second, third] = threads(model, 3);
    await second.close();
    const shards = shardRows(model, 3);
    await Promise.all([first, third].map((group) => save(model, flat, dcp(next(), { shards, group, min: 2 }))));
    expect(await load(model, dcp(next()))).toEqual(flat);
  });

  it('goes on without lost members if min allows it', async () => {
    const [first, second, third] = threads(model, 3);
    await second.close();
    const saveWith = (target: string, options: object) =>
      Promise.allSettled([first, third].map((group) => save(model, flat, dcp(target, { group, ...options }))));
    expect(causesOf(await saveWith(old(), { min: 2, deadline: 20_000 }))).toEqual(['fine', 'fine']);
    expect(await readdir(old())).toEqual(['dcp.index.json', fileOf(0), fileOf(1)]);
    expect(await load(model, dcp(old()))).toEqual(flat);
    // Those that hold only rows cannot write those of a member that is lost.
    const shards = shardRows(model, 3);
    const results = await Promise.allSettled([
      save(shards[0], shards[0].zeros(), dcp(next(), { shards, group: first, min: 2 })),
      save(shards[2], shards[2].zeros(), dcp(next(), { shards, group: third, min: 2 })),
    ]);
    expect(causesOf(results)).toEqual(
      [0, 1].map(() => expect.stringMatching(/no member has the rows of the lost members/)),
    );
    expect(causesOf(await saveWith(next(), {}))).toEqual([0, 1].map(() => expect.stringMatching(/rank 1/)));
    expect(await latest()).toBe(old());
  });

  it('reports a member that does not come as the group does', async () => {
    const [first] = threads(model, 2, { deadline: 5000 });
    await expect(save(model, flat, dcp(old(), { group: first, deadline: 50 }))).rejects.toThrow(GroupError);
    expect(await readdir(folder)).toEqual([]);
  });
});

const root = new URL('../..', import.meta.url);
const isBuilt = existsSync(new URL('dist/src/collective/index.js', root));
const IMPORTS = `
  import { dcp, save } from ${JSON.stringify(new URL('dist/src/checkpoint/index.js', root).href)};
  import { layout } from ${JSON.stringify(new URL('dist/src/index.js', root).href)};
  import { threads } from ${JSON.stringify(new URL('dist/src/collective/index.js', root).href)};
  const model = layout({ w: [300, 40], b: [5] });`;
const built = layout({ w: [300, 40], b: [5] });

describe.skipIf(!isBuilt)(`saves that are killed${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  const [old, next] = ['step-1', 'step-2'];
  const stateOf = async (name: string) => new Set(await load(built, dcp(join(folder, name))));

  it('a worker that ends before the index is written leaves the older checkpoint', async () => {
    const source = `${IMPORTS}
      import { parentPort, workerData } from 'node:worker_threads';
      const group = threads(model, workerData.seat);
      const saveTo = (name, value, deadline, options) =>
        save(model, model.zeros().fill(value), dcp(workerData.folder + '/' + name, { group, deadline }), options);
      await saveTo('${old}', 1, 60_000);
      const die = () => { if (group.rank === 1) process.exit(0); };
      try { await saveTo('${next}', 2, 3000, { onProgress: die }); parentPort.postMessage('fine'); }
      catch (error) { parentPort.postMessage(error.message); }`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    const workers = threads(built, 3).map(
      ({ seat }) => new Worker(url, { workerData: { seat, folder }, execArgv: [] }),
    );
    const answers = await Promise.all(
      [0, 2].map(async (rank) => ((await once(workers[rank] as Worker, 'message')) as [unknown])[0]),
    );
    for (const answer of answers) expect(answer).toMatch(/^barrier: .*rank 1 did not arrive within 3000 ms$/);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.tmp'))).toEqual([old]);
    expect(await stateOf(old)).toEqual(new Set([1]));
    // A new group takes the place of the one that failed.
    await Promise.all(
      threads(built, 2).map((group) => save(built, built.zeros().fill(3), dcp(join(folder, next), { group }))),
    );
    expect(await readdir(folder)).toEqual([old, next]);
    expect(await stateOf(next)).toEqual(new Set([3]));
  });

  it.each(['the first byte is written', 'all files are there'])(
    'a process that is killed when %s leaves the older checkpoint',
    async (when) => {
      const options =
        when === 'all files are there' ? '{ atMeeting: stop }' : '{ onProgress: ({ done }) => done > 0 && stop() }';
      const source = `${IMPORTS}
        const saveAll = (name, value, { atMeeting, ...options }) =>
          Promise.all(threads(model, 3).map((member) => {
            let meetings = 0;
            const barrier = async (given) => {
              const met = await member.barrier(given);
              if (++meetings === 3) atMeeting?.(); // all have written; now one renames the folder
              return met;
            };
            const target = dcp(process.argv[1] + '/' + name, { group: { rank: member.rank, barrier } });
            return save(model, model.zeros().fill(value), target, options);
          }));
        const stop = () => {
          process.stdout.write('stopped');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        };
        await saveAll('${old}', 1, {});
        await saveAll('${next}', 2, ${options});`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', source, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      expect((await exit)[1]).toBe('SIGKILL');
      expect(await readdir(folder)).toEqual([old, `${next}.tmp`]);
      if (when === 'all files are there')
        expect(await readdir(join(folder, `${next}.tmp`))).toEqual(['dcp.index.json', fileOf(0), fileOf(1), fileOf(2)]);
      expect(await stateOf(old)).toEqual(new Set([1]));
      await expect(stateOf(next)).rejects.toThrow('ENOENT');
    },
  );
});
