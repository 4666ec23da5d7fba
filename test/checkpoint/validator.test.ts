// checkpointValidator and checkpointSchema are one check in two forms: whatever is given, both report the same.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  checkpointValidator,
  CheckpointError,
  load,
  readHeader,
  serialize,
  type Dtype,
  type Header,
  type SchemaOptions,
} from '../../src/checkpoint/index.ts';
import { DTYPE_BITS } from '../../src/checkpoint/dtype/dtype.ts';
import { layout, repeat, tied, type AnyLayout } from '../../src/index.ts';
import { checkpointSchema } from '../../src/zod/index.ts';
import { file, untyped } from './fixtures.ts';

/** The result of the validator, which that of the zod schema must equal. */
function bothOf(model: AnyLayout, value: unknown, options: SchemaOptions = {}) {
  const result = checkpointValidator(model, options)['~standard'].validate(value);
  const schema = checkpointSchema(model, options);
  expect(schema['~standard'].validate(value)).toEqual(result);
  const parsed = schema.safeParse(value);
  expect(parsed.success ? { value: parsed.data } : { issues: parsed.error.issues }).toEqual(result);
  return result;
}

const tensor = (dtype: string, shape: readonly number[], start: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});
const model = layout({
  emb: { weight: [3, 2] },
  h: repeat(2, { bias: [2] }),
  head: tied('emb.weight', { transpose: true }),
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

describe('checkpointValidator', () => {
  it('checkpointValidator is a Standard Schema, version 1', () => {
    const validator = checkpointValidator(model);
    expect(validator).toEqual({
      '~standard': { version: 1, vendor: 'paramlayout', validate: expect.any(Function) },
    });
    expect(validator['~standard'].types).toBeUndefined(); // types are for the compiler only
  });

  it('checkpointValidator validates at once, and gives no promise', async () => {
    const { validate } = checkpointValidator(model)['~standard'];
    const good = validate(await readHeader(serialize(model, model.zeros())));
    expect(good).not.toBeInstanceOf(Promise);
    expect(Object.keys(good)).toEqual(['value']);
    expect(Object.keys(good.value ?? {})).toEqual(['emb.weight', 'h.0.bias', 'h.1.bias']);
    const bad = validate(await readHeader(wrong));
    expect(bad).not.toBeInstanceOf(Promise);
    expect(Object.keys(bad)).toEqual(['issues']);
  });

  it('checkpointValidator is accepted by a library that takes any Standard Schema', async () => {
    const header = await readHeader(serialize(model, model.zeros()));
    expect({ header }).toEqual({ header: expect.schemaMatching(checkpointValidator(model)) });
    expect({ header: await readHeader(wrong) }).not.toEqual({
      header: expect.schemaMatching(checkpointValidator(model)),
    });
  });

  it(
    'checkpointValidator reports each kind of issue with its code, ' + 'its path, its sentence and its parameters',
    async () => {
      const names = { emb: 'emb.weight' };
      const twice = file(
        { emb: tensor('F32', [3, 2], 0, 24), 'emb.weight': tensor('F32', [3, 2], 24, 48) },
        new Uint8Array(48),
      );
      expect(bothOf(layout({ emb: { weight: [3, 2] } }), await readHeader(twice), { names })).toEqual({
        issues: [
          {
            code: 'custom',
            path: ['emb.weight'],
            message: "'emb.weight' occurs twice: expected one tensor for 'emb.weight', found 'emb' too",
            params: {
              problem: 'given twice',
              name: 'emb.weight',
              path: 'emb.weight',
              expected: "one tensor for 'emb.weight'",
              found: "'emb' too",
            },
          },
        ],
      });
      expect(bothOf(model, await readHeader(wrong))).toEqual({
        issues: [
          {
            code: 'custom',
            path: ['emb.weight', 'shape'],
            message: "'emb.weight' has the wrong shape: expected [3, 2], found [2, 3]",
            params: {
              problem: 'wrong shape',
              name: 'emb.weight',
              path: 'emb.weight',
              expected: '[3, 2]',
              found: '[2, 3]',
            },
          },
          {
            code: 'invalid_type',
            expected: 'object',
            path: ['h.0.bias'],
            message: "'h.0.bias' is missing: expected F32 [2]; the file has 'h.0.bais'",
            params: {
              problem: 'missing',
              name: 'h.0.bias',
              path: 'h.0.bias',
              expected: 'F32 [2]',
              found: 'nothing',
              near: 'h.0.bais',
            },
          },
          {
            code: 'invalid_value',
            values: ['F32'],
            path: ['h.1.bias', 'dtype'],
            message: "'h.1.bias' has the wrong dtype: expected F32, found C64",
            params: { problem: 'wrong dtype', name: 'h.1.bias', path: 'h.1.bias', expected: 'F32', found: 'C64' },
          },
          {
            code: 'unrecognized_keys',
            keys: ['h.0.bais'],
            path: ['h.0.bais'],
            message: "'h.0.bais' is not a tensor of the layout: found F32 [2]; did you mean 'h.0.bias'?",
            params: {
              problem: 'unexpected',
              name: 'h.0.bais',
              path: 'h.0.bais',
              expected: 'nothing',
              found: 'F32 [2]',
              near: 'h.0.bias',
            },
          },
          {
            code: 'unrecognized_keys',
            keys: ['mask'],
            path: ['mask'],
            message: "'mask' is not a tensor of the layout: found I64 []",
            params: { problem: 'unexpected', name: 'mask', path: 'mask', expected: 'nothing', found: 'I64 []' },
          },
        ],
      });
    },
  );

  it('checkpointValidator reports what load reports, apart from the dtypes that only load converts', async () => {
    const error = (await load(model, wrong).catch((caught: unknown) => caught)) as CheckpointError;
    const convertible = Object.keys(DTYPE_BITS).filter((dtype) => !['F4', 'F6_E2M3', 'F6_E3M2', 'C64'].includes(dtype));
    const { issues = [] } = bothOf(model, await readHeader(wrong), { dtype: ['F32', ...(convertible as Dtype[])] });
    const isDtype = (issue: { readonly path: readonly PropertyKey[] }): boolean => issue.path[1] === 'dtype';
    expect(error.issues.filter((issue) => !isDtype(issue))).toEqual(issues.filter((issue) => !isDtype(issue)));
    expect(error.issues.filter(isDtype)).toEqual([
      {
        code: 'invalid_value',
        values: ['F32'],
        path: ['h.1.bias', 'dtype'],
        message: "'h.1.bias' has the wrong dtype: expected F32, found C64: a flat array cannot hold complex numbers",
        params: {
          problem: 'wrong dtype',
          name: 'h.1.bias',
          path: 'h.1.bias',
          expected: 'F32',
          found: 'C64: a flat array cannot hold complex numbers',
        },
      },
    ]);
  });

  it('checkpointValidator takes the options of checkpointSchema', async () => {
    const theirs = layout({ m: { w: [2, 3], mask: [4] } });
    const header = await readHeader(serialize(theirs, theirs.zeros(), { dtype: 'BF16' }));
    const ours = layout({ a: [3, 2] });
    const options = { prefix: 'm.', names: { w: 'a' }, transpose: ['a'], ignore: ['mask'], dtype: 'BF16' } as const;
    expect(bothOf(ours, header, options).value).toMatchObject({
      a: { name: 'm.w', shape: [3, 2], dtype: 'BF16', transposed: true },
    });
    expect(bothOf(ours, header, { ...options, ignore: [] }).issues).toHaveLength(1);
    expect(bothOf(ours, header, { ...options, ignore: [], extra: 'ignore' }).issues).toBeUndefined();
    expect(bothOf(ours, header, { ...options, dtype: ['F16', 'F32'] }).issues).toHaveLength(1);
  });

  it('checkpointValidator refuses options that mean nothing when it is made, as checkpointSchema does', () => {
    for (const make of [checkpointValidator, checkpointSchema] as const) {
      expect(() => make(model, { dtype: [] })).toThrow(new TypeError('at least one element type was expected'));
      expect(() => make(model, { transpose: ['nothing'] as string[] })).toThrow(TypeError);
      expect(() => make(model, { extra: 'warn' as 'error' })).toThrow(
        new TypeError(`extra must be 'error' or 'ignore', found "warn"`),
      );
      expect(() => make({} as typeof model)).toThrow(TypeError);
    }
  });

  it.each([undefined, null, 5, 'text', {}, [], new Set(), new WeakMap()])(
    'checkpointValidator refuses %o, which is no Map',
    (value) => {
      const message = 'the header of a safetensors file was expected: a Map of tensors by name';
      expect(bothOf(model, value)).toEqual({ issues: [{ code: 'custom', path: [], message }] });
    },
  );
});

describe('checkpointValidator and checkpointSchema agree', () => {
  interface Case {
    readonly file: string;
    readonly deserialize: { readonly ok: boolean };
  }
  const folder = new URL('../fixtures/oracle/', import.meta.url);
  const { cases } = JSON.parse(readFileSync(new URL('verdicts.json', folder), 'utf8')) as { cases: readonly Case[] };
  const readable = cases.filter(({ deserialize }) => deserialize.ok).map((each) => each.file);

  /** A layout of the tensors whose names can be keys, in the shapes that `shapeOf` gives; undefined leaves one out. */
  function layoutOf(header: Header, shapeOf: (shape: number[], i: number) => number[] | undefined): AnyLayout {
    const fields: [string, number[]][] = [];
    for (const [i, [name, { shape }]] of [...header].entries()) {
      const changed = shapeOf(shape.map(Number), i);
      if (changed !== undefined && /^[\w-]{1,50}$/.test(name)) fields.push([name, changed]);
    }
    return untyped(Object.fromEntries(fields));
  }

  it('there are files on which to compare checkpointValidator and checkpointSchema', () =>
    expect(readable.length).toBeGreaterThan(40));

  it.each(readable)(
    'checkpointValidator and checkpointSchema agree on %s, with layouts that fit it, partly or not at all',
    async (name) => {
      const header = await readHeader(readFileSync(new URL(`files/${name}`, folder)));
      const dtype = Object.keys(DTYPE_BITS) as Dtype[];
      const same = layoutOf(header, (shape) => shape);
      const { issues = [] } = bothOf(same, header, { dtype });
      expect(issues.every(({ code }) => code === 'unrecognized_keys')).toBe(true); // names that no layout can have
      expect(bothOf(same, header, { dtype, extra: 'ignore' }).issues).toBeUndefined();
      bothOf(same, header);
      bothOf(
        layoutOf(header, (shape, i) => (i % 3 === 0 ? undefined : [...shape, 1])),
        header,
        { dtype },
      );
      bothOf(untyped({}), header);
      const other = bothOf(untyped({ 'no-such-tensor': [2] }), header, { extra: 'ignore' });
      expect(other.issues?.map(({ code }) => code)).toEqual(['invalid_type']);
    },
  );
});

describe('a map that was made by hand', () => {
  // Its sentences are those of the zod version that package.json pins. Other versions word some of them differently.
  const oracle = z.map(
    z.string(),
    z.object({
      dtype: z.enum(Object.keys(DTYPE_BITS)),
      shape: z.array(z.union([z.int().nonnegative(), z.bigint().nonnegative()])),
      start: z.int().nonnegative(),
      end: z.int().nonnegative(),
    }),
  );
  const whole = { dtype: 'F32', shape: [2], start: 0, end: 8 };
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      '',
      'F33',
      NaN,
      Infinity,
      -Infinity,
      -0,
      1.5,
      -1.5,
      2 ** 60,
      -(2 ** 60),
    ),
    fc.constantFrom<unknown>(
      -1,
      0,
      7,
      -1n,
      0n,
      2n ** 70n,
      Symbol.iterator,
      [],
      {},
      [1],
      new Date(0),
      new Map(),
      () => 1,
    ),
    fc.constantFrom<unknown>(
      Object.create(null),
      Object.create({ dtype: 'F32' }),
      new Uint8Array(2),
      Object.assign([], { length: 2 }),
    ),
  );
  const shape = fc.array(fc.oneof(fc.nat(), odd), { maxLength: 3 });
  const info = fc.record(
    {
      dtype: fc.oneof(fc.constantFrom('F32', 'BF16'), odd),
      shape: fc.oneof(shape, fc.constant([2]), odd),
      start: fc.oneof(fc.nat(), odd),
      end: fc.oneof(fc.nat(), odd),
      more: odd,
    },
    { requiredKeys: [] },
  );
  const entry = fc.tuple(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom<unknown>('a', 'b', '__proto__') }, odd),
    fc.oneof({ weight: 3, arbitrary: info }, fc.constant(whole), odd),
  );

  it(
    'a map made by hand is refused where a zod schema of tensors refuses ' +
      'it, at the same paths with the same sentences',
    () => {
      const model = layout({ a: [2] });
      const anything = { extra: 'ignore', dtype: Object.keys(DTYPE_BITS) as Dtype[] } as const;
      fc.assert(
        fc.property(fc.array(entry, { maxLength: 3 }), (entries) => {
          const map = new Map(entries);
          const { error } = oracle.safeParse(map);
          const { issues } = bothOf(model, map, anything);
          if (error === undefined) expect(issues?.some((issue) => !('params' in issue)) ?? false).toBe(false);
          else expect(issues).toEqual(error.issues.map(({ path, message }) => ({ code: 'custom', path, message })));
        }),
        { numRuns: 3000 },
      );
    },
  );

  it('a map made by hand is accepted if it is complete, with bigints past 2^53', () => {
    const info = { ...whole, shape: [0, 2n ** 60n], end: 0 };
    const { issues } = bothOf(layout({ a: [2] }), new Map([['a', info]]));
    expect(issues?.map(({ message }) => message)).toEqual([
      "'a' has the wrong shape: expected [2], found [0, 1152921504606846976]",
    ]);
    expect(bothOf(layout({ a: [2] }), new Map([['a', whole]])).value).toMatchObject({ a: { end: 8 } });
  });
});
