import { mkdtemp, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, load, readIndex, save, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { paramlayout } from '../cli/command-line.ts';

const model = layout({ a: [40], h: repeat(3, { w: [10, 10] }) });
const flat = Float32Array.from({ length: model.length }, (_, i) => Math.sin(i));
let folder = '';
const at = (name: string): string => join(folder, name);
const shard = (i: number): string => `model-0000${i}-of-00004.safetensors`;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-set-'));
  await save(model, flat, at('model.safetensors'), { maxShardSize: 400 });
  await unlink(at('model.safetensors.index.json'));
  expect(await readdir(folder)).toEqual([1, 2, 3, 4].map(shard));
});
afterEach(() => rm(folder, { recursive: true }));

const errorOf = async (work: Promise<unknown>): Promise<CheckpointError> => {
  const error = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
};

describe('a folder with the shards of one set and no index', () => {
  it('load and readIndex take the complete set as one checkpoint', async () => {
    expect(await load(model, folder)).toEqual(flat);
    const { tensors, weightMap } = await readIndex(folder);
    expect([...tensors.keys()].sort()).toEqual(['a', 'h.0.w', 'h.1.w', 'h.2.w']);
    expect(weightMap.get('a')).toBe(shard(1));
    const sub = model.at('h.1.w');
    expect(await load(layout([10, 10]), folder, { prefix: 'h.1.w', names: () => '' })).toEqual(
      flat.subarray(sub.offset, sub.offset + sub.length),
    );
  });

  it('one shard by its path is that file alone', async () => {
    expect(await load(layout({ a: [40] }), at(shard(1)))).toEqual(flat.subarray(0, 40));
  });

  it('load lists the shards that are missing', async () => {
    await unlink(at(shard(2)));
    await unlink(at(shard(4)));
    expect(await errorOf(load(model, folder))).toMatchObject({
      message:
        "shard 'model-00001-of-00004.safetensors': the set of 'model-00001-of-00004.safetensors' is incomplete: " +
        'expected 4 shards, found 2; missing: 00002, 00004',
    });
    await unlink(at(shard(3)));
    expect((await errorOf(load(model, folder))).message).toContain('missing: 00002, 00003, 00004');
    await rename(at(shard(1)), at('x-00001-of-99999999.safetensors'));
    expect((await errorOf(load(model, folder))).message).toMatch(/missing: (?:\d{5}, ){16}…$/);
  });

  it('load refuses two shards of one number, a wrong number, and two with one tensor', async () => {
    await writeFile(at('model_00003-of-00004.safetensors'), serialize(layout({ x: [1] }), Float32Array.of(1)));
    expect((await errorOf(load(model, folder))).message).toContain('are the same shard');
    await unlink(at('model_00003-of-00004.safetensors'));
    await writeFile(at('model-00005-of-00004.safetensors'), serialize(layout({ x: [1] }), Float32Array.of(1)));
    expect((await errorOf(load(model, folder))).message).toContain('expected each number from 1 to 4 once, found 5');
    await unlink(at('model-00005-of-00004.safetensors'));
    await writeFile(at(shard(4)), serialize(layout({ a: [1] }), Float32Array.of(1)));
    expect((await errorOf(load(model, folder))).message).toBe(
      `tensor 'a': two shards hold the tensor: expected one, found '${shard(1)}' and '${shard(4)}'`,
    );
  });

  it('load names a damaged shard', async () => {
    await writeFile(at(shard(3)), 'nonsense');
    expect((await errorOf(load(model, folder))).message).toContain(`shard '${shard(3)}': `);
  });

  it('every command takes the folder, and convert makes one file of it', async () => {
    await writeFile(at('model.json'), JSON.stringify(model));
    for (const args of [['inspect'], ['typegen'], ['draw'], ['stats'], ['check', at('model.json')], ['diff', folder]]) {
      const { exit, err } = await paramlayout([...args, folder]);
      expect({ args, exit, err }).toEqual({ args, exit: 0, err: '' });
    }
    const out = await mkdtemp(join(tmpdir(), 'paramlayout-out-'));
    expect(await paramlayout(['convert', folder, '-o', join(out, 'one.safetensors')])).toMatchObject({ exit: 0 });
    expect(await load(model, join(out, 'one.safetensors'))).toEqual(flat);
    expect(await paramlayout(['convert', folder, '-o', at(shard(2))])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('is the input') as string,
    });
    await rm(out, { recursive: true });
  });
});

describe('convert of several inputs', () => {
  const convert = (...args: readonly string[]): ReturnType<typeof paramlayout> =>
    paramlayout(['convert', ...args], { width: 1000 });

  it('convert joins files, shards and archives', async () => {
    expect(await convert(...[1, 2, 3, 4].map((i) => at(shard(i))), '-o', at('joined.safetensors'))).toMatchObject({
      exit: 0,
    });
    expect(await load(model, at('joined.safetensors'))).toEqual(flat);
    await save(layout({ b: [2] }), Float32Array.of(7, 8), at('b.safetensors'), { metadata: { of: 'b', k: '1' } });
    await save(layout({ c: [1] }), Float32Array.of(9), at('c.safetensors'), { metadata: { of: 'c', l: '2' } });
    expect(await convert(at('c.safetensors'), '-o', at('c.npz'))).toMatchObject({ exit: 0 });
    const { exit, out } = await convert(
      at('joined.safetensors'),
      at('b.safetensors'),
      at('c.npz'),
      '-o',
      at('all.safetensors'),
      '--json',
    );
    expect(exit).toBe(0);
    expect((JSON.parse(out) as { tensors: number }).tensors).toBe(6);
    const all = layout({ a: [40], h: repeat(3, { w: [10, 10] }), b: [2], c: [1] });
    const loaded = await load(all, at('all.safetensors'));
    expect([...loaded.subarray(all.at('b').offset, all.at('b').offset + 3)]).toEqual([7, 8, 9]);
    expect(loaded.subarray(0, 40)).toEqual(flat.subarray(0, 40));
  });

  it('convert names the tensor and both files if two inputs hold it, unless it is left out', async () => {
    await save(layout({ a: [2], b: [1] }), new Float32Array(3), at('b.safetensors'));
    const { exit, err } = await convert(at(shard(1)), at('b.safetensors'), '-o', at('x.safetensors'));
    expect({ exit, err }).toEqual({
      exit: 2,
      err:
        `paramlayout: 'a' is in '${at(shard(1))}' and in '${at('b.safetensors')}': ` +
        'each tensor must be in one input; --ignore leaves it out, --with replaces it\n',
    });
    expect(await convert(at(shard(2)), at(shard(2)), '-o', at('x.safetensors'))).toMatchObject({ exit: 2 });
    expect(await convert(at(shard(1)), at('b.safetensors'), '-o', at('x.safetensors'), '--ignore', 'a')).toMatchObject({
      exit: 0,
    });
  });

  it('convert refuses some shards of a set, but takes one alone', async () => {
    const { exit, err } = await convert(at(shard(1)), at(shard(3)), '-o', at('x.safetensors'));
    expect(exit).toBe(2);
    expect(err).toContain('is incomplete: expected 4 shards, found 2; missing: 00002, 00004');
    expect(await convert(at(shard(1)), '-o', at('x.safetensors'))).toMatchObject({ exit: 0 });
  });

  it('convert --with replaces tensors of the same name and shape', async () => {
    await save(layout({ h: { 1: { w: [10, 10] } } }), new Float32Array(100).fill(5), at('new.safetensors'), {
      dtype: 'BF16',
    });
    const { exit, out } = await convert(folder, '--with', at('new.safetensors'), '-o', at('../x.safetensors'));
    expect(exit).toBe(2); // two checkpoints lie in the folder now
    expect(out).toBe('');
    const shards = [1, 2, 3, 4].map((i) => at(shard(i)));
    const done = await convert(...shards, '--with', at('new.safetensors'), '-o', at('x.safetensors'), '--json');
    expect(JSON.parse(done.out)).toMatchObject({ replaced: ['h.1.w'], dtypes: { F32: 3, BF16: 1 } });
    const expected = flat.slice();
    expected.fill(5, model.at('h.1.w').offset, model.at('h.1.w').offset + 100);
    expect(await load(model, at('x.safetensors'))).toEqual(expected);
    const order = await convert(
      ...shards,
      '--with',
      at('new.safetensors'),
      '-o',
      at('y.safetensors'),
      '--order',
      'file',
      '--dtype',
      'F32',
    );
    expect(order).toMatchObject({ exit: 0, out: expect.stringContaining('1 tensor replaced') as string });
    expect(await load(model, at('y.safetensors'))).toEqual(expected);
  });

  it('convert --with refuses other names and shapes, and two files for one tensor', async () => {
    const shards = [1, 2, 3, 4].map((i) => at(shard(i)));
    await save(layout({ a: [41], z: [1] }), new Float32Array(42), at('wrong.safetensors'));
    const { exit, err } = await convert(...shards, '--with', at('wrong.safetensors'), '-o', at('x.safetensors'));
    expect(exit).toBe(2);
    expect(err).toContain(
      `'a' of '${at('wrong.safetensors')}': expected the shape [40] of the tensor that it replaces, found [41]`,
    );
    expect(err).toContain(`'z' of '${at('wrong.safetensors')}' replaces no tensor of the input`);
    await save(layout({ a: [40] }), new Float32Array(40), at('one.safetensors'));
    const twice = ['--with', at('one.safetensors'), '--with', at('one.safetensors')];
    expect((await convert(...shards, ...twice, '-o', at('x.safetensors'))).err).toContain('expected one');
    expect((await convert(...shards, '--with', at('one.safetensors'), '-o', at('one.safetensors'))).err).toContain(
      'is the input',
    );
    expect(await readdir(folder)).not.toContain('x.safetensors');
  });
});
