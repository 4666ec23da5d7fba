import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CheckpointError,
  load,
  readIndex,
  save,
  serialize,
  type CheckpointWarning,
} from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { checkpointSchema } from '../../src/zod/index.ts';
import { file } from './fixtures.ts';
import { startWeb } from './web-server.ts';

const model = layout({ a: [3], h: repeat(3, { b: [2], w: [2, 2] }), z: [5] });
const flat = model.zeros().map((_, i) => i + 1);
const part = (paths: readonly string[]): Uint8Array => {
  const data = paths.flatMap((path) => [...flat.subarray(slot(path).offset, slot(path).offset + slot(path).length)]);
  let at = 0;
  const header = Object.fromEntries(
    paths.map((path) => [
      path,
      { dtype: 'F32', shape: slot(path).shape, data_offsets: [at, (at += 4 * slot(path).length)] },
    ]),
  );
  return file(header, new Uint8Array(Float32Array.from(data).buffer));
};
const slot = (path: string) => model.slots.find((each) => each.path === path) as (typeof model.slots)[number];

const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';
const first = ['z', 'a', 'h.0.b', 'h.0.w', 'h.1.w'];
const second = ['h.2.b', 'h.2.w', 'h.1.b'];
const weightMap = Object.fromEntries([
  ...first.map((name) => [name, FIRST]),
  ...second.map((name) => [name, SECOND]),
]) as Record<string, string>;
const index = { metadata: { total_size: 4 * model.length }, weight_map: weightMap };
const shards: Record<string, Uint8Array> = { [FIRST]: part(first), [SECOND]: part(second) };
const shard = (name: string): Uint8Array | undefined => shards[name];

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
  await writeFile(at('model.safetensors.index.json'), JSON.stringify(index));
  for (const [name, bytes] of Object.entries(shards)) await writeFile(at(name), bytes);
});
afterEach(() => rm(folder, { recursive: true }));
const errorOf = async (loading: Promise<unknown>): Promise<CheckpointError> => {
  const error = await loading.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
};

describe('a checkpoint in shards', () => {
  it('load accepts the path of an index, its folder, or the index as data', async () => {
    const warnings: CheckpointWarning[] = [];
    const text = JSON.stringify(index);
    for (const source of [
      at('model.safetensors.index.json'),
      pathToFileURL(at('model.safetensors.index.json')),
      folder,
      { index, shard },
      { index: text, shard },
      {
        index: new TextEncoder().encode(text),
        shard: (name: string) => Promise.resolve(new Blob([shards[name] as Uint8Array<ArrayBuffer>])),
      },
    ]) {
      expect(await load(model, source, { onWarning: (warning) => warnings.push(warning) })).toEqual(flat);
    }
    expect(warnings).toEqual([]);
    const { tensors, headers, weightMap: files } = await readIndex(folder);
    expect([...headers.keys()]).toEqual([FIRST, SECOND]);
    expect([files.get('h.1.b'), tensors.get('h.1.b')]).toEqual([
      SECOND,
      { dtype: 'F32', shape: [2], start: 24, end: 32 },
    ]);
    expect(checkpointSchema(model).parse(tensors)['h.1.b'].start).toBe(24);
  });

  it('load reads shards beside their index over HTTP', async () => {
    const web = await startWeb();
    web.files.set('/m/model.safetensors.index.json', new TextEncoder().encode(JSON.stringify(index)));
    for (const [name, bytes] of Object.entries(shards)) web.files.set(`/m/${name}`, bytes);
    expect(await load(model, web.url('/m/model.safetensors.index.json?download=true'))).toEqual(flat);
    web.files.delete(`/m/${SECOND}`);
    expect(
      (await errorOf(load(model, web.url('/m/model.safetensors.index.json'), { retryDelay: 1 }))).message,
    ).toContain(`the shard '${SECOND}' is missing; tensors in it according to the index: 3`);
    await web.close();
  });

  it.each([2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1, 2 ** 17, 2 ** 17 + 1])(
    'load reads an index of %d bytes from disk and over HTTP',
    async (size) => {
      const bytes = new TextEncoder().encode(JSON.stringify(index).padEnd(size));
      await writeFile(at('model.safetensors.index.json'), bytes);
      expect(await load(model, folder)).toEqual(flat);
      const web = await startWeb();
      web.files.set('/model.safetensors.index.json', bytes);
      for (const [name, each] of Object.entries(shards)) web.files.set(`/${name}`, each);
      expect(await load(model, web.url('/model.safetensors.index.json'))).toEqual(flat);
      await web.close();
    },
  );

  it('load reads shards whose index of 3,000 names is longer than 64 KiB', async () => {
    const long = layout({ blocks: repeat(3000, { a_name_that_fills_the_index: [1] }) });
    const numbers = long.zeros().map((_, i) => i + 1);
    await save(long, numbers, at('long.safetensors'), { maxShardSize: 8000 });
    const path = at('long.safetensors.index.json');
    expect((await stat(path)).size).toBeGreaterThan(2 ** 17);
    const { weightMap: files, warnings } = await readIndex(path);
    expect([files.size, new Set(files.values()).size, warnings]).toEqual([3000, 2, []]);
    expect(await load(long, path)).toEqual(numbers);
  });

  it('load opens only the shards that it needs', async () => {
    const asked: string[] = [];
    const source = {
      index,
      shard: (name: string) => {
        asked.push(name);
        return shards[name];
      },
    };
    const sub = model.at('h.2');
    expect(await load(model.sub('h.2'), source, { prefix: 'h.2.' })).toEqual(
      flat.subarray(sub.offset, sub.offset + sub.length),
    );
    expect(asked).toEqual([SECOND]);
  });

  it('load accepts a folder with one file and does not guess between two', async () => {
    await rm(at('model.safetensors.index.json'));
    await writeFile(at('other.safetensors'), serialize(model, flat));
    expect((await errorOf(load(model, folder))).message).toContain(
      'holds more than one checkpoint: expected the path of one of them, found model-00001-of-00002.safetensors, other',
    );
    await unlink(at('other.safetensors'));
    await unlink(at(FIRST));
    await unlink(at(SECOND));
    expect((await errorOf(load(model, folder))).message).toContain('holds no checkpoint');
    await writeFile(at('only.safetensors'), serialize(model, flat));
    expect(await load(model, folder)).toEqual(flat);
  });

  it('load follows the links of download caches', async () => {
    await mkdir(at('blobs'));
    await cp(at(FIRST), at('blobs/1'));
    await unlink(at(FIRST));
    await symlink(at('blobs/1'), at(FIRST));
    expect(await load(model, folder)).toEqual(flat);
  });
});

describe('an index that disagrees with its shards', () => {
  it('load reports all disagreements in both directions', async () => {
    const other = { ...weightMap, 'h.1.b': FIRST, gone: SECOND, far: 'model-00003-of-00003.safetensors' };
    delete (other as { z?: string }).z;
    const error = await errorOf(load(model, { index: { weight_map: other }, shard }));
    expect(error.message).toBe(`the index and its shards do not agree:
  'h.1.b' is not in '${FIRST}', where the index says it is
  'gone' is not in '${SECOND}', where the index says it is
  the shard 'model-00003-of-00003.safetensors' is missing; tensors in it according to the index: 1
  'z' is in '${FIRST}', but not in the index
  'h.1.b' is in '${SECOND}', but the index says '${FIRST}'`);
    expect(error.issues.map(({ code, path }) => [code, path[0]])).toEqual([
      ['missing', 'h.1.b'],
      ['missing', 'gone'],
      ['missing shard', 'model-00003-of-00003.safetensors'],
      ['unexpected', 'z'],
      ['unexpected', 'h.1.b'],
    ]);
  });

  it('load refuses a shard of the set that is not in the index and warns of another set', async () => {
    await writeFile(at('model-00003-of-00002.safetensors'), part(['a']));
    const error = await errorOf(load(model, folder));
    expect(error.message).toContain(
      "the shard 'model-00003-of-00002.safetensors' belongs to the same set, but is not in the index",
    );
    expect(error.file).toBe('model-00003-of-00002.safetensors');
    const codes: string[] = [];
    const onWarning = ({ code }: CheckpointWarning): unknown => codes.push(code);
    expect(await load(model, folder, { extra: 'ignore', onWarning })).toEqual(flat);
    await unlink(at('model-00003-of-00002.safetensors'));
    await writeFile(at('model-00001-of-00004.safetensors'), part(['a']));
    expect(await load(model, folder, { onWarning })).toEqual(flat);
    expect(codes).toEqual(['surplus shard', 'surplus shard']);
  });

  it('load warns of a wrong total_size', async () => {
    const warnings: CheckpointWarning[] = [];
    await load(
      model,
      { index: { ...index, metadata: { total_size: 7e10 } }, shard },
      { onWarning: (warning) => warnings.push(warning) },
    );
    expect(warnings).toEqual([
      {
        code: 'total_size',
        path: 'metadata.total_size',
        message: `the index counts 70000000000 bytes of tensors, but the files hold ${4 * model.length}`,
      },
    ]);
    for (const metadata of [undefined, null, {}, { total_size: 'many' }, { total_size: 4.0 * model.length }])
      expect(await load(model, { index: { metadata, weight_map: weightMap }, shard })).toEqual(flat);
  });

  it('load names the damaged shard', async () => {
    const cut: Record<string, Uint8Array> = { ...shards, [SECOND]: (shards[SECOND] as Uint8Array).subarray(0, -1) };
    const error = await errorOf(load(model, { index, shard: (name) => cut[name] }));
    expect(error.message).toMatch(
      new RegExp(`^shard '${SECOND}': the file ends in its data, like a download that was cut off`),
    );
    const blind = {
      index,
      shard: (name: string) => ({
        read: (offset: number, length: number) => (cut[name] as Uint8Array).subarray(offset, offset + length),
      }),
    };
    expect((await errorOf(load(model, blind))).file).toBe(SECOND);
    const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
    expect(
      (await errorOf(load(model, { index, shard: (name) => (name === FIRST ? pointer : shards[name]) }))).message,
    ).toMatch(
      new RegExp(
        `^shard '${FIRST}': the file is not a checkpoint: expected a safetensors file, found a git-lfs pointer`,
      ),
    );
  });

  it.each([
    '../x',
    '/etc/x',
    'a/../../x',
    './x',
    'a//x',
    'C:x',
    'C:\\x',
    '\\\\host\\x',
    'x\0',
    '',
    'a/..',
    'file:///x',
    'x\n',
  ])('load refuses an index that names a file outside its folder: %j', async (name) => {
    const asked: string[] = [];
    const error = await errorOf(
      load(model, {
        index: { weight_map: { ...weightMap, a: name } },
        shard: (each) => {
          asked.push(each);
          return shards[each];
        },
      }),
    );
    expect(error.message).toContain('the index names files outside its folder:');
    expect(error.issues).toHaveLength(1);
    expect(asked).toEqual([]);
    await writeFile(at('model.safetensors.index.json'), JSON.stringify({ weight_map: { a: name } }));
    expect((await errorOf(load(model, folder))).issues[0]?.code).toBe('outside');
  });

  it('load accepts files in subfolders of the folder', async () => {
    await mkdir(at('parts'));
    await cp(at(SECOND), at(`parts/${SECOND}`));
    await unlink(at(SECOND));
    await writeFile(
      at('model.safetensors.index.json'),
      JSON.stringify({
        weight_map: Object.fromEntries(
          Object.entries(weightMap).map(([name, each]) => [name, each === SECOND ? `parts/${SECOND}` : each]),
        ),
      }),
    );
    expect(await load(model, folder)).toEqual(flat);
  });
});

describe('an invalid index', () => {
  it.each([
    ['', /^the index is not valid safetensors JSON: expected an object, found the end of the index/],
    ['[]', /expected an object/],
    ['{}', /^the index has no weight_map: expected an object with weight_map, found an empty object/],
    ['{"weight_map":[]}', /expected an object/],
    [
      '{"weight_map":{"a":1}}',
      /^tensor 'a': the index is not valid safetensors JSON: expected the name of a file, found "1"/,
    ],
    [
      '{"weight_map":{"a":"x","a":"y"}}',
      /^tensor 'a': the index has a key twice|the index has a key twice: expected each key once, found 'a' again/,
    ],
    ['{"weight_map":{},"weight_map":{}}', /the index has a key twice/],
    [
      '{"metadata":{},\n<<<<<<< HEAD\n"weight_map":{}}',
      /^the index contains an unresolved merge conflict: expected JSON, found '<<<<<<<' in line 2/,
    ],
  ])('load refuses the index %s', async (text, message) => {
    expect((await errorOf(load(model, { index: text, shard }))).message).toMatch(message);
  });

  it('load recognises an index that is passed as a file', async () => {
    const error = await errorOf(load(model, new TextEncoder().encode(JSON.stringify(index))));
    expect(error.message).toContain(
      'found the index of a sharded checkpoint (pass its path, its URL or { index, shard }): JSON that begins',
    );
    await expect(readIndex(at(FIRST))).rejects.toThrow('use readHeader for a single file');
  });
});

const shared = fileURLToPath(new URL('../../../shared/checkpoints/', import.meta.url));
const isThere = existsSync(join(shared, 'sharded'));
if (!isThere) console.warn('skipped: no real shards and indices in ../shared/checkpoints');
describe.skipIf(!isThere)('shards and indices of others', () => {
  it('load reads six shards of twelve dtypes and checks total_size', async () => {
    const warnings: CheckpointWarning[] = [];
    const onWarning = (warning: CheckpointWarning): unknown => warnings.push(warning);
    const { tensors, headers } = await readIndex(join(shared, 'sharded'));
    expect(headers.size).toBe(6);
    const whole = layout({ float32_3: [3], float64_3: [3], float16_3: [3], int64_3: [3], bool_3: [3] });
    expect(await load(whole, join(shared, 'sharded'), { extra: 'ignore', onWarning })).toHaveLength(15);
    expect(warnings.filter(({ code }) => code === 'unexpected')).toHaveLength(tensors.size - 5);
  });

  it.each(isThere ? readdirSync(join(shared, 'index')) : [])(
    'readIndex lists the missing shards of the index %s, or says what the file is',
    async (name) => {
      const error = await errorOf(
        readIndex({ index: readFileSync(join(shared, 'index', name)), shard: () => undefined }),
      );
      if (name.includes('BROKEN')) expect(error.message).toMatch(/unresolved merge conflict/);
      else expect(error.issues.every(({ code }) => code === 'missing shard') && error.issues.length > 0).toBe(true);
    },
  );
});
