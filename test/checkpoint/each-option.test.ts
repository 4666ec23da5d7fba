import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type CheckpointWarning,
  checkpointValidator,
  dcp,
  fromBytes,
  load,
  loadAll,
  loadNpz,
  mapping,
  open,
  readHeader,
  readIndex,
  readNpy,
  readNpzHeader,
  save,
  saveNpy,
  saveNpz,
  scales,
  serialize,
  serializeNpy,
  serializeNpz,
  update,
} from '../../src/checkpoint/index.ts';
import { layout, tied } from '../../src/index.ts';
import { file } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'each-option-'));
afterAll(() => rmSync(folder, { recursive: true }));
const target = join(folder, 'model.safetensors');

const model = layout({ a: [2, 3], b: [3] });
const flat = model.zeros().map((_, i) => i + 1);
const bytes = serialize(model, flat, { order: 'layout' });
const npz = await serializeNpz(model, flat);
await save(model, flat, target);
const index = join(folder, 'sharded.safetensors.index.json');
await save(model, flat, join(folder, 'sharded.safetensors'), { maxShardSize: 24 });
const rules = mapping(model, [['x', { transpose: 'a' }]]);

/** Values that an option does not take, and what the error says that it takes. */
type Bad = readonly [values: readonly unknown[], expected: string];
const BOOLEAN: Bad = [['yes', 0, null], 'true or false'];
const FUNCTION: Bad = [['yes', {}, null], 'a function'];
const PATTERNS: Bad = [['a', [1], null], 'a list of patterns'];
const SOURCE: Readonly<Record<string, Bad>> = {
  signal: [[{}, 1], 'an AbortSignal'],
  headers: [[new Map(), { a: 1 }, new Headers({ a: 'b' })], 'an object with a text for each name'],
  retries: [['4', -1, NaN], 'a number from 0 on'],
  retryDelay: [['4', -1, NaN], 'a number from 0 on'],
  fetch: FUNCTION,
};
const NAMING: Readonly<Record<string, Bad>> = {
  prefix: [[1, null], 'a text'],
  names: [['a', ['a'], null], 'a map of names, a function, or both ways as { toPath, toName }'],
  transpose: PATTERNS,
};
const MAPPING: Readonly<Record<string, Bad>> = {
  mapping: [[{}, 1, [['x', 'a']]], 'what mapping(…), inverse or fromJSON returns'],
};
const WHOLE_FIT = { ...NAMING, ignore: PATTERNS, extra: [['warn', true, null], "'error' or 'ignore'"] as Bad };
const BITS: Bad = [[1, ['BF16'], null], 'true, false, a dtype'];
const LOAD: Readonly<Record<string, Bad>> = {
  ...SOURCE,
  ...WHOLE_FIT,
  ...MAPPING,
  partial: BOOLEAN,
  staged: BOOLEAN,
  bits: BITS,
  scales: [[{}, true], 'what scales(…) or scalesFromJSON returns'],
  onWarning: FUNCTION,
  onProgress: FUNCTION,
  into: [[[1], {}], 'a typed array of numbers was expected'],
  type: [[Array, 'F32', BigInt64Array], ''],
};
const DTYPE: Bad = [[1, ['F32'], null], 'a dtype, or an object from patterns to dtypes'];
const WRITE = { onProgress: FUNCTION, signal: [[{}, 1], 'an AbortSignal'] as Bad };
const SERIALIZE: Readonly<Record<string, Bad>> = {
  ...NAMING,
  ...MAPPING,
  dtype: DTYPE,
  bits: DTYPE,
  order: [['official ', true], "'official' or 'layout'"],
  aliases: BOOLEAN,
  onWarning: FUNCTION,
  metadata: [['text', ['text'], 1], 'an object or a Map of texts'],
};
const OFFICIAL: Readonly<Record<string, Bad>> = { ...SERIALIZE, ...WRITE };

/** Each function with all of its options. */
const FUNCTIONS: Readonly<
  Record<string, readonly [call: (options: never) => unknown, options: Readonly<Record<string, Bad>>]>
> = {
  load: [(options) => load(model, bytes, options), { ...LOAD, strict: BOOLEAN }],
  loadAll: [
    (options) => loadAll([model], bytes, options),
    pick({ ...LOAD, strict: BOOLEAN }, Object.keys({ ...SOURCE, extra: 1, partial: 1, scales: 1, strict: 1 })),
  ],
  'a part of loadAll': [
    (options) => loadAll([[model, options]], bytes),
    pick(LOAD, ['into', 'type', 'bits', 'prefix', 'names', 'transpose', 'ignore', 'mapping']),
  ],
  loadNpz: [(options) => loadNpz(model, npz, options), LOAD],
  fromBytes: [
    (options) => fromBytes(model, bytes, options),
    { ...WHOLE_FIT, ...MAPPING, bits: BITS, strict: BOOLEAN, type: [[Array], ''] },
  ],
  checkpointValidator: [
    (options) => checkpointValidator(model, options),
    { ...WHOLE_FIT, dtype: [[1, 'F33', ['F32', 'x']], 'a dtype or a list of dtypes'] },
  ],
  readHeader: [(options) => readHeader(bytes, options), { ...SOURCE, strict: BOOLEAN }],
  open: [(options) => open(bytes, options), { ...SOURCE, strict: BOOLEAN }],
  readIndex: [
    (options) => readIndex(index, options),
    { ...SOURCE, strict: BOOLEAN, prefix: NAMING['prefix'] as Bad, extra: WHOLE_FIT.extra },
  ],
  readNpy: [(options) => readNpy(serializeNpy(flat), options), { ...SOURCE, type: [[Array], ''] }],
  readNpzHeader: [(options) => readNpzHeader(npz, options), { ...SOURCE, ignore: PATTERNS }],
  serialize: [(options) => serialize(model, flat, options), SERIALIZE],
  'serialize of parts': [
    (options) => serialize([[model, flat]], options),
    pick(SERIALIZE, ['order', 'aliases', 'onWarning', 'metadata']),
  ],
  'a part of serialize': [
    (options) => serialize([[model, flat, options]]),
    pick(SERIALIZE, ['dtype', 'bits', 'prefix', 'names', 'transpose', 'mapping']),
  ],
  save: [
    (options) => save(model, flat, target, options),
    { ...OFFICIAL, maxShardSize: [['5', true], 'a positive number of bytes'], into: [[1, {}], ''] },
  ],
  'save of parts': [
    (options) => save([[model, flat]], target, options),
    pick(OFFICIAL, ['order', 'aliases', 'onWarning', 'metadata', 'onProgress', 'signal']),
  ],
  'save of parts to dcp': [
    (options) => save([[model, flat]], dcp(join(folder, 'ranks')), options),
    pick(OFFICIAL, ['order', 'onWarning', 'metadata', 'onProgress', 'signal']),
  ],
  'save to dcp': [
    (options) => save(model, flat, dcp(join(folder, 'ranks')), options),
    pick(OFFICIAL, ['dtype', 'bits', 'order', 'onWarning', 'metadata', 'onProgress', 'signal']),
  ],
  update: [(options) => update(target, model, flat, options), { ...NAMING, ...WRITE, dtype: DTYPE }],
  saveNpz: [
    (options) => saveNpz(model, flat, join(folder, 'a.npz'), options),
    { ...WRITE, dtype: DTYPE, compress: BOOLEAN },
  ],
  serializeNpz: [(options) => serializeNpz(model, flat, options), { ...WRITE, dtype: DTYPE, compress: BOOLEAN }],
  saveNpy: [
    (options) => saveNpy(flat, join(folder, 'a.npy'), options),
    { dtype: [[1, ['F32']], 'a dtype'], shape: [['9', 9], 'a list of sizes'] },
  ],
  serializeNpy: [
    (options) => serializeNpy(flat, options),
    { dtype: [[1, ['F32']], 'a dtype'], shape: [['9', 9], 'a list of sizes'] },
  ],
  scales: [scales, { block: [[1, '128'], 'two positive integers'], mxfp4Transposed: BOOLEAN }],
  dcp: [
    (options) => dcp(folder, options),
    {
      shards: [[[model], 1], 'shardRows'],
      rank: [['length', '0'], 'the number of a rank'],
      group: [[{}, { rank: 0 }, 1], 'a member of a group'],
      deadline: [[5], 'need the option group'],
      min: [[1], 'need the option group'],
    },
  ],
};

function pick(all: Readonly<Record<string, Bad>>, names: readonly string[]): Readonly<Record<string, Bad>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

describe('the options of each function', () => {
  it.each(Object.entries(FUNCTIONS))('%s refuses what an option does not take', async (_, [call, options]) => {
    const run = async (given: object): Promise<unknown> => call(given as never);
    for (const [name, [values, expected]] of Object.entries(options))
      for (const value of values) {
        const error = await run({ [name]: value }).then(
          () => undefined,
          (caught: unknown) => caught,
        );
        expect(error, `${name}: ${String(value)}`).toBeInstanceOf(Error);
        expect((error as Error).message).toContain(expected);
        if (expected !== '') expect(error).toBeInstanceOf(TypeError);
        // An option that is wrong stays wrong beside a mapping.
        if ('mapping' in options && ['extra', 'ignore', 'partial', 'aliases'].includes(name))
          await expect(run({ [name]: value, mapping: rules })).rejects.toThrow(`${name} must be`);
      }
    await expect(run({ [`${Object.keys(options)[0]}s`]: 1 })).rejects.toThrow('has no option');
  });

  it('takes undefined for an option that is left out', async () => {
    for (const [call, options] of Object.values(FUNCTIONS))
      await call(Object.fromEntries(Object.keys(options).map((name) => [name, undefined])) as never);
  });
});

const short = layout({ b: [3] });

describe('options that were without effect', () => {
  it('the option bits of a part of loadAll keeps the bits of its tensors only', async () => {
    const both = file(
      {
        b: { dtype: 'BF16', shape: [3], data_offsets: [0, 6] },
        step: { dtype: 'I64', shape: [1], data_offsets: [6, 14] },
      },
      Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0),
    );
    const counter = layout({ step: [1] });
    const parts = [
      [short, { type: Uint16Array, bits: true }],
      [counter, { type: Int32Array }],
    ] as const;
    expect(await loadAll(parts, both)).toEqual([Uint16Array.of(0x201, 0x403, 0x605), Int32Array.of(7)]);
    const into = new Uint16Array(3);
    await loadAll([[short, { into, bits: 'BF16' }], counter], both);
    expect(into).toEqual(Uint16Array.of(0x201, 0x403, 0x605));
    await expect(loadAll([[short, { into, bits: 'F16' }], counter], both)).rejects.toThrow(
      'it has another dtype than the option bits says',
    );
    await expect(loadAll([[short, { bits: true }], counter], both)).rejects.toThrow('the option bits needs');
    await expect(loadAll([[short, { into, bits: true }], counter], both, { scales: scales() })).rejects.toThrow(
      'scales cannot be applied to bits',
    );
  });

  it('the option scales of loadAll applies scales', async () => {
    const scaled = file(
      {
        'w.weight': { dtype: 'F8_E4M3', shape: [2, 2], data_offsets: [0, 4] },
        'w.weight_scale': { dtype: 'F32', shape: [], data_offsets: [4, 8] },
        step: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
      },
      new Uint8Array([0x38, 0x40, 0x30, 0x38, ...new Uint8Array(Float32Array.of(10, 3).buffer)]),
    );
    const weights = layout({ w: { weight: [2, 2] } });
    const [found, step] = await loadAll([weights, layout({ step: [1] })], scaled, { scales: scales() });
    expect([...found]).toEqual([...(await load(weights, scaled, { scales: scales(), ignore: ['step'] }))]);
    expect([...found]).toEqual([10, 20, 5, 10]);
    expect([...step]).toEqual([3]);
  });

  it('load refuses a type beside another kind of into', async () => {
    await expect(load(model, bytes, { into: model.zeros(), type: Float64Array })).rejects.toThrow(
      'the option type must be the kind of into, Float32Array, or be left out; found Float64Array',
    );
    expect(await load(model, bytes, { into: model.zeros(), type: Float32Array })).toEqual(flat);
  });

  it('save refuses into where no rows are left to complete', async () => {
    for (const options of [{}, { mapping: rules }])
      await expect(save(model, flat, target, { ...options, into: target })).rejects.toThrow(
        'the option into completes tensors of which a mapping takes only some rows',
      );
    const shared = layout({ a: [2], t: tied('a') });
    await expect(save(shared, shared.zeros(), target, { aliases: true, into: target })).rejects.toThrow(
      'the options into and aliases exclude each other',
    );
    await expect(save([[model, flat]], target, { into: target } as {})).rejects.toThrow("has no option 'into'");
  });

  it('save to dcp refuses options that rename, and keeps bits', async () => {
    for (const option of [{ prefix: 'm.' }, { transpose: ['a'] }, { mapping: rules }, { aliases: true }] as const)
      await expect(save(model, flat, dcp(join(folder, 'ranks')), option as {})).rejects.toThrow('has no option');
    const ranks = dcp(join(folder, 'bits'));
    const values = Uint16Array.of(0x3f80, 0x4000, 0x4040);
    await save(short, values, ranks, { bits: 'BF16' });
    expect([...(await load(short, ranks))]).toEqual([1, 2, 3]);
    const warnings: CheckpointWarning[] = [];
    await save(short, Float32Array.of(1, 2, 1e30), dcp(join(folder, 'loss')), {
      dtype: 'F16',
      onWarning: (warning) => warnings.push(warning),
    });
    expect(warnings.map(({ tensor }) => tensor)).toEqual(['b']);
  });

  it('readHeader refuses options for a file that is open already', async () => {
    const opened = await open(bytes);
    await expect(readHeader(opened, { strict: true })).rejects.toThrow('pass the option strict to open');
    await opened.close();
  });

  it('ignore leaves out tensors of load and loadAll beside a mapping too', async () => {
    const renamed = mapping(short, [['x', 'b']], { prefix: 'm.' });
    const two = file(
      {
        'm.x': { dtype: 'F32', shape: [3], data_offsets: [0, 12] },
        'm.mask': { dtype: 'F32', shape: [], data_offsets: [12, 16] },
      },
      new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
    );
    const warnings: CheckpointWarning[] = [];
    const onWarning = (warning: CheckpointWarning): unknown => warnings.push(warning);
    await load(short, two, { mapping: renamed, ignore: ['mask'], onWarning });
    expect(warnings).toEqual([]); // the pattern matches the name after the prefix of the mapping
    const [first] = await loadAll([[short, { mapping: renamed, ignore: ['mask'] }], layout({})], two);
    expect([...first]).toEqual([1, 2, 3]);
  });
});
