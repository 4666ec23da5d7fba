import { describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, serialize, type CheckpointWarning } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { checkpointSchema } from '../../src/zod/index.ts';
import { file, untyped } from './fixtures.ts';

const block = { ln: { weight: [2] }, w: [2, 3] } as const;
const model = layout({ emb: [4, 2], h: repeat(2, block) });
const flat = model.zeros().map((_, i) => i + 1);

/** A file of F32 tensors by name, in the given order. */
function fileOf(
  tensors: Record<string, readonly [shape: readonly number[], values: ArrayLike<number>]>,
  dtype = 'F32',
): Uint8Array {
  const data = Float32Array.from(Object.values(tensors).flatMap(([, values]) => Array.from(values)));
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [shape, values]]) => [
      name,
      { dtype, shape, data_offsets: [at, (at += 4 * values.length)] },
    ]),
  );
  return file(header, new Uint8Array(data.buffer));
}
const at = (path: Parameters<typeof model.at>[0], from = flat): Float32Array =>
  from.subarray(model.at(path).offset, model.at(path).offset + model.at(path).length);
const foreign = fileOf({
  'transformer.wte.weight': [[4, 2], at('emb')],
  'transformer.blocks_0.norm.weight': [[2], at('h.0.ln.weight')],
  'transformer.blocks_0.w': [[2, 3], at('h.0.w')],
  'transformer.blocks_1.norm.weight': [[2], at('h.1.ln.weight')],
  'transformer.blocks_1.w': [[2, 3], at('h.1.w')],
});
const errorOf = async (loading: Promise<unknown>): Promise<CheckpointError> => {
  const error = await loading.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
};

describe('the option names', () => {
  it('names may be a map of patterns, applied after the prefix', async () => {
    const names = {
      'wte.weight': 'emb',
      'blocks_{i}.norm.{**rest}': 'h.{i}.ln.{rest}',
      'blocks_{i}.w': 'h.{i}.w',
    } as const;
    expect(await load(model, foreign, { prefix: 'transformer.', names })).toEqual(flat);
    const { emb } = checkpointSchema(model, { prefix: 'transformer.', names }).parse(await readHeader(foreign));
    expect(emb.name).toBe('transformer.wte.weight');
  });

  it('names may be a function', async () => {
    const names = (name: string): string | undefined =>
      name === 'extra' ? undefined : (
        name
          .replace('transformer.', '')
          .replace('wte.weight', 'emb')
          .replace(/blocks_(\d)/, 'h.$1')
          .replace('norm', 'ln')
      );
    expect(await load(model, foreign, { names })).toEqual(flat);
  });

  it('an issue shows both the name in the file and the path in the layout', async () => {
    const bad = fileOf({
      'x.emb': [[2, 4], at('emb')],
      'x.h.0.w': [[2, 3], at('h.0.w')],
      'x.h.1.v': [[2, 3], at('h.1.w')],
    });
    const error = await errorOf(load(model, bad, { names: (name) => name.slice(2) }));
    expect(error.issues.map(({ message }) => message)).toEqual([
      "'x.emb' ('emb' in the layout) has the wrong shape: expected [4, 2], found [2, 4]",
      "'h.0.ln.weight' is missing: expected F32 [2]",
      "'h.1.ln.weight' is missing: expected F32 [2]",
      "'h.1.w' is missing: expected F32 [2, 3]; the file has 'x.h.1.v'",
      "'x.h.1.v' ('h.1.v' in the layout) is not a tensor of the layout: found F32 [2, 3]; did you mean 'h.1.w'?",
    ]);
    expect(error.issues[0]?.path).toEqual(['x.emb', 'shape']);
  });

  it('load refuses two names for one path', async () => {
    const both = fileOf({ a: [[4, 2], at('emb')], emb: [[4, 2], at('emb')] });
    const only = layout({ emb: [4, 2] });
    const error = await errorOf(load(only, both, { names: { a: 'emb' } }));
    expect(error.message).toBe(
      "tensor 'emb': the file does not fit the layout; it has two tensors for one " +
        "leaf: expected one tensor for 'emb', found 'a' too",
    );
    await expect(load(only, both, { names: { '{x}': 'emb', 'a*': 'a' } as never })).rejects.toThrow(
      "names maps 'a' to 'emb' by '{x}', but to 'a' by 'a*'",
    );
    await expect(load(only, both, { names: { '{x}': '{y}' } as never })).rejects.toThrow(
      "the wildcard '{y}' of the path '{y}' is not in the file's name '{x}'",
    );
    await expect(load(only, both, { names: { 'a**': 'emb' } })).rejects.toThrow("'**' must be a segment of its own");
  });
});

describe('the option transpose', () => {
  const turned = (path: 'h.0.w' | 'h.1.w'): Float32Array =>
    at(path).map((_, i, all) => all[(i % 2) * 3 + Math.floor(i / 2)] as number);
  const conv = fileOf({
    emb: [[4, 2], at('emb')],
    'h.0.ln.weight': [[2], at('h.0.ln.weight')],
    'h.0.w': [[3, 2], turned('h.0.w')],
    'h.1.ln.weight': [[2], at('h.1.ln.weight')],
    'h.1.w': [[3, 2], turned('h.1.w')],
  });

  it('transpose reads matrices that the file stores transposed and leaves vectors alone', async () => {
    expect(await load(model, conv, { transpose: ['h.*.w'] })).toEqual(flat);
    expect(await load(model, conv, { transpose: ['h.**'] })).toEqual(flat);
    expect(await load(model, conv, { transpose: ['h.*.w'], type: Float64Array })).toEqual(Float64Array.from(flat));
    expect((await errorOf(load(model, conv))).message).toContain('h.{0,1}.w  wrong shape  [2, 3]    [3, 2]');
  });

  it('transpose combines with a transposed tie, so that a tensor transposed twice lies like its owner', async () => {
    const shared = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
    const values = [1, 2, 3, 4, 5, 6];
    const other = [1, 4, 2, 5, 3, 6];
    for (const [tensors, transpose] of [
      [{ t: [[3, 2], other] }, []],
      [{ t: [[2, 3], values] }, ['t']],
      [{ w: [[3, 2], other] }, ['w']],
      [{ w: [[3, 2], other], t: [[3, 2], other] }, ['w']],
      [{ t: [[2, 3], values], w: [[3, 2], other] }, ['*']],
    ] as const) {
      expect([...(await load(shared, fileOf(tensors as never), { transpose }))]).toEqual(values);
    }
    const differ = fileOf({
      w: [[2, 3], values],
      t: [
        [3, 2],
        [1, 4, 2, 5, 3, 7],
      ],
    });
    expect((await errorOf(load(shared, differ))).message).toMatch(
      /^tensor 't': it is tied to 'w', but differs from it at \[2,1\]: expected 6 \(bits 40c00000\), found 7 \(bits 40e00000\)/,
    );
  });

  it('transpose refuses patterns without effect', async () => {
    await expect(load(model, conv, { transpose: ['h.*.v'] as string[] })).rejects.toThrow(
      "no leaf of the layout matches the pattern 'h.*.v' of the option transpose",
    );
    await expect(load(layout({ a: [1, 1, 1] }), conv, { transpose: ['a'] as string[] })).rejects.toThrow(
      "'a' has 3 dimensions, but only a matrix can be transposed",
    );
  });
});

describe('tensors that the layout does not have', () => {
  const small = layout({ a: [2] });
  const bytes = fileOf({ a: [[2], [1, 2]], 'a.mask': [[1], [3]], 'bn.num_batches_tracked': [[], [4]] });

  it('ignore leaves out tensors by patterns, with or without the prefix', async () => {
    expect([...(await load(small, bytes, { ignore: ['a.mask', '**.num_batches_tracked'] }))]).toEqual([1, 2]);
    expect((await errorOf(load(small, bytes, { ignore: ['*.mask'] }))).tensor).toBe('bn.num_batches_tracked');
    const prefixed = fileOf({ 'm.a': [[2], [1, 2]], 'm.b.mask': [[1], [3]], other: [[1], [3]] });
    for (const ignore of [['m.b.mask'], ['b.*'], ['**.mask']])
      expect([...(await load(small, prefixed, { prefix: 'm.', ignore }))]).toEqual([1, 2]);
  });

  it('a needed tensor that is ignored is missing', async () => {
    expect((await errorOf(load(small, bytes, { ignore: ['**'] }))).message).toBe(
      "tensor 'a': the file does not fit the layout; it lacks the tensor: " +
        "expected F32 [2], found 'a', which is ignored",
    );
  });

  it('extra lets unexpected tensors pass with a warning', async () => {
    const warnings: CheckpointWarning[] = [];
    expect([
      ...(await load(small, bytes, { extra: 'ignore', onWarning: (warning) => warnings.push(warning) })),
    ]).toEqual([1, 2]);
    expect(warnings).toEqual([
      {
        code: 'unexpected',
        tensor: 'a.mask',
        path: 'a.mask',
        message: "'a.mask' is not a tensor of the layout: found F32 [1]",
      },
      {
        code: 'unexpected',
        tensor: 'bn.num_batches_tracked',
        path: 'bn.num_batches_tracked',
        message: "'bn.num_batches_tracked' is not a tensor of the layout: found F32 []",
      },
    ]);
    await expect(load(small, bytes, { extra: 'warn' as never })).rejects.toThrow(
      "extra must be 'error' or 'ignore', found \"warn\"",
    );
  });
});

describe('the option partial', () => {
  it('partial keeps the values of leaves that the file lacks', async () => {
    const bytes = fileOf({ 'h.1.w': [[2, 3], at('h.1.w')] });
    expect((await errorOf(load(model, bytes))).issues).toHaveLength(4);
    const warnings: string[] = [];
    const into = model.zeros().fill(-1);
    await load(model, bytes, { partial: true, into, onWarning: ({ message }) => warnings.push(message) });
    expect(into).toEqual(
      flat.map((x, i) => (i >= model.at('h.1.w').offset && i < model.at('h.1.w').offset + 6 ? x : -1)),
    );
    expect(warnings[0]).toBe("'emb' is missing: expected F32 [4, 2]");
    expect((await load(model, bytes, { partial: true })).filter((x) => x !== 0)).toEqual(at('h.1.w'));
    await load(model, bytes, { partial: true, into: into.fill(5), staged: false });
    expect(into[0]).toBe(5);
  });
});

describe('other dtypes', () => {
  it('load converts other dtypes to the kind of the array', async () => {
    const ints = layout({ n: [3] });
    const i64 = file(
      { n: { dtype: 'I64', shape: [3], data_offsets: [0, 24] } },
      new Uint8Array(BigInt64Array.of(1n, -2n, 2n ** 24n).buffer),
    );
    expect(await load(ints, i64)).toEqual(Float32Array.of(1, -2, 2 ** 24));
    expect(await load(ints, i64, { type: Int32Array })).toEqual(Int32Array.of(1, -2, 2 ** 24));
    const into = new Float64Array(3);
    expect(await load(ints, i64, { into })).toBe(into);
    expect([...into]).toEqual([1, -2, 2 ** 24]);
    const wide = file(
      { n: { dtype: 'I64', shape: [3], data_offsets: [0, 24] } },
      new Uint8Array(BigInt64Array.of(1n, 2n, 2n ** 24n + 1n).buffer),
    );
    const before = new Float32Array(3);
    expect((await errorOf(load(ints, wide, { into: before }))).message).toMatch(
      /^tensor 'n': its element 2 cannot be held exactly/,
    );
    expect([...before]).toEqual([0, 0, 0]);
  });

  it('load refuses dtypes that do not convert before it reads data', async () => {
    const f4 = file({ n: { dtype: 'F4', shape: [4], data_offsets: [0, 2] } }, new Uint8Array(2));
    expect((await errorOf(load(layout({ n: [4] }), f4))).message).toContain(
      'the tensor has the wrong dtype: expected F32, found F4: the format ' +
        'does not say how its elements are packed into bytes',
    );
    const f32 = serialize(model, flat);
    expect((await errorOf(load(model, f32, { type: Int32Array }))).message).toContain(
      'floats do not convert to Int32Array',
    );
    await expect(load(model, f32, { type: BigInt64Array as never })).rejects.toThrow(
      'a constructor of arrays of numbers was expected',
    );
  });

  it('checkpointSchema accepts the dtypes of its options', async () => {
    const bytes = serialize(model, flat, { dtype: 'BF16' });
    const header = await readHeader(bytes);
    expect(checkpointSchema(model).safeParse(header).error?.issues).toHaveLength(5);
    const dtype: 'BF16' = checkpointSchema(model, { dtype: 'BF16' }).parse(header).emb.dtype;
    const either: 'BF16' | 'F16' = checkpointSchema(model, { dtype: ['F16', 'BF16'] }).parse(header).emb.dtype;
    expect([dtype, either]).toEqual(['BF16', 'BF16']);
    expect(await load(model, bytes)).toEqual(flat);
  });
});

describe('the option into', () => {
  it("into must be an array of numbers of the layout's length", async () => {
    const bytes = serialize(model, flat);
    await expect(load(model, bytes, { into: new Float32Array(3) as never })).rejects.toThrow(
      `a flat array of length ${model.length} was expected, found one of 3`,
    );
    await expect(load(model, bytes, { into: [] as never })).rejects.toThrow(
      'a typed array of numbers was expected to load into, found object',
    );
    await expect(load(model, bytes, { into: new BigInt64Array(model.length) as never })).rejects.toThrow(
      'found BigInt64Array',
    );
    await expect(load(model, bytes, { staged: false })).rejects.toThrow('staged: false needs the option into');
    await expect(load(model, 5 as never)).rejects.toThrow('was expected as the source of a checkpoint');
  });

  it('into may be shared memory, or a part of other memory', async () => {
    const bytes = serialize(model, flat);
    for (const staged of [true, false]) {
      const shared = new Float32Array(new SharedArrayBuffer(4 * (model.length + 2)), 4, model.length);
      expect(await load(model, bytes, { into: shared, staged })).toBe(shared);
      expect([...shared]).toEqual([...flat]);
    }
  });

  it('into may be typed as a flat array or not', async () => {
    const loose = untyped({ a: [2] });
    expect([...(await load(loose, fileOf({ a: [[2], [1, 2]] })))]).toEqual([1, 2]);
  });
});
