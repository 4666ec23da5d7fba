import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as fs from 'node:fs/promises';
import { load, readHeader, save } from '../../src/checkpoint/index.ts';
import { splitIntoShards } from '../../src/checkpoint/save/shards.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { generated } from './fixtures.ts';

vi.mock('node:fs/promises', async (original) => ({ ...(await original<typeof fs>()) }));

const norm = { weight: [8] } as const;
const block = {
  input_layernorm: norm,
  mlp: { down_proj: { weight: [8, 12] }, gate_proj: { weight: [12, 8] }, up_proj: { weight: [12, 8] } },
  post_attention_layernorm: norm,
  self_attn: {
    k_proj: { weight: [4, 8] },
    o_proj: { weight: [8, 8] },
    q_proj: { weight: [8, 8] },
    v_proj: { weight: [4, 8] },
  },
} as const;
const llama = layout({
  lm_head: { weight: tied('model.embed_tokens.weight') },
  model: { embed_tokens: { weight: [16, 8] }, layers: repeat(2, block), norm },
});
const flat = llama.zeros();
flat.forEach((_, i) => {
  flat[i] = i;
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});
const files = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name), 'latin1')]),
    ),
  );
const target = (): string => join(folder, 'model.safetensors');

describe('saving in shards', () => {
  it('save writes the shards and the index that the official library and transformers write', async () => {
    // Of the pair, the first file holds the first block and the embedding, the second the rest.
    const source = {
      ...Object.fromEntries(await tensorsOf('sharded-model-00001-of-00002')),
      ...Object.fromEntries(await tensorsOf('sharded-model-00002-of-00002')),
    };
    for (const { path, offset, tiedTo } of llama.slots)
      if (tiedTo === undefined) flat.set(source[path] as Float32Array, offset);
    await save(llama, flat, join(folder, 'sharded-model.safetensors'), {
      maxShardSize: 2500,
      metadata: { format: 'pt' },
    });
    const written = await files();
    expect(Object.keys(written)).toEqual([
      'sharded-model-00001-of-00002.safetensors',
      'sharded-model-00002-of-00002.safetensors',
      'sharded-model.safetensors.index.json',
    ]);
    for (const [name, bytes] of Object.entries(written)) {
      const golden = await readFile(new URL(`../fixtures/generated/${name}`, import.meta.url), 'latin1');
      if (name.endsWith('.json')) expect(bytes.trim()).toBe(golden.trim());
      else expect(bytes).toBe(golden);
    }
  });
  async function tensorsOf(name: string): Promise<[string, Float32Array][]> {
    const bytes = generated(name);
    const header = await readHeader(bytes);
    return [...header].map(([path, { start, end }]) => [
      path,
      new Float32Array(bytes.slice(header.dataStart + start, header.dataStart + end).buffer),
    ]);
  }

  it('save writes one file if all fits, and reports all bytes', async () => {
    const told: number[][] = [];
    await save(llama, flat, target(), { maxShardSize: 1e6, onProgress: ({ done, total }) => told.push([done, total]) });
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    expect(await load(llama, target())).toEqual(flat);
    const size = (await readFile(target())).length;
    expect(told.at(-1)).toEqual([size, size]);
    await save(llama, flat, target(), {
      maxShardSize: 1000,
      onProgress: ({ done, total }) => told.push([done, total]),
    });
    const sizes = Object.values(await files()).map((text) => text.length);
    const total = sizes.reduce((a, b) => a + b);
    expect(told.at(-1)).toEqual([total, total]);
  });

  it('save replaces an older set of more or fewer shards, or a single file', async () => {
    await writeFile(join(folder, 'model.safetensors.bak'), 'kept');
    await save(llama, flat, target());
    let before: readonly string[] = [];
    for (const [max, count] of [
      [1000, 6],
      [2500, 2],
      [2500, 2],
      [1e6, 0],
      [1000, 6],
    ] as const) {
      await save(llama, flat, target(), { maxShardSize: max });
      const now = await readdir(folder);
      const shards = now.filter((name) => /-of-/.test(name));
      const [, saveName = ''] = /^model-save-([0-9a-z]+)-/.exec(shards[0] ?? '') ?? [];
      expect(shards).toEqual(
        Array.from({ length: count }, (_, i) => `model-save-${saveName}-0000${i + 1}-of-0000${count}.safetensors`),
      );
      expect(shards.filter((name) => before.includes(name))).toEqual([]);
      before = shards;
      expect(await load(llama, count === 0 ? target() : folder)).toEqual(flat);
      expect(now).toEqual([
        ...shards,
        ...(count === 0 ? ['model.safetensors'] : []),
        'model.safetensors.bak',
        ...(count === 0 ? [] : ['model.safetensors.index.json']),
      ]);
    }
  });

  it('splitIntoShards gives a larger tensor its own shard and continues the open one', () => {
    const tensors = [4, 50, 4, 3, 4, 10].map((size, i) => ({
      size,
      dtype: 'U8' as const,
      slot: { path: `${i}`, shape: [size], offset: 0, length: size, strides: [1], transposed: false },
    }));
    expect(splitIntoShards(tensors, 10).map((shard) => shard.map(({ size }) => size))).toEqual([
      [50],
      [4, 4],
      [3, 4],
      [10],
    ]);
    expect(splitIntoShards([], 10)).toEqual([]);
  });

  it('save refuses a shard size and a target that allow no shards', async () => {
    await expect(save(llama, flat, target(), { maxShardSize: 0 })).rejects.toThrow(
      'a positive number of bytes was expected as maxShardSize, found 0',
    );
    await expect(save(llama, flat, join(folder, 'model.bin'), { maxShardSize: 1000 })).rejects.toThrow(
      'a target that ends in .safetensors was expected, since shards are named after it',
    );
    await expect(
      save(llama, flat, join(folder, 'nowhere', 'model.safetensors'), { maxShardSize: 1000 }),
    ).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a failing save in shards', () => {
  const other = llama.zeros().fill(9);

  it.each([1, 2, 3])('save leaves the old set of as many shards if rename %d fails', async (step) => {
    await save(llama, flat, target(), { maxShardSize: 2500 });
    const before = await files();
    const broken = new Error('the disk is gone');
    const rename = fs.rename;
    let steps = 0;
    vi.spyOn(fs, 'rename').mockImplementation((from, to) =>
      ++steps === step ? Promise.reject(broken) : rename(from, to),
    );
    await expect(save(llama, other, target(), { maxShardSize: 2500 })).rejects.toBe(broken);
    expect(await files()).toEqual(before);
  });

  it('save never touches an old set of other names if a rename fails', async () => {
    await save(llama, flat, target(), { maxShardSize: 2500 });
    const before = await files();
    const rename = fs.rename;
    for (let step = 1; step <= 7; step++) {
      let steps = 0;
      vi.spyOn(fs, 'rename').mockImplementation((from, to) =>
        ++steps === step ? Promise.reject(new Error('gone')) : rename(from, to),
      );
      await expect(save(llama, other, target(), { maxShardSize: 1000 })).rejects.toThrow('gone');
      expect(await files()).toEqual(before);
    }
  });

  it('save leaves nothing beside the old set if it is aborted', async () => {
    await save(llama, flat, target(), { maxShardSize: 2500 });
    const before = await files();
    const controller = new AbortController();
    const why = new Error('enough');
    const onProgress = ({ done }: { done: number }): void => void (done > 3000 && controller.abort(why));
    await expect(
      save(llama, other, target(), { maxShardSize: 1000, signal: controller.signal, onProgress }),
    ).rejects.toBe(why);
    expect(await files()).toEqual(before);
    await expect(save(llama, other, target(), { signal: AbortSignal.abort(why) })).rejects.toBe(why);
  });
});
