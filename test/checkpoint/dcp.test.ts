import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dcp, dcpFromJSON, load, loadAll, open, readHeader, save, type Source } from '../../src/checkpoint/index.ts';
import { layout, repeat, shard, shardRows, tied, unshard } from '../../src/index.ts';
import { file } from './fixtures.ts';
import { startWeb } from './web-server.ts';

const fixtures = fileURLToPath(new URL('../fixtures/dcp', import.meta.url));
const theirs = layout({
  h: repeat(1, { b: [5], q: [4, 6, 2], w: [5, 8] }),
  scale: [],
  wte: { weight: [10, 6] },
});
/** In the fixtures, each tensor counts its elements. */
const counted = theirs.zeros();
for (const { offset, length } of theirs.slots) for (let i = 0; i < length; i++) counted[offset + i] = i;
const withoutSteps = { ignore: ['steps'] };

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
const flat = model.zeros().map((_, i) => i + 1);
const fileOf = (rank: number): string => `shard-0000${rank + 1}-model-00001-of-00001.safetensors`;

describe('reading a distributed checkpoint', () => {
  it('load puts rows, columns and boxes of all ranks together', async () => {
    expect(await load(theirs, dcp(fixtures), withoutSteps)).toEqual(counted);
    expect(await load(theirs, dcp(pathToFileURL(fixtures)), withoutSteps)).toEqual(counted);
    expect(await load(layout({ steps: [3] }), dcp(fixtures), { extra: 'ignore' })).toEqual(Float32Array.of(0, 1, 2));
    const block = theirs.at('h.0');
    expect(await load(theirs.sub('h.0'), dcp(fixtures), { prefix: 'h.0.' })).toEqual(
      counted.subarray(block.offset, block.offset + block.length),
    );
    expect(await load(theirs, dcp(fixtures), { ...withoutSteps, type: Float64Array })).toEqual(
      Float64Array.from(counted),
    );
  });

  it.each([1, 2, 3, 4, 7])('load gives each of %d ranks its rows', async (count) => {
    const ranks = shardRows(theirs, count) as unknown as ReturnType<typeof shardRows<typeof theirs, 2>>;
    const parts = [];
    for (const [rank, part] of ranks.entries())
      parts.push(await load(part, dcp(fixtures, { shards: ranks, rank }), withoutSteps));
    expect(unshard(ranks, parts as never, theirs.zeros())).toEqual(counted);
  });

  it('load reads a list of files: URLs, Blobs, sources of your own', async () => {
    const web = await startWeb();
    const names = (await readdir(fixtures)).filter((name) => name.endsWith('.safetensors'));
    const all = await Promise.all(names.map((name) => readFile(join(fixtures, name))));
    all.forEach((bytes, i) => web.files.set(`/${names[i]}`, new Uint8Array(bytes)));
    expect(await load(theirs, dcp(all.map((bytes) => new Blob([new Uint8Array(bytes)]))), withoutSteps)).toEqual(
      counted,
    );
    expect(await load(theirs, dcp(names.map((name) => web.url(`/${name}`))), withoutSteps)).toEqual(counted);
    await web.close();
  });

  it('from n to m ranks, a rank reads only the bytes of its rows', async () => {
    const rows = layout({ big: [1000, 40], w: [640, 30] });
    const numbers = rows.zeros().map((_, i) => i % 4099);
    await save(rows, numbers, dcp(folder, { shards: shardRows(rows, 4) }));
    const files = await Promise.all([0, 1, 2, 3].map((rank) => readFile(join(folder, fileOf(rank)))));
    const dataStarts = await Promise.all(files.map(async (bytes) => (await readHeader(bytes)).dataStart));
    const ranks = shardRows(rows, 3);
    const parts = [];
    for (const [rank, part] of ranks.entries()) {
      let read = 0;
      const sources = files.map((bytes, i): Source => ({
        size: bytes.length,
        read: (offset, length) => {
          if (offset >= (dataStarts[i] as number)) read += Math.min(length, bytes.length - offset);
          return new Uint8Array(bytes.subarray(offset, offset + length));
        },
      }));
      parts.push(await load(part, dcp(sources, { shards: ranks, rank })));
      expect(read).toBe(4 * part.length);
    }
    expect(unshard(ranks, parts as never, rows.zeros())).toEqual(numbers);
  });

  it('columns are read in windows, and only the rows that are needed', async () => {
    const wide = layout({ w: [400, 64] });
    const numbers = wide.zeros().map((_, i) => i);
    const asked: number[] = [];
    const sources = Array.from({ length: 4 }, (_, rank): Source => {
      const data = Float32Array.from({ length: 400 * 16 }, (_, i) => Math.floor(i / 16) * 64 + 16 * rank + (i % 16));
      const bytes = file(
        {
          __metadata__: { DCP_SHARDING_INFO: JSON.stringify({ w: { saved_offsets: [0, 16 * rank] } }) },
          w: { dtype: 'F32', shape: [400, 16], data_offsets: [0, data.byteLength] },
        },
        new Uint8Array(data.buffer),
      );
      const dataStart = bytes.length - data.byteLength;
      return {
        size: bytes.length,
        read: (offset, length) => {
          if (offset >= dataStart) asked.push(length);
          return bytes.subarray(offset, offset + length);
        },
      };
    });
    expect(await load(wide, dcp(sources))).toEqual(numbers);
    expect(asked).toEqual([25_600, 25_600, 25_600, 25_600]);
    asked.length = 0;
    const ranks = shardRows(wide, 4);
    expect(await load(ranks[2], dcp(sources, { shards: ranks, rank: 2 }))).toEqual(numbers.subarray(12_800, 19_200));
    expect(asked).toEqual([6400, 6400, 6400, 6400]);
  });

  it('load reads any tiling by boxes as the whole tensor, through reads of any length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (shape, cuts, step, count) => {
          let boxes = [{ offsets: shape.map(() => 0), sizes: shape }];
          for (const [which, axis, place] of cuts) {
            const box = boxes[which % boxes.length] as (typeof boxes)[number];
            const i = axis % shape.length;
            const at = place % (box.sizes[i] as number);
            if (at === 0) continue;
            const rest = {
              offsets: box.offsets.map((offset, j) => (j === i ? offset + at : offset)),
              sizes: box.sizes.map((size, j) => (j === i ? size - at : size)),
            };
            const first = { offsets: box.offsets, sizes: box.sizes.map((size, j) => (j === i ? at : size)) };
            boxes = [...boxes.filter((each) => each !== box), first, rest];
          }
          const sources = boxes.map(({ offsets, sizes }): Source => {
            const data = Float32Array.from(elementsOf(shape, offsets, sizes));
            const bytes = file(
              {
                __metadata__: { DCP_SHARDING_INFO: JSON.stringify({ t: { saved_offsets: offsets } }) },
                t: { dtype: 'F32', shape: sizes, data_offsets: [0, data.byteLength] },
              },
              new Uint8Array(data.buffer),
            );
            return { read: (offset, length) => bytes.subarray(offset, offset + Math.min(length, step)) };
          });
          const whole = layout({ t: shape });
          const volume = shape.reduce((product, size) => product * size, 1);
          const expected = Float32Array.from({ length: volume }, (_, i) => i);
          expect(await load(whole, dcp(sources))).toEqual(expected);
          const ranks = shardRows(whole, count) as unknown as readonly (typeof whole)[];
          let at = 0;
          for (const [rank, part] of ranks.entries()) {
            const found = await load(part, dcp(sources, { shards: ranks as never, rank }));
            expect(found).toEqual(expected.subarray(at, (at += part.length)));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

function* elementsOf(
  shape: readonly number[],
  offsets: readonly number[],
  sizes: readonly number[],
): Generator<number> {
  const volume = sizes.reduce((product, size) => product * size, 1);
  for (let i = 0; i < volume; i++) {
    let [left, index, stride] = [i, 0, 1];
    for (let j = shape.length - 1; j >= 0; j--) {
      index += ((left % (sizes[j] as number)) + (offsets[j] as number)) * stride;
      left = Math.floor(left / (sizes[j] as number));
      stride *= shape[j] as number;
    }
    yield index;
  }
}

describe('writing a distributed checkpoint', () => {
  it('save writes the file that the script after the source of PyTorch writes', async () => {
    const rows = layout({ h: repeat(1, { b: [5] }), wte: { weight: [10, 6] } });
    const numbers = rows.zeros();
    for (const { offset, length } of rows.slots) for (let i = 0; i < length; i++) numbers[offset + i] = i;
    const ranks = shardRows(rows, 4);
    await save(rows, numbers, dcp(folder, { shards: ranks }));
    for (let rank = 0; rank < 4; rank++) {
      const [ours, golden] = await Promise.all([folder, fixtures].map((each) => readHeader(join(each, fileOf(rank)))));
      const [sharding, expected] = [ours, golden].map((header) =>
        JSON.parse(header?.metadata?.get('DCP_SHARDING_INFO') ?? ''),
      );
      for (const name of ours?.keys() ?? []) {
        expect(sharding[name]).toEqual(expected[name]);
        expect(ours?.get(name)?.shape).toEqual(golden?.get(name)?.shape);
      }
      expect([...(ours?.metadata ?? [])].slice(1)).toEqual([...(golden?.metadata ?? [])].slice(1));
      // The script writes a part without elements too, as PyTorch does of a DTensor.
      expect([...(ours?.keys() ?? [])]).toEqual(rank === 3 ? ['wte.weight'] : ['h.0.b', 'wte.weight']);
    }
  });

  it.each([1, 2, 3, 8])('what %d ranks save, load reads as a whole and in other ranks', async (count) => {
    const ranks = shardRows(model, count) as unknown as ReturnType<typeof shardRows<typeof model, 2>>;
    const wholeFolder = join(folder, 'whole');
    await save(model, flat, dcp(wholeFolder, { shards: ranks }), { metadata: { step: '3' } });
    const eachFolder = join(folder, 'each', 'deep');
    for (const [rank, part] of ranks.entries()) {
      const mine = await load(part, dcp(wholeFolder, { shards: ranks, rank }));
      await save(part, mine, dcp(eachFolder, { shards: ranks, rank }), { metadata: { step: '3' } });
    }
    const names = await readdir(wholeFolder);
    expect(await readdir(eachFolder)).toEqual(names);
    for (const name of names)
      expect(await readFile(join(eachFolder, name))).toEqual(await readFile(join(wholeFolder, name)));
    expect(await load(model, dcp(eachFolder))).toEqual(flat);
    expect((await readHeader(join(wholeFolder, names[0] as string))).metadata?.get('step')).toBe('3');
  });

  it('without shards, save writes one file with whole tensors', async () => {
    await save(model, flat, dcp(folder), { dtype: 'F64' });
    expect(await readdir(folder)).toEqual([fileOf(0)]);
    expect(await load(model, dcp(folder))).toEqual(flat);
    expect((await readHeader(join(folder, fileOf(0)))).get('wte')?.dtype).toBe('F64');
  });

  it('save keeps an empty tensor', async () => {
    const empty = layout({ a: [0, 3], b: [4] });
    await save(empty, empty.zeros(), dcp(folder, { shards: shardRows(empty, 2) }));
    expect(await load(empty, dcp(folder))).toEqual(empty.zeros());
  });

  it('save keeps all rows of a tensor without columns', async () => {
    const empty = layout({ a: [3, 0], b: [4] });
    const ranks = shardRows(empty, 2);
    await save(empty, empty.zeros(), dcp(folder, { shards: ranks }));
    expect(await load(empty, dcp(folder))).toEqual(empty.zeros());
    expect(await load(ranks[1], dcp(folder, { shards: ranks, rank: 1 }))).toEqual(ranks[1].zeros());
  });

  it('a rank also writes its file from the whole flat array, and several flat arrays', async () => {
    const ranks = shardRows(model, 3);
    const [all, own] = [join(folder, 'all'), join(folder, 'own')];
    await save(model, flat, dcp(all, { shards: ranks }));
    for (const rank of [2, 0, 1]) await save(model, flat, dcp(own, { shards: ranks, rank }));
    for (const name of await readdir(all))
      expect(await readFile(join(own, name))).toEqual(await readFile(join(all, name)));

    const counter = layout({ step: [] });
    const list = dcp(join(folder, 'list'), { shards: ranks });
    await save(
      [
        [model, flat],
        [model, flat.map((x) => -x) as typeof flat, { prefix: 'm.', dtype: 'F64' }],
        [counter, Int32Array.of(7), { dtype: 'I64' }],
      ],
      list,
    );
    const [first, negated, step] = await loadAll(
      [model, [model, { prefix: 'm.' }], [counter, { type: Int32Array }]],
      dcp(join(folder, 'list')),
    );
    expect(first).toEqual(flat);
    expect(negated).toEqual(flat.map((x) => -x));
    expect([...step]).toEqual([7]);
    await expect(save([[model, flat, { transpose: ['wte'] }]], list)).rejects.toThrow("has no option 'transpose'");
    await expect(
      save(
        [
          [model, flat],
          [model, flat],
        ],
        list,
      ),
    ).rejects.toThrow('two leaves would have one name');
  });

  it('save refuses a dtype that PyTorch does not read, maxShardSize, and another layout', async () => {
    const ranks = shardRows(model, 2);
    await expect(save(model, flat, dcp(folder), { dtype: 'F8_E4M3' })).rejects.toThrow(
      "tensor 'h.0.b': PyTorch does not read this dtype from a distributed checkpoint: expected " +
        'one of F16, F32, F64, I8, U8, I16, I32, I64, BF16, found F8_E4M3',
    );
    await expect(save(model, flat, dcp(folder), { maxShardSize: 10 })).rejects.toThrow(
      'leave out the option maxShardSize',
    );
    await expect(save(ranks[0], ranks[0].zeros(), dcp(folder, { shards: ranks, rank: 1 }))).rejects.toThrow(
      'the layout whose rows the option shards has, or shards[1] of it, was expected, found another',
    );
    await expect(save(ranks[0], ranks[0].zeros(), dcp(folder, { shards: ranks }))).rejects.toThrow(
      'the layout whose rows the option shards has was expected, found another',
    );
    await expect(save(model, flat, dcp([new Blob([])]))).rejects.toThrow('a list of files can only be loaded');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a damaged distributed checkpoint', () => {
  const sharded = (offsets: unknown, values: number[], shape = [values.length]): Uint8Array =>
    file(
      {
        __metadata__: { DCP_SHARDING_INFO: typeof offsets === 'string' ? offsets : JSON.stringify(offsets) },
        a: { dtype: 'F32', shape, data_offsets: [0, 4 * values.length] },
      },
      new Uint8Array(Float32Array.from(values).buffer),
    );
  const part = (at: number, values: number[]): Uint8Array => sharded({ a: { saved_offsets: [at] } }, values);
  const of = (length: number) => layout({ a: [length] });

  it.each([
    [
      'a gap',
      [part(0, [1, 2]), part(3, [4])],
      /parts of it are missing; .*expected 4 elements of \[4\], found 3 in 2 parts/,
    ],
    [
      'an overlap',
      [part(0, [1, 2, 3]), part(2, [3, 4])],
      /^shard 'file 2': tensor 'a': its part at \[2\] overlaps that in 'file 1'/,
    ],
    ['the same part twice', [part(0, [1, 2]), part(0, [1, 2])], /overlaps/],
    [
      'another number of dimensions',
      [part(0, [1]), sharded({ a: { saved_offsets: [1, 0] } }, [2], [1, 1])],
      /expected F32 of 1 dimensions, found F32 of 2/,
    ],
    [
      'no offsets',
      [sharded({}, [1])],
      /does not say where the part begins: expected saved_offsets with 1 integers, found nothing/,
    ],
    ['offsets of another length', [sharded({ a: { saved_offsets: [0, 0] } }, [1])], /found \[0,0\]/],
    ['a negative offset', [sharded({ a: { saved_offsets: [-1] } }, [1])], /found \[-1\]/],
    [
      'what is not JSON',
      [sharded('{', [1])],
      /^shard 'file 1': DCP_SHARDING_INFO in the metadata is damaged: expected a JSON object, found "\{"/,
    ],
    [
      'what is not a checkpoint',
      [part(0, [1]), new TextEncoder().encode('<html>')],
      /^shard 'file 2': the file is not a checkpoint/,
    ],
  ])('load refuses %s', async (_, files, message) => {
    await expect(load(of(4), dcp(files))).rejects.toThrow(message);
  });

  it('load refuses a folder without files, and names that do not fit as ever', async () => {
    await expect(load(model, dcp(folder))).rejects.toThrow(
      /holds no distributed checkpoint: expected .safetensors files/,
    );
    await writeFile(join(folder, fileOf(0)), part(0, [1, 2]));
    await expect(load(of(3), dcp(folder))).rejects.toThrow('wrong shape: expected [3], found [2]');
    await expect(open(dcp(folder) as never)).rejects.toThrow('was expected as the source of a checkpoint');
  });
});

describe('dcp', () => {
  it('refuses what is not a result of shardRows, a rank without shards, and a rank that does not exist', () => {
    const ranks = shardRows(model, 2);
    expect(() => dcp(folder, { rank: 0 })).toThrow('the option rank needs the option shards');
    expect(() => dcp(folder, { shards: ranks, rank: 2 })).toThrow('a rank from 0 to 1 was expected, found 2');
    expect(() => dcp(folder, { shards: shard(model, 2) as never })).toThrow('the result of shardRows was expected');
    expect(() => dcp(folder, { shards: [model] as never })).toThrow('the list that shard or shardRows returned');
    expect(() => dcp(7 as never)).toThrow('a folder or a list of files was expected');
    expect(() => dcp(folder, { ranks: 2 } as never)).toThrow(/ranks/);
  });

  it('refuses a group beside a rank, the JSON of a group, and to save to a URL', async () => {
    const ranks = shardRows(model, 2);
    const group = { rank: 0, barrier: async () => ({ ranks: [0] }) };
    expect(() => dcp(folder, { shards: ranks, rank: 0, group })).toThrow('one of the options rank and group');
    expect(() => dcp(folder, { shards: ranks, group: { ...group, rank: 2 } })).toThrow('a rank from 0 to 1');
    expect(() => dcp(folder, { group: { ...group, size: '1' } as never })).toThrow('group must be a member of a group');
    expect(() => dcp(folder, { group }).toJSON()).toThrow('a member of a group has no JSON');
    for (const url of ['https://example.org/run', new URL('https://example.org/run')])
      await expect(save(model, flat, dcp(url))).rejects.toThrow('what a URL names can only be loaded');
    await save(model, flat, dcp(join(folder, 'one'), { group }));
    expect(await load(model, dcp(join(folder, 'one')))).toEqual(flat);
  });

  it('is restored from its JSON', async () => {
    const ranks = shardRows(model, 2);
    await save(model, flat, dcp(folder, { shards: ranks }));
    for (const value of [dcp(folder), dcp(folder, { shards: ranks }), dcp(folder, { shards: ranks, rank: 1 })]) {
      const copy = dcpFromJSON(JSON.parse(JSON.stringify(value)));
      expect(copy.toJSON()).toEqual(value.toJSON());
    }
    const copy = dcpFromJSON(JSON.parse(JSON.stringify(dcp(folder, { shards: ranks, rank: 1 }))));
    expect(await load(ranks[1], copy)).toEqual(await load(ranks[1], dcp(folder, { shards: ranks, rank: 1 })));
    expect(() => dcpFromJSON({})).toThrow("an object with '.dcp'");
    expect(() => dcp([new Blob([])]).toJSON()).toThrow('a list of files can only be loaded');
  });
});
