import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CheckpointError, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { checkpointSchema } from '../../src/zod/index.ts';
import { file, untyped } from './fixtures.ts';

const model = layout({
  emb: { weight: [3, 2] },
  h: repeat(2, { bias: [2] }),
  head: tied('emb.weight', { transpose: true }),
});
const tensor = (dtype: string, shape: readonly number[], start: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});
const wrong = file(
  {
    'emb.weight': tensor('F32', [2, 3], 0, 24),
    'h.0.bais': tensor('F32', [2], 24, 32),
    'h.1.bias': tensor('C64', [2], 32, 48),
    mask: tensor('I64', [], 48, 56),
  },
  new Uint8Array(56),
);

describe('checkpointSchema', () => {
  it('checkpointSchema tells where the file stores each owner', async () => {
    const { shape, ...rest } = checkpointSchema(model).parse(await readHeader(serialize(model, model.zeros())))[
      'emb.weight'
    ];
    const literal: readonly [3, 2] = shape;
    expect(literal).toEqual([3, 2]);
    expect(rest).toEqual({ dtype: 'F32', name: 'emb.weight', start: 0, end: 24, transposed: false, copies: [] });
    const tie = await readHeader(
      serialize(layout({ head: [2, 3], h: repeat(2, { bias: [2] }) }), new Float32Array(10)),
    );
    expect(checkpointSchema(model).parse(tie)['emb.weight']).toEqual({
      dtype: 'F32',
      shape: [3, 2],
      name: 'head',
      start: 16,
      end: 40,
      transposed: true,
      copies: [],
    });
  });

  it('checkpointSchema reports all issues at once, as zod does', async () => {
    const result = checkpointSchema(model).safeParse(await readHeader(wrong));
    expect(result.error).toBeInstanceOf(z.ZodError);
    expect(result.error?.issues.map(({ code, path, message }) => [code, path, message])).toEqual([
      ['custom', ['emb.weight', 'shape'], "'emb.weight' has the wrong shape: expected [3, 2], found [2, 3]"],
      ['invalid_type', ['h.0.bias'], "'h.0.bias' is missing: expected F32 [2]; the file has 'h.0.bais'"],
      ['invalid_value', ['h.1.bias', 'dtype'], "'h.1.bias' has the wrong dtype: expected F32, found C64"],
      [
        'unrecognized_keys',
        ['h.0.bais'],
        "'h.0.bais' is not a tensor of the layout: found F32 [2]; did you mean 'h.0.bias'?",
      ],
      ['unrecognized_keys', ['mask'], "'mask' is not a tensor of the layout: found I64 []"],
    ]);
  });

  it('load reports the issues of checkpointSchema, with a table', async () => {
    const reads: number[] = [];
    const source = {
      size: wrong.length,
      read: (offset: number, length: number) => {
        reads.push(offset + length);
        return wrong.subarray(offset, offset + length);
      },
    };
    const error = (await load(model, source).catch((caught: unknown) => caught)) as CheckpointError;
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.issues).toHaveLength(5);
    expect(error.cause).toBeUndefined();
    expect(error.message).toMatchInlineSnapshot(`
      "the file does not fit the layout in 5 places:
        tensor      issue        expected  found
        emb.weight  wrong shape  [3, 2]    [2, 3]
        h.0.bias    missing      F32 [2]   nothing                                        near: h.0.bais
        h.1.bias    wrong dtype  F32       C64: a flat array cannot hold complex numbers
        h.0.bais    unexpected   nothing   F32 [2]                                        near: h.0.bias
        mask        unexpected   nothing   I64 []"
    `);
  });

  it('checkpointSchema accepts a plain Map and validates all of it', () => {
    const schema = checkpointSchema(layout({ a: [2] }));
    expect(schema.parse(new Map([['a', { dtype: 'F32', shape: [2], start: 0, end: 8 }]])).a.end).toBe(8);
    expect(
      schema.safeParse(new Map([['a', { dtype: 'F33', shape: [2], start: 0, end: 8 }]])).error?.issues[0]?.path,
    ).toEqual(['a', 'dtype']);
    expect(() => schema.parse({ a: 1 })).toThrow('the header of a safetensors file was expected');
  });

  it(
    'checkpointSchema handles tens of thousands of wrong names in less than quadratic time',
    { timeout: 60_000 },
    async () => {
      const entries = (prefix: string) =>
        Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${prefix}${i}`, tensor('F32', [0], 0, 0)]));
      const many = untyped(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`y${i}`, [0]])));
      const error = await load(many, file(entries('x'))).catch((caught: unknown) => caught as CheckpointError);
      expect((error as CheckpointError).issues).toHaveLength(40_000);
      expect((error as CheckpointError).message.split('\n')).toHaveLength(14);
    },
  );
});
