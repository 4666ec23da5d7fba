import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, load, readIndex, serialize, type CheckpointWarning } from '../../src/checkpoint/index.ts';
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
const refusal = async (loading: Promise<unknown>): Promise<CheckpointError> => {
  const error = await loading.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
};

describe('a checkpoint in shards', () => {
  it('is loaded by its index, its folder, or the index as data', async () => {
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

  it('is loaded over HTTP, each shard beside the index', async () => {
    const web = await startWeb();
    web.files.set('/m/model.safetensors.index.json', new TextEncoder().encode(JSON.stringify(index)));
    for (const [name, bytes] of Object.entries(shards)) web.files.set(`/m/${name}`, bytes);
    expect(await load(model, web.url('/m/model.safetensors.index.json?download=true'))).toEqual(flat);
    web.files.delete(`/m/${SECOND}`);
    expect(
      (await refusal(load(model, web.url('/m/model.safetensors.index.json'), { retryDelay: 1 }))).message,
    ).toContain(`the shard '${SECOND}' is missing: the index has 3 of its tensors there`);
    await web.close();
  });

  it('is read as far as it is needed', async () => {
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

  it('may be one file in a folder, and of two none is guessed', async () => {
    await rm(at('model.safetensors.index.json'));
    expect((await refusal(load(model, folder))).message).toContain(
      'holds more than one checkpoint: expected the path of one of them, found model-00001-of-00002.safetensors, model-00002',
    );
    await unlink(at(FIRST));
    await unlink(at(SECOND));
    expect((await refusal(load(model, folder))).message).toContain('holds no checkpoint');
    await writeFile(at('only.safetensors'), serialize(model, flat));
    expect(await load(model, folder)).toEqual(flat);
  });

  it('may be made of links, as download caches are', async () => {
    await mkdir(at('blobs'));
    await cp(at(FIRST), at('blobs/1'));
    await unlink(at(FIRST));
    await symlink(at('blobs/1'), at(FIRST));
    expect(await load(model, folder)).toEqual(flat);
  });
});

describe('an index and its files that do not agree', () => {
  it('are refused with all that is wrong, both ways', async () => {
    const other = { ...weightMap, 'h.1.b': FIRST, gone: SECOND, far: 'model-00003-of-00003.safetensors' };
    delete (other as { z?: string }).z;
    const error = await refusal(load(model, { index: { weight_map: other }, shard }));
    expect(error.message).toBe(`the index of the shards and their files do not agree:
  'h.1.b' is not in '${FIRST}', where the index has it
  'gone' is not in '${SECOND}', where the index has it
  the shard 'model-00003-of-00003.safetensors' is missing: the index has 1 of its tensors there
  'z' is in '${FIRST}', but not in the index
  'h.1.b' is in '${SECOND}', but the index has it in '${FIRST}'`);
    expect(error.issues.map(({ code, path }) => [code, path[0]])).toEqual([
      ['missing', 'h.1.b'],
      ['missing', 'gone'],
      ['missing shard', 'model-00003-of-00003.safetensors'],
      ['unexpected', 'z'],
      ['unexpected', 'h.1.b'],
    ]);
  });

  it('are refused where a shard of the set is not in the index; another set is only told of', async () => {
    await writeFile(at('model-00003-of-00002.safetensors'), part(['a']));
    const error = await refusal(load(model, folder));
    expect(error.message).toContain(
      "the shard 'model-00003-of-00002.safetensors' is of the same set, but not in the index",
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

  it('may count other bytes, which is only told', async () => {
    const warnings: CheckpointWarning[] = [];
    await load(
      model,
      { index: { ...index, metadata: { total_size: 7e10 } }, shard },
      { onWarning: (warning) => warnings.push(warning) },
    );
    expect(warnings).toEqual([
      {
        code: 'total_size',
        path: ['metadata', 'total_size'],
        message: `the index counts 70000000000 bytes of tensors, but the files hold ${4 * model.length}`,
      },
    ]);
    for (const metadata of [undefined, null, {}, { total_size: 'many' }, { total_size: 4.0 * model.length }])
      expect(await load(model, { index: { metadata, weight_map: weightMap }, shard })).toEqual(flat);
  });

  it('are refused by the name of the shard that is damaged', async () => {
    const cut: Record<string, Uint8Array> = { ...shards, [SECOND]: (shards[SECOND] as Uint8Array).subarray(0, -1) };
    const error = await refusal(load(model, { index, shard: (name) => cut[name] }));
    expect(error.message).toMatch(
      new RegExp(`^shard '${SECOND}': the file ends in its data, as a download does that was cut`),
    );
    const blind = {
      index,
      shard: (name: string) => ({
        read: (offset: number, length: number) => (cut[name] as Uint8Array).subarray(offset, offset + length),
      }),
    };
    expect((await refusal(load(model, blind))).file).toBe(SECOND);
    const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
    expect(
      (await refusal(load(model, { index, shard: (name) => (name === FIRST ? pointer : shards[name]) }))).message,
    ).toMatch(
      new RegExp(`^shard '${FIRST}': the file is no checkpoint: expected a safetensors file, found a git-lfs pointer`),
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
  ])('are refused where a file is out of the folder: %j', async (name) => {
    const asked: string[] = [];
    const error = await refusal(
      load(model, {
        index: { weight_map: { ...weightMap, a: name } },
        shard: (each) => {
          asked.push(each);
          return shards[each];
        },
      }),
    );
    expect(error.message).toContain('the index of the shards leads out of its folder:');
    expect(error.issues).toHaveLength(1);
    expect(asked).toEqual([]);
    await writeFile(at('model.safetensors.index.json'), JSON.stringify({ weight_map: { a: name } }));
    expect((await refusal(load(model, folder))).issues[0]?.code).toBe('outside');
  });

  it('may name files in folders of the folder', async () => {
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

describe('an index that is none', () => {
  it.each([
    ['', /^the index is no JSON of safetensors: expected an object, found the end of the index/],
    ['[]', /expected an object/],
    ['{}', /^the index has no weight_map: expected an object with weight_map, found an empty object/],
    ['{"weight_map":[]}', /expected an object/],
    [
      '{"weight_map":{"a":1}}',
      /^tensor 'a': the index is no JSON of safetensors: expected the name of a file, found "1"/,
    ],
    [
      '{"weight_map":{"a":"x","a":"y"}}',
      /^tensor 'a': the index gives a key twice|the index gives a key twice: expected each key once, found 'a' again/,
    ],
    ['{"weight_map":{},"weight_map":{}}', /the index gives a key twice/],
    [
      '{"metadata":{},\n<<<<<<< HEAD\n"weight_map":{}}',
      /^the index holds a merge conflict that was not resolved: expected JSON, found '<<<<<<<' in line 2/,
    ],
  ])('is refused: %s', async (text, message) => {
    expect((await refusal(load(model, { index: text, shard }))).message).toMatch(message);
  });

  it('is told from a checkpoint, if it is given as one', async () => {
    const error = await refusal(load(model, new TextEncoder().encode(JSON.stringify(index))));
    expect(error.message).toContain(
      'found the index of a sharded checkpoint, to be given by its path, its URL or as { index, shard }: JSON that begins',
    );
    await expect(readIndex(at(FIRST))).rejects.toThrow('readHeader reads a single file');
  });
});

const shared = fileURLToPath(new URL('../../../shared/checkpoints/', import.meta.url));
const isThere = existsSync(join(shared, 'sharded'));
if (!isThere) console.warn('skipped: no real shards and indices in ../shared/checkpoints');
describe.skipIf(!isThere)('of others', () => {
  it('six shards of twelve element types are loaded, and their count of bytes is judged', async () => {
    const warnings: CheckpointWarning[] = [];
    const onWarning = (warning: CheckpointWarning): unknown => warnings.push(warning);
    const { tensors, headers } = await readIndex(join(shared, 'sharded'));
    expect(headers.size).toBe(6);
    const whole = layout({ float32_3: [3], float64_3: [3], float16_3: [3], int64_3: [3], bool_3: [3] });
    expect(await load(whole, join(shared, 'sharded'), { extra: 'ignore', onWarning })).toHaveLength(15);
    expect(warnings.filter(({ code }) => code === 'unexpected')).toHaveLength(tensors.size - 5);
  });

  it.each(isThere ? readdirSync(join(shared, 'index')) : [])(
    'the index %s names its shards, or says what it is',
    async (name) => {
      const error = await refusal(
        readIndex({ index: readFileSync(join(shared, 'index', name)), shard: () => undefined }),
      );
      if (name.includes('BROKEN')) expect(error.message).toMatch(/merge conflict that was not resolved/);
      else expect(error.issues.every(({ code }) => code === 'missing shard') && error.issues.length > 0).toBe(true);
    },
  );
});
