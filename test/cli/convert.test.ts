import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import {
  type Header,
  load,
  loadNpz,
  readHeader,
  readNpzHeader,
  save,
  saveNpz,
  serialize,
} from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { file } from '../checkpoint/fixtures.ts';
import { startWeb } from '../checkpoint/web-server.ts';
import { paramlayout } from './command-line.ts';
import { removeFiles, writeTensors } from './write-files.ts';

afterAll(removeFiles);

const generated = 'test/fixtures/generated';
const real = '../shared/checkpoints/real';
const sharded = '../shared/checkpoints/sharded';
if (!existsSync(real)) console.warn(`skipped: there are no real checkpoints in ${real}`);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-convert-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const convert = async (...args: readonly string[]): Promise<string> => {
  const { exit, out, err } = await paramlayout(['convert', ...args]);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return out;
};
const errorOf = async (...args: readonly string[]): Promise<string> => {
  const before = await readdir(folder);
  const { exit, out, err } = await paramlayout(['convert', ...args]);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(/^paramlayout: /);
  expect(err).not.toMatch(/^ +at /m);
  expect(await readdir(folder)).toEqual(before);
  return err.replaceAll('\n', ' '); // undo the line breaks for the terminal
};
const tensorIn = async (path: string, name: string): Promise<Buffer> => {
  const [bytes, header] = [await readFile(path), await readHeader(path)];
  const { start, end } = header.get(name) as NonNullable<ReturnType<Header['get']>>;
  return bytes.subarray(header.dataStart + start, header.dataStart + end);
};
const dtypesOf = async (path: string): Promise<Record<string, string>> =>
  Object.fromEntries(Array.from(await readHeader(path), ([name, { dtype }]) => [name, dtype]));
/** Tensors of zero bytes, by name and dtype. */
const writeInput = async (
  name: string,
  tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[], bytes: Uint8Array | number]>>,
): Promise<string> => {
  let end = 0;
  const datas: Uint8Array[] = [];
  const header = Object.fromEntries(
    Object.entries(tensors).map(([tensor, [dtype, shape, bytes]]) => {
      const data = typeof bytes === 'number' ? new Uint8Array(bytes) : bytes;
      datas.push(data);
      return [tensor, { dtype, shape, data_offsets: [end, (end += data.length)] }];
    }),
  );
  await writeFile(at(name), file(header, new Uint8Array(Buffer.concat(datas))));
  return at(name);
};

describe('convert of files by the official library', () => {
  it.each(readdirSync(generated).filter((name) => name.endsWith('.safetensors') && !name.startsWith('sharded')))(
    'convert without options reproduces every byte of %s',
    async (name) => {
      await convert(join(generated, name), '-o', at('out.safetensors'));
      expect((await readFile(at('out.safetensors'))).equals(await readFile(join(generated, name)))).toBe(true);
    },
  );

  it('convert rounds F32 to nearest even in 20,023 cases of the official library', async () => {
    const golden = join(generated, 'f32-rounding-golden.safetensors');
    const names = [...(await readHeader(golden))];
    const source = names.find(([, { dtype }]) => dtype === 'F32' || dtype === 'U32')?.[0] as string;
    const bytes = await tensorIn(golden, source);
    const input = await writeInput('f32.safetensors', { x: ['F32', [bytes.length / 4], new Uint8Array(bytes)] });
    for (const [half, to] of names
      .filter(([name]) => name !== source)
      .map(([name]) => [name, /bf16/i.test(name) ? 'BF16' : 'F16'] as const)) {
      await paramlayout(['convert', input, '-o', at('half.safetensors'), '--dtype', to]);
      expect([to, (await tensorIn(at('half.safetensors'), 'x')).equals(await tensorIn(golden, half))]).toEqual([
        to,
        true,
      ]);
    }
  });
});

describe('dtypes of convert', () => {
  const tensors = {
    w: ['F32', [2], 8],
    h: ['BF16', [1], 2],
    n: ['I64', [1], 8],
    m: ['BOOL', [4], 4],
    q: ['F8_E4M3', [3], 3],
    q_scale: ['F32', [1], 4],
    'ln.scale': ['F32', [1], 4],
  } as const;

  it('convert --dtype converts floats and keeps integers, 8-bit floats and their scales', async () => {
    const input = await writeInput('in.safetensors', { ...tensors });
    await convert(input, '-o', at('out.safetensors'), '--dtype', 'f16');
    expect(await dtypesOf(at('out.safetensors'))).toEqual({
      n: 'I64',
      q_scale: 'F32',
      w: 'F16',
      h: 'F16',
      'ln.scale': 'F16',
      q: 'F8_E4M3',
      m: 'BOOL',
    });
  });

  it('convert --dtype applies the most literal pattern that matches', async () => {
    const input = await writeInput('in.safetensors', { ...tensors });
    await convert(
      input,
      '-o',
      at('out.safetensors'),
      '--dtype',
      '*=F32',
      '--dtype',
      'n=I32',
      '--dtype',
      'q_*=F64',
      '--dtype',
      'ln.*=BF16',
    );
    expect(await dtypesOf(at('out.safetensors'))).toEqual({
      n: 'I32',
      q_scale: 'F64',
      w: 'F32',
      h: 'F32',
      'ln.scale': 'BF16',
      q: 'F32',
      m: 'F32',
    });
  });

  it('convert to 8-bit floats and back keeps values and warns of those that are too large', async () => {
    for (const [dtype, said] of [
      ['F8_E4M3', 'NaN'],
      ['F8_E5M2', 'infinite'],
    ] as const) {
      const all = `test/fixtures/generated/${dtype.toLowerCase()}-all-256.safetensors`;
      await convert(all, '-o', at('wide.safetensors'), '--dtype', '**=F32');
      await convert(at('wide.safetensors'), '-o', at('narrow.safetensors'), '--dtype', dtype);
      const [patterns, back] = [await tensorIn(all, 'x'), await tensorIn(at('narrow.safetensors'), 'x')];
      const isNaN = (byte: number): boolean => (byte & 0x7f) > (dtype === 'F8_E4M3' ? 0x7e : 0x7c);
      patterns.forEach((byte, i) => expect(isNaN(byte) ? isNaN(back[i] as number) : back[i] === byte).toBe(true));
      const large = writeTensors({
        x: ['F32', [4], Float32Array.of(1, 449, 1e6, Number.POSITIVE_INFINITY)],
        y: ['F32', [2], Float32Array.of(448, -448)],
      });
      const { exit, err, out } = await paramlayout([
        'convert',
        large,
        '-o',
        at('large.safetensors'),
        '--dtype',
        dtype,
        '--json',
      ]);
      // 449 is nearer to 448 than to the next value.
      expect({ exit, err }).toEqual({ exit: 0, err: `paramlayout: 'x': 1 finite value became ${said}\n` });
      expect(JSON.parse(out)).toMatchObject({
        infinite: said === 'NaN' ? [] : [{ name: 'x', count: 1 }],
        nan: said === 'NaN' ? [{ name: 'x', count: 1 }] : [],
      });
    }
  });

  it('convert rejects impossible dtypes, and patterns that match nothing or disagree, before it writes', async () => {
    const input = await writeInput('in.safetensors', { ...tensors });
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'w=I32')).toContain(
      "'w' is F32 and cannot be written as I32: floats cannot become integers",
    );
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'w=F8_E8M0')).toContain(
      'floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2',
    );
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'n=BF16')).toContain(
      "'n' is I64 and cannot be written as BF16",
    );
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'x.*=F16')).toContain(
      "the pattern 'x.*' matches no tensor",
    );
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'w=F16', '--dtype', '*w=BF16')).toContain(
      'two patterns',
    );
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'F17')).toContain('a dtype (');
  });

  it('convert stops at an integer that the dtype cannot hold and leaves no file', async () => {
    const input = await writeInput('in.safetensors', {
      n: ['I64', [2], new Uint8Array(BigInt64Array.of(1n, 2n ** 40n).buffer)],
    });
    await writeFile(at('out.safetensors'), 'old');
    expect(await errorOf(input, '-o', at('out.safetensors'), '--dtype', 'n=I32', '--force')).toMatch(
      /tensor 'n'.*1099511627776/s,
    );
    expect(await readFile(at('out.safetensors'), 'utf8')).toBe('old');
  });

  it('convert warns of values that become 0', async () => {
    const values = Float32Array.of(1e-9, 0, -1e-30, 1, 2 ** -24);
    const input = await writeInput('in.safetensors', { a: ['F32', [5], new Uint8Array(values.buffer)] });
    const to = ['-o', at('out.safetensors'), '--dtype', 'F16', '--json'];
    const { exit, out, err } = await paramlayout(['convert', input, ...to]);
    expect({ exit, err }).toEqual({ exit: 0, err: "paramlayout: 'a': 2 values became 0\n" });
    expect(JSON.parse(out)).toMatchObject({ infinite: [], nan: [], zero: [{ name: 'a', count: 2 }] });
  });

  it('convert warns of values that become infinite', async () => {
    const values = Float32Array.of(1e6, Infinity, -1e6, 65504, 65520, Number.NaN);
    const input = await writeInput('in.safetensors', {
      a: ['F32', [6], new Uint8Array(values.buffer)],
      b: ['F32', [1], 4],
    });
    const { exit, out, err } = await paramlayout([
      'convert',
      input,
      '-o',
      at('out.safetensors'),
      '--dtype',
      'F16',
      '--json',
    ]);
    expect({ exit, err }).toEqual({ exit: 0, err: "paramlayout: 'a': 3 finite values became infinite\n" });
    expect(JSON.parse(out)).toMatchObject({
      infinite: [{ name: 'a', count: 3 }],
      converted: [
        { name: 'a', from: 'F32', to: 'F16' },
        { name: 'b', from: 'F32', to: 'F16' },
      ],
    });
    const doubles = await writeInput('f64.safetensors', {
      x: ['F64', [3], new Uint8Array(Float64Array.of(1e300, 3.4e38, Infinity).buffer)],
    });
    for (const [to, count] of [
      ['F32', 1],
      ['BF16', 2],
    ] as const)
      expect((await paramlayout(['convert', doubles, '-o', at('out.safetensors'), '--dtype', to])).err, to).toContain(
        `${count} finite value`,
      );
  });

  it('convert rounds 64-bit values once', async () => {
    // Halfway between two BF16 values, and a little more. A detour through F32 would drop the little and round down to
    // even.
    const input = await writeInput('in.safetensors', {
      x: ['F64', [1], new Uint8Array(Float64Array.of(1 + 2 ** -8 + 2 ** -40).buffer)],
    });
    await convert(input, '-o', at('out.safetensors'), '--dtype', 'BF16');
    expect([...(await tensorIn(at('out.safetensors'), 'x'))]).toEqual([0x81, 0x3f]);
  });
});

describe('names of convert', () => {
  const model = layout({ transformer: { h: repeat(2, { attn: { weight: [3, 2], bias: [2] } }), wte: [4] } });
  beforeEach(() =>
    save(
      model,
      Float32Array.from({ length: model.length }, (_, i) => i),
      at('in.safetensors'),
    ),
  );

  it('convert renames by pattern, drops a prefix and leaves tensors out', async () => {
    const report = JSON.parse(
      await convert(
        at('in.safetensors'),
        '-o',
        at('out.safetensors'),
        '--prefix',
        'transformer.',
        '--names',
        'h.{i}.{**rest}=layers.{i}.{rest}',
        '--ignore',
        '**.bias',
        '--json',
      ),
    ) as unknown;
    expect(Object.keys(await dtypesOf(at('out.safetensors')))).toEqual([
      'layers.0.attn.weight',
      'layers.1.attn.weight',
      'wte',
    ]);
    expect(report).toMatchObject({
      tensors: 3,
      leftOut: ['transformer.h.0.attn.bias', 'transformer.h.1.attn.bias'],
      renamed: [{ from: 'transformer.h.0.attn.weight', to: 'layers.0.attn.weight' }, {}, {}],
    });
    expect(
      (await tensorIn(at('out.safetensors'), 'layers.1.attn.weight')).equals(
        await tensorIn(at('in.safetensors'), 'transformer.h.1.attn.weight'),
      ),
    ).toBe(true);
  });

  it('convert rejects names that meet or are reserved, and options that leave no tensor', async () => {
    expect(
      await errorOf(at('in.safetensors'), '-o', at('out.safetensors'), '--names', 'transformer.h.{i}.{**rest}={rest}'),
    ).toContain("'transformer.h.0.attn.bias' and 'transformer.h.1.attn.bias' would both be named 'attn.bias'");
    expect(
      await errorOf(at('in.safetensors'), '-o', at('out.safetensors'), '--names', 'transformer.wte=__metadata__'),
    ).toContain('the format reserves this name for metadata');
    expect(await errorOf(at('in.safetensors'), '-o', at('out.safetensors'), '--ignore', '**')).toContain(
      'are left out',
    );
  });

  it('convert sorts names of any script by UTF-8', async () => {
    const input = await writeInput('names.safetensors', {
      '\u{1f600}': ['U8', [1], 1],
      '\ufffd': ['U8', [1], 1],
      é: ['U8', [1], 1],
      z: ['U8', [1], 1],
    });
    await convert(input, '-o', at('out.safetensors'));
    expect([...(await readHeader(at('out.safetensors'))).keys()]).toEqual(['z', 'é', '\ufffd', '\u{1f600}']);
  });

  it.each([
    ['file', ['b', 'a', 'c']],
    ['name', ['a', 'b', 'c']],
    ['official', ['c', 'a', 'b']],
  ] as const)('convert --order %s orders the data', async (order, names) => {
    const input = await writeInput('order.safetensors', { b: ['U8', [1], 1], a: ['U8', [1], 1], c: ['I64', [1], 8] });
    await convert(input, '-o', at('out.safetensors'), '--order', order);
    expect([...(await readHeader(at('out.safetensors'))).keys()]).toEqual(names);
  });
});

test('convert keeps, adds and drops metadata', async () => {
  const model = layout({ a: [2] });
  await save(model, model.zeros(), at('in.safetensors'), { metadata: { format: 'pt', step: '1' } });
  const texts = async (...args: readonly string[]): Promise<unknown> => {
    await convert(at('in.safetensors'), '-o', at('out.safetensors'), ...args);
    const { metadata } = await readHeader(at('out.safetensors'));
    return metadata === undefined ? undefined : [...metadata];
  };
  expect(await texts()).toEqual([
    ['format', 'pt'],
    ['step', '1'],
  ]);
  expect(await texts('--metadata', 'step=2=3', '--metadata', 'x=')).toEqual([
    ['format', 'pt'],
    ['step', '2=3'],
    ['x', ''],
  ]);
  expect(await texts('--no-metadata')).toBeUndefined();
  expect(await texts('--metadata', 'a=1', '--no-metadata')).toEqual([['a', '1']]);
  expect(await texts('--no-metadata', '--metadata', 'a=1')).toEqual([['a', '1']]);
});

describe('shards of convert', () => {
  const model = layout({ h: repeat(6, { w: [500] }), e: [10] });
  const flat = Float32Array.from({ length: model.length }, (_, i) => Math.cos(i));

  it('convert writes the shards that save writes, and joins them again', async () => {
    await save(model, flat, at('whole.safetensors'));
    await mkdir(at('saved'));
    await save(model, flat, at('saved/model.safetensors'), { maxShardSize: 4100 });
    await mkdir(at('out'));
    await convert(at('whole.safetensors'), '-o', at('out/model.safetensors'), '--max-shard-size', '4.1kB');
    expect(await readdir(at('out'))).toEqual(await readdir(at('saved')));
    for (const name of await readdir(at('out')))
      expect([name, (await readFile(at(`out/${name}`))).equals(await readFile(at(`saved/${name}`)))]).toEqual([
        name,
        true,
      ]);
    await convert(at('out'), '-o', at('one.safetensors'));
    expect((await readFile(at('one.safetensors'))).equals(await readFile(at('whole.safetensors')))).toBe(true);
  });

  it('convert --force can overwrite the shards that it reads', async () => {
    await save(model, flat, at('model.safetensors'), { maxShardSize: 4100 });
    const index = at('model.safetensors.index.json');
    await convert(index, '-o', at('model.safetensors'), '--max-shard-size', '2kB', '--dtype', 'F64', '--force');
    const loaded = await load(model, index, { type: Float64Array });
    expect(loaded.every((value, i) => value === flat[i])).toBe(true);
    const files = new Set(
      Object.values((JSON.parse(await readFile(index, 'utf8')) as { weight_map: Record<string, string> }).weight_map),
    );
    expect((await readdir(folder)).sort()).toEqual([...files, 'model.safetensors.index.json'].sort());
    await convert(index, '-o', at('model.safetensors'), '--max-shard-size', '1GB', '--dtype', 'F32', '--force');
    expect(await readdir(folder)).toEqual(['model.safetensors']);
    expect([...(await load(model, at('model.safetensors')))]).toEqual([...flat]);
  });

  it.each(['0', '5XB', '-1', 'GB', '1e3', '99999999TB'])('convert rejects --max-shard-size %s', async (size) => {
    await save(model, flat, at('in.safetensors'));
    expect(await errorOf(at('in.safetensors'), '-o', at('out.safetensors'), '--max-shard-size', size)).toContain(
      'A size was expected',
    );
  });
});

describe('the output of convert', () => {
  const model = layout({ a: [3000], b: [7] });
  beforeEach(() => save(model, model.zeros().fill(2), at('in.safetensors')));

  it('convert --force can overwrite its input, also through a link', async () => {
    await symlink(at('in.safetensors'), at('link.safetensors'));
    await convert(at('in.safetensors'), '-o', at('link.safetensors'), '--dtype', 'BF16', '--force');
    expect((await stat(at('in.safetensors'))).size).toBeLessThan(6300);
    expect((await load(model, at('link.safetensors'))).every((value) => value === 2)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['in.safetensors', 'link.safetensors']);
  });

  it('convert needs an output with a known extension in an existing folder', async () => {
    const input = at('in.safetensors');
    await mkdir(at('folder.safetensors'));
    expect(await errorOf(input, '-o', at('out.pt'))).toContain('a name that ends in .safetensors or .npz was expected');
    expect(await errorOf(input, '-o', at('none/out.npz'))).toContain('there is no such folder to write it in');
    expect(await errorOf(input, '-o', at('folder.safetensors'))).toContain(
      'a file was expected as the output, found a folder',
    );
    expect(await errorOf(input, '-o', 'https://example.org/x.safetensors')).toContain('a path was expected');
    expect(await errorOf(input)).toContain("required option '-o, --output <file>'");
    expect(await errorOf(at('none.safetensors'), '-o', at('out.safetensors'))).toContain('there is no such file');
    expect(await errorOf(input, '-o', at('out.npz'), '--max-shard-size', '1GB')).toContain('--max-shard-size');
    expect(await errorOf(input, '-o', at('out.npz'), '--metadata', 'a=b')).toContain('holds no metadata');
    expect(await errorOf(input, '-o', at('out.safetensors'), '--compress')).toContain('--compress');
  });

  it('convert leaves the old file alone if it is stopped or the data are cut', async () => {
    await writeFile(at('out.safetensors'), 'old');
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const { exit, err } = await paramlayout(['convert', at('in.safetensors'), '-o', at('out.safetensors'), '--force'], {
      signal: stop.signal,
    });
    expect({ exit, err }).toEqual({ exit: 2, err: 'paramlayout: stopped\n' });
    for (const output of ['out.safetensors', 'out.npz']) {
      const late = new AbortController();
      const work = paramlayout(['convert', at('in.safetensors'), '-o', at(output), '--force'], { signal: late.signal });
      setTimeout(() => late.abort(new Error('stopped')), 1);
      const done = await work; // either may come first: everything is written, or nothing
      const isOld = output === 'out.npz' ? !existsSync(at(output)) : (await readFile(at(output), 'utf8')) === 'old';
      expect(done.exit === 2).toBe(isOld);
    }
    await writeFile(at('cut.safetensors'), (await readFile(at('in.safetensors'))).subarray(0, 9000));
    expect(await errorOf(at('cut.safetensors'), '-o', at('out.safetensors'), '--force')).toContain(
      'the file ends in its data',
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name.endsWith('.old'))).toEqual([]);
  });
});

test('convert reads a URL with one request for each MiB of neighbours, and skips other data', async () => {
  const model = layout({ h: repeat(1000, { w: [4], x: [2] }), big: [300_000] });
  const flat = Float32Array.from({ length: model.length }, (_, i) => i);
  const web = await startWeb();
  try {
    web.files.set('/model.safetensors', serialize(model, flat));
    await save(model, flat, at('here.safetensors'));
    await convert(web.url('/model.safetensors'), '-o', at('out.safetensors'));
    expect((await readFile(at('out.safetensors'))).equals(await readFile(at('here.safetensors')))).toBe(true);
    expect(web.log.length).toBeLessThan(10);
    web.log.length = 0;
    await convert(web.url('/model.safetensors'), '-o', at('out.safetensors'), '--ignore', 'big', '--ignore', 'h.{i}.x');
    // The first three requests read the beginning and the header.
    const lengths = web.log
      .slice(3)
      .map(({ range = '' }) => range.slice(6).split('-').map(Number))
      .map(([from = 0, to = 0]) => to + 1 - from);
    expect(lengths).toEqual(Array.from({ length: 1000 }, () => 16));
  } finally {
    await web.close();
  }
});

describe('npz archives of convert', () => {
  const model = layout({ a: [3, 4], b: [2] });
  const flat = Float32Array.from({ length: model.length }, (_, i) => i / 3);

  it.each([[], ['--compress']])(
    'convert writes the archive that saveNpz writes, and reads it back (%s)',
    async (...args) => {
      await save(model, flat, at('in.safetensors'));
      await saveNpz(model, flat, at('saved.npz'), { compress: args.length > 0 });
      await convert(at('in.safetensors'), '-o', at('out.npz'), ...args);
      expect((await readFile(at('out.npz'))).equals(await readFile(at('saved.npz')))).toBe(true);
      expect([...(await loadNpz(model, at('out.npz')))]).toEqual([...flat]);
      await convert(at('out.npz'), '-o', at('back.safetensors'));
      expect((await readFile(at('back.safetensors'))).equals(await readFile(at('in.safetensors')))).toBe(true);
    },
  );

  it.each(readdirSync('test/fixtures/npy').filter((name) => name.endsWith('.npz')))(
    'convert of the numpy archive %s keeps every shape',
    async (name) => {
      await convert(join('test/fixtures/npy', name), '-o', at('out.safetensors'));
      const [read, made] = [
        await readNpzHeader(join('test/fixtures/npy', name)),
        await readHeader(at('out.safetensors')),
      ];
      const shapes = (header: Header): unknown =>
        Object.fromEntries(Array.from(header, ([tensor, { dtype, shape }]) => [tensor, [dtype, shape]]));
      expect(shapes(made)).toEqual(shapes(read));
    },
  );

  it('convert to npz rejects dtypes that numpy lacks, says what helps, and drops metadata', async () => {
    const input = await writeInput('in.safetensors', { a: ['BF16', [2], 4], b: ['F8_E5M2', [1], 1] });
    const said = await errorOf(input, '-o', at('out.npz'));
    expect(said).toContain("'a' is BF16, which numpy lacks");
    expect(said).toContain("'b' is F8_E5M2, which numpy lacks");
    expect(said).toContain('--dtype F32');
    await convert(input, '-o', at('out.npz'), '--dtype', 'F32', '--dtype', 'b=F32');
    await save(model, flat, at('texts.safetensors'), { metadata: { a: '1' } });
    const { exit, err } = await paramlayout(['convert', at('texts.safetensors'), '-o', at('out.npz')]);
    expect({ exit, err }).toEqual({ exit: 0, err: 'paramlayout: an .npz holds no metadata: 1 text left out\n' });
  });
});

describe.skipIf(!existsSync(real))('convert of real checkpoints', () => {
  it.each(existsSync(real) ? readdirSync(real).filter((name) => name.endsWith('.safetensors')) : [])(
    'convert keeps every byte of every tensor of %s',
    async (name) => {
      await convert(join(real, name), '-o', at('out.safetensors'));
      const [read, made] = [await readHeader(join(real, name)), await readHeader(at('out.safetensors'))];
      expect([...made.keys()].sort()).toEqual([...read.keys()].sort());
      expect(made.metadata).toEqual(read.metadata);
      const [before, after] = [await readFile(join(real, name)), await readFile(at('out.safetensors'))];
      for (const [tensor, { start, end, dtype, shape }] of read) {
        const place = made.get(tensor);
        expect([tensor, place?.dtype, place?.shape]).toEqual([tensor, dtype, shape]);
        expect(
          before
            .subarray(read.dataStart + start, read.dataStart + end)
            .equals(after.subarray(made.dataStart + (place?.start ?? 0), made.dataStart + (place?.end ?? 0))),
        ).toBe(true);
      }
    },
  );
});

test.skipIf(!existsSync(sharded))(
  'convert joins the shards of a real checkpoint without changing the data',
  async () => {
    for (const name of readdirSync(sharded)) await copyFile(join(sharded, name), at(name));
    const out = JSON.parse(await convert(folder, '-o', at('one.safetensors'), '--json')) as {
      tensors: number;
      files: unknown[];
    };
    const index = JSON.parse(await readFile(at('model.safetensors.index.json'), 'utf8')) as {
      weight_map: Record<string, string>;
    };
    expect(out).toMatchObject({ tensors: Object.keys(index.weight_map).length, files: [{}] });
    for (const [tensor, shard] of Object.entries(index.weight_map))
      expect([
        tensor,
        (await tensorIn(at('one.safetensors'), tensor)).equals(await tensorIn(at(shard), tensor)),
      ]).toEqual([tensor, true]);
  },
);
