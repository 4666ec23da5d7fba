import { describe, expect, it } from 'vitest';
import { decoderOf } from '../../src/checkpoint/dtype/decode.ts';
import { load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { untyped } from './fixtures.ts';

const model = layout({
  wte: { weight: [5, 3] },
  h: repeat(11, { ln_1: { bias: [3], weight: [3] }, w: [3, 2] }),
  head: tied('wte.weight'),
  n: [],
});
const flat = model.zeros();
flat.forEach((_, i) => {
  flat[i] = Math.fround(Math.sin(i));
});

describe('the option dtype', () => {
  const dtypes = async (bytes: Uint8Array): Promise<Record<string, string>> =>
    Object.fromEntries([...(await readHeader(bytes, { strict: true }))].map(([name, { dtype }]) => [name, dtype]));

  it('dtype applies to all leaves, or by patterns of which the most literal counts', async () => {
    expect(new Set(Object.values(await dtypes(serialize(model, flat, { dtype: 'BF16' }))))).toEqual(new Set(['BF16']));
    const some = await dtypes(
      serialize(model, flat, { dtype: { '**': 'BF16', 'h.*.ln_*.*': 'F32', 'h.3.**': 'F16', n: 'F64' } }),
    );
    expect([
      some['wte.weight'],
      some['h.10.ln_1.bias'],
      some['h.10.w'],
      some['h.3.w'],
      some['h.3.ln_1.bias'],
      some['n'],
    ]).toEqual(['BF16', 'F32', 'BF16', 'F16', 'F32', 'F64']);
    expect((await dtypes(serialize(model, flat, { dtype: { 'h.**': 'BF16' } })))['wte.weight']).toBe('F32');
    expect(
      new Set(Object.values(await dtypes(serialize(model, flat, { dtype: { '**': 'F8_E4M3', n: 'F8_E5M2' } })))),
    ).toEqual(new Set(['F8_E4M3', 'F8_E5M2']));
  });

  it('the default dtype is that of the flat array', async () => {
    for (const [Type, dtype] of [
      [Float64Array, 'F64'],
      [Int32Array, 'I32'],
      [Uint8Array, 'U8'],
      [Uint8ClampedArray, 'U8'],
      [Int16Array, 'I16'],
    ] as const) {
      const numbers = model.zeros(Type as Float64ArrayConstructor).fill(3);
      const bytes = serialize(model, numbers);
      expect(new Set(Object.values(await dtypes(bytes)))).toEqual(new Set([dtype]));
      const { dataStart } = await readHeader(bytes);
      expect(bytes.length - dataStart).toBe(numbers.byteLength);
    }
  });

  it.each([
    [
      { dtype: 'I32' },
      'the option dtype does not suit a Float32Array: floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2: found I32',
    ],
    [
      { dtype: { 'h.**': 'bf16' } },
      `the option dtype for 'h.**' is wrong: expected the name of a dtype, such as BF16, found "bf16"`,
    ],
    [{ dtype: { 'x.**': 'BF16' } }, "the pattern 'x.**' of the option dtype matches no path of the layout"],
    [
      { dtype: { 'h.*.w': 'BF16', 'h.*.*w': 'F16' } },
      "tensor 'h.0.w': two patterns of the option dtype match it equally well: expected one, found 'h.*.w' (BF16) and 'h.*.*w' (F16)",
    ],
  ] as const)('save refuses the dtype %j', (options, message) => {
    expect(() => serialize(model, flat, options as never)).toThrow(
      expect.objectContaining({ name: 'CheckpointError', message }) as Error,
    );
  });

  it('save refuses a value that the dtype cannot hold, with tensor and element', () => {
    const whole = model.zeros(Int32Array);
    whole[model.at('h.10.w').offset + 4] = -300;
    expect(() => serialize(model, whole, { dtype: { 'h.**': 'I8' } })).toThrow(
      "tensor 'h.10.w': its element 4 cannot be held exactly: expected an integer that I8 holds, found -300",
    );
    expect(() => serialize(model, whole, { dtype: 'U64' })).toThrow('expected an integer that U64 holds, found -300');
    expect(() => serialize(model, whole, { dtype: 'BOOL' })).toThrow(
      "tensor 'h.10.w': its element 4 is not a boolean: expected 0 or 1, found -300",
    );
  });
});

describe("order: 'layout'", () => {
  it("a file in the layout's order has the flat array as its data", async () => {
    const bytes = serialize(model, flat, { order: 'layout' });
    const header = await readHeader(bytes, { strict: true });
    expect([...header.keys()]).toEqual(model.slots.filter((slot) => slot.tiedTo === undefined).map(({ path }) => path));
    expect(header.dataStart % 8).toBe(0);
    expect(new Float32Array(bytes.buffer, header.dataStart)).toEqual(new Float32Array(flat));
    expect(await load(model, bytes)).toEqual(flat);
  });

  it("a file in the layout's order keeps every element in place if dtypes are mixed", async () => {
    const odd = layout({ a: [3], b: [1], c: [5], d: [2] });
    const numbers = odd.zeros(Float64Array);
    numbers.set([1.5, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const bytes = serialize(odd, numbers, { dtype: { a: 'BF16', b: 'F64', c: 'F16', d: 'F32' }, order: 'layout' });
    const header = await readHeader(bytes, { strict: true });
    const back = new Float64Array(odd.length);
    for (const { path, offset } of odd.slots) {
      const { dtype, start, end } = header.get(path) as NonNullable<ReturnType<typeof header.get>>;
      decoderOf(dtype, 'Float64Array')?.(
        bytes.subarray(header.dataStart + start, header.dataStart + end),
        back,
        offset,
        path,
      );
    }
    expect(back).toEqual(new Float64Array(numbers));
  });
});

describe('names and flat arrays that do not fit', () => {
  it('save refuses names, texts and flat arrays that do not fit', () => {
    expect(() => serialize(untyped({ __metadata__: [2] }), new Float32Array(2))).toThrow(
      "tensor '__metadata__': the format reserves this name for metadata",
    );
    expect(() => serialize(model, new Float32Array(3) as never)).toThrow(
      `a flat array of length ${model.length} was expected, found one of 3`,
    );
    expect(() => serialize(untyped({ a: [2] }), new BigInt64Array(2) as never)).toThrow(
      'a typed array of numbers was expected, found a BigInt64Array',
    );
    expect(() => serialize(untyped({ a: [2] }), new ArrayBuffer(8) as never)).toThrow(
      'a flat array was expected, found object',
    );
    expect(() => serialize(untyped({ a: [2] }), null as never)).toThrow('a flat array was expected, found null');
  });
});
