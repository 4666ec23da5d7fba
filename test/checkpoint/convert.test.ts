import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowToBf16 } from '../../src/checkpoint/dtype/bf16.ts';
import { readWords } from '../../src/checkpoint/dtype/byte-order.ts';
import { decoderOf, whyNotDecoded } from '../../src/checkpoint/dtype/decode.ts';
import { DTYPE_BITS, type Dtype } from '../../src/checkpoint/dtype/dtype.ts';
import { narrowToF16 } from '../../src/checkpoint/dtype/f16.ts';
import { CheckpointError } from '../../src/checkpoint/index.ts';
import { bitsOf, tensorOf } from './fixtures.ts';

const decoded = (dtype: Dtype, source: Uint8Array, length = (8 * source.length) / DTYPE_BITS[dtype]): Float32Array => {
  const target = new Float32Array(length + 2).fill(7);
  decoderOf(dtype, 'Float32Array')?.(source, target, 1, 'x');
  expect([target[0], target[length + 1]]).toEqual([7, 7]); // and nothing beside it
  return target.subarray(1, length + 1);
};
const shifted = (bytes: Uint8Array, by: number): Uint8Array => {
  const moved = new Uint8Array(bytes.length + by).subarray(by);
  moved.set(bytes);
  return moved;
};

describe('decoding every bit pattern', () => {
  it.each([
    ['BF16', 'bf16-all-65536'],
    ['F16', 'f16-all-65536'],
    ['F8_E4M3', 'f8_e4m3-all-256'],
    ['F8_E5M2', 'f8_e5m2-all-256'],
  ] as const)('every %s decodes to the F32 bits of numpy and ml_dtypes, at any alignment', async (dtype, name) => {
    const source = await tensorOf(name, 'x');
    const expected = new Uint32Array((await tensorOf(`${name}.expected-f32bits`, 'x')).slice().buffer);
    for (const by of [0, 1, 2, 3]) expect(bitsOf(decoded(dtype, shifted(source, by)))).toEqual(expected);
    // An odd number of elements, beginning with an odd one.
    const size = DTYPE_BITS[dtype] / 8;
    expect(bitsOf(decoded(dtype, source.slice().subarray(size, 4 * size)))).toEqual(expected.subarray(1, 4));
    const doubles = new Float64Array(expected.length + 1);
    decoderOf(dtype, 'Float64Array')?.(source, doubles, 1, 'x');
    expect(doubles.subarray(1)).toEqual(Float64Array.from(new Float32Array(expected.buffer)));
  });

  it('the FNUZ floats and E8M0 decode to the values of their definitions', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const e4m3 = decoded('F8_E4M3FNUZ', all);
    const e5m2 = decoded('F8_E5M2FNUZ', all);
    const e8m0 = decoded('F8_E8M0', all);
    expect([e4m3[0], e4m3[1], e4m3[0x40], e4m3[0x7f], e4m3[0x80], e4m3[0xff]]).toEqual([
      0,
      2 ** -10,
      1,
      240,
      Number.NaN,
      -240,
    ]);
    expect([e5m2[0], e5m2[1], e5m2[0x40], e5m2[0x7f], e5m2[0x80], e5m2[0xff]]).toEqual([
      0,
      2 ** -17,
      1,
      57344,
      Number.NaN,
      -57344,
    ]);
    expect([e8m0[0], e8m0[1], e8m0[127], e8m0[254], e8m0[255]]).toEqual([
      2 ** -127,
      2 ** -126,
      1,
      2 ** 127,
      Number.NaN,
    ]);
    // Half the value of the same pattern with the smaller bias, wherever that is finite.
    decoded('F8_E4M3', all).forEach((value, i) => (i & 0x7f) !== 0x7f && i !== 0x80 && expect(e4m3[i]).toBe(value / 2));
    decoded('F8_E5M2', all).forEach(
      (value, i) => Number.isFinite(value) && i !== 0x80 && expect(e5m2[i]).toBe(value / 2),
    );
  });
});

describe('rounding', () => {
  it('F32 rounds to BF16 and F16 as in ml_dtypes and numpy, in 20,023 cases', async () => {
    const bits = new Uint32Array((await tensorOf('f32-rounding-golden', 'f32bits')).slice().buffer);
    const halves = async (name: string): Promise<Uint16Array> =>
      new Uint16Array((await tensorOf('f32-rounding-golden', name)).slice().buffer);
    const found = new Uint16Array(bits.length);
    narrowToBf16(bits, found);
    expect(found).toEqual(await halves('bf16bits'));
    narrowToF16(bits, found);
    expect(found).toEqual(await halves('f16bits'));
  });

  it('F64 rounds to F32 as Math.fround does', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1 }), (doubles) => {
        expect(decoded('F64', new Uint8Array(doubles.buffer))).toEqual(Float32Array.from(doubles, Math.fround));
      }),
    );
  });
});

describe('decoding integers', () => {
  const bytes = (array: ArrayBufferView): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const WIDE = { I64: BigInt64Array, U64: BigUint64Array } as const;
  it.each(['I64', 'U64'] as const)(
    'values of %s decode where the kind holds them exactly and are refused elsewhere',
    (dtype) => {
      for (const Type of [Float32Array, Float64Array, Int32Array, Uint8Array, Uint8ClampedArray, Int16Array]) {
        fc.assert(
          fc.property(
            fc.oneof(
              fc.maxSafeInteger(),
              fc.nat(300),
              fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
              fc.nat(63).map((n) => 2n ** BigInt(n)),
              fc.nat(63).map((n) => 2n ** BigInt(n) - 1n),
            ),
            (value) => {
              const [big] = WIDE[dtype].of(BigInt(value));
              const target = new Type(3);
              target[1] = Number(big);
              const holds = BigInt(target[1] as number) === big;
              const put = (): void =>
                decoderOf(dtype, Type.name)?.(
                  shifted(bytes(WIDE[dtype].of(1n, big as bigint)), 1),
                  target,
                  0,
                  'step',
                  10,
                );
              if (holds) {
                put();
                expect([...target]).toEqual([1, Number(big), 0]);
              } else
                expect(put).toThrow(
                  new CheckpointError('its element 11 cannot be held exactly', {
                    tensor: 'step',
                    expected: `an integer that ${Type.name} holds`,
                    found: `${big}`,
                  }),
                );
            },
          ),
        );
      }
    },
  );

  it('integers of 8, 16 and 32 bits decode where the kind holds them exactly and are refused elsewhere', () => {
    for (const [dtype, From] of [
      ['I8', Int8Array],
      ['U8', Uint8Array],
      ['I16', Int16Array],
      ['U16', Uint16Array],
      ['I32', Int32Array],
      ['U32', Uint32Array],
    ] as const) {
      for (const Type of [
        Float32Array,
        Float64Array,
        Int8Array,
        Uint8Array,
        Uint8ClampedArray,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
      ]) {
        fc.assert(
          fc.property(
            fc
              .array(fc.oneof(fc.integer(), fc.nat(200), fc.nat(70000)), { minLength: 1 })
              .map((numbers) => From.from(numbers)),
            (source) => {
              const target = new Type(source.length);
              const odd = source.findIndex((value) => Type.of(value)[0] !== value);
              const put = (): void => decoderOf(dtype, Type.name)?.(bytes(source), target, 0, 'x');
              if (odd >= 0)
                expect(put).toThrow(
                  `tensor 'x': its element ${odd} cannot be held exactly: expected an ` +
                    `integer that ${Type.name} holds, found ${source[odd]}`,
                );
              else {
                put();
                expect([...target]).toEqual([...source]);
              }
            },
          ),
          { numRuns: 20 },
        );
      }
    }
  });

  it('BOOL decodes 0 and 1 and refuses other bytes', () => {
    expect([...decoded('BOOL', Uint8Array.of(1, 0, 1))]).toEqual([1, 0, 1]);
    expect(() => decoded('BOOL', Uint8Array.of(1, 2))).toThrow(
      "tensor 'x': its element 1 is not a boolean: expected 0 or 1, found 2",
    );
  });
});

describe('dtypes that do not convert', () => {
  it.each([
    ['C64', 'Float32Array', 'a flat array cannot hold complex numbers'],
    ['F4', 'Float32Array', 'the format does not say how its elements are packed into bytes'],
    ['F6_E2M3', 'Float64Array', 'the format does not say how its elements are packed into bytes'],
    ['BF16', 'Int32Array', 'floats do not convert to Int32Array'],
    ['I64', 'BigInt64Array', 'BigInt64Array does not hold numbers'],
  ] as const)('%s does not convert to %s', (dtype, kind, why) => {
    expect(decoderOf(dtype, kind)).toBeUndefined();
    expect(whyNotDecoded(dtype, kind)).toBe(why);
  });

  it('every other dtype converts to Float32Array and Float64Array', () => {
    for (const dtype of Object.keys(DTYPE_BITS) as Dtype[])
      for (const kind of ['Float32Array', 'Float64Array'])
        expect(decoderOf(dtype, kind) === undefined).toBe(whyNotDecoded(dtype, kind) !== undefined);
  });
});

describe('big-endian machines', () => {
  it('readWords gives the same numbers on a big-endian machine', () => {
    const source = Uint8Array.from({ length: 4 * 20_000 }, (_, i) => i * 31);
    const swapped = source.slice();
    for (let i = 0; i < swapped.length; i += 4) swapped.subarray(i, i + 4).reverse();
    const found = new Uint32Array(20_000);
    readWords(swapped, Uint32Array, (words, at) => found.set(words, at), false);
    expect(found).toEqual(new Uint32Array(source.buffer));
  });
});
