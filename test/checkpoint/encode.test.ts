import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encode } from '../../src/checkpoint/dtype/codec.ts';
import { decoderOf } from '../../src/checkpoint/dtype/decode.ts';
import { DTYPE_BITS, type Dtype } from '../../src/checkpoint/dtype/dtype.ts';
import { encoderOf, whyNotEncoded } from '../../src/checkpoint/dtype/encode.ts';
import { bitsOf, tensorOf } from './fixtures.ts';

type Numbers = Parameters<Encode>[0];
const NUMBERS = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
] as const;
const DTYPES = Object.keys(DTYPE_BITS) as Dtype[];

/** Encodes the elements from the second to the last but one. */
function encoded(source: Numbers, dtype: Dtype): Uint8Array {
  const target = new Uint8Array(((source.length - 2) * DTYPE_BITS[dtype]) / 8);
  encoderOf(source.constructor.name, dtype)?.(source, 1, source.length - 1, target, 'x', 5);
  return target;
}
const framed = (Type: new (length: number) => Numbers, values: ArrayLike<number>): Numbers => {
  const array = new Type(values.length + 2);
  array.set(values, 1);
  return array;
};

describe('encoding floats', () => {
  it('F32 and F64 round to BF16 and F16 as in 20,023 golden cases', async () => {
    const values = new Float32Array((await tensorOf('f32-rounding-golden', 'f32bits')).slice().buffer);
    const source = new Float32Array(values.length + 2);
    bitsOf(source).set(bitsOf(values), 1);
    for (const [dtype, name] of [
      ['BF16', 'bf16bits'],
      ['F16', 'f16bits'],
    ] as const) {
      const golden = await tensorOf('f32-rounding-golden', name);
      expect(encoded(source, dtype)).toEqual(golden);
      // As doubles, which lose the payload of a NaN.
      const halves = new Uint16Array(golden.slice().buffer);
      const found = new Uint16Array(encoded(framed(Float64Array, values), dtype).buffer);
      values.forEach((value, i) =>
        expect(Number.isNaN(value) ? Number.isNaN(widened(dtype, found[i] as number)) : found[i] === halves[i]).toBe(
          true,
        ),
      );
    }
  });

  const widened = (dtype: Dtype, half: number): number => {
    const target = new Float64Array(1);
    decoderOf(dtype, 'Float64Array')?.(new Uint8Array(Uint16Array.of(half).buffer), target, 0, 'x');
    return target[0] as number;
  };
  it.each(['F16', 'BF16'] as const)('F64 rounds to %s once, to nearest, ties to even', (dtype) => {
    const largest = dtype === 'F16' ? 0x7bff : 0x7f7f;
    const near = fc.tuple(
      fc.nat(largest),
      fc.constantFrom(0, 0.25, 0.5 - 2 ** -40, 0.5, 0.5 + 2 ** -40, 0.75),
      fc.boolean(),
    );
    fc.assert(
      fc.property(near, ([half, part, negative]) => {
        const below = widened(dtype, half);
        const above = half === largest ? below + (below - widened(dtype, half - 1)) : widened(dtype, half + 1);
        const value = below + part * (above - below);
        const even = part < 0.5 || (part === 0.5 && half % 2 === 0) ? half : half + 1;
        const found = new Uint16Array(encoded(framed(Float64Array, [negative ? -value : value]), dtype).buffer);
        expect(found[0]).toBe(negative ? even | 0x8000 : even);
      }),
      { numRuns: 2000 },
    );
    expect(new Uint16Array(encoded(framed(Float64Array, [1e300, -1e300, 1e-300, -1e-300, 0]), dtype).buffer)).toEqual(
      Uint16Array.of(largest + 1, (largest + 1) | 0x8000, 0, 0x8000, 0),
    );
  });

  it('floats that a dtype holds survive encoding and decoding', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1 }), (values) => {
        for (const dtype of ['F32', 'F64'] as const) {
          const back = new Float32Array(values.length);
          decoderOf(dtype, 'Float32Array')?.(encoded(framed(Float32Array, values), dtype), back, 0, 'x');
          expect(back).toEqual(values);
        }
      }),
    );
  });
});

describe.each([
  ['F8_E4M3', 'f8_e4m3-all-256', { largest: 0x7e, over: 0x7f, nan: 0x7f }],
  ['F8_E5M2', 'f8_e5m2-all-256', { largest: 0x7b, over: 0x7c, nan: 0x7e }],
] as const)('encoding as %s', (dtype, name, { largest, over, nan }) => {
  /** The values of the patterns of one sign in ascending order, from the official files. */
  const magnitudes = async (): Promise<Float32Array> =>
    new Float32Array((await tensorOf(`${name}.expected-f32bits`, 'x')).slice().buffer).subarray(0, 128);

  it('every pattern survives decoding and encoding; NaNs become the quiet NaN of their sign', async () => {
    const patterns = Uint8Array.from({ length: 256 }, (_, i) => i);
    for (const Type of [Float32Array, Float64Array]) {
      const values = new Type(258);
      decoderOf(dtype, Type.name)?.(patterns, values, 1, 'x');
      const found = encoded(values, dtype);
      patterns.forEach((pattern, i) => {
        const isNaN = Number.isNaN(values[i + 1]);
        if (Type === Float32Array || !isNaN) expect(found[i]).toBe(isNaN ? (pattern & 0x80) | nan : pattern);
        else expect((found[i] as number) & 0x7f).toBe(nan); // the sign of a double's NaN depends on the machine
      });
    }
  });

  it('floats round to the nearest of all values, ties to even', async () => {
    const held = await magnitudes();
    const nearest = (value: number): number => {
      // The value that would follow if the exponent went on.
      const beyond = (held[largest] as number) + ((held[largest] as number) - (held[largest - 1] as number));
      let best = 0;
      for (let code = 0; code <= largest + 1; code++) {
        const distance = (each: number): number =>
          Math.abs(Math.min(value, 2 * beyond) - (each > largest ? beyond : (held[each] as number)));
        if (distance(code) < distance(best) || (distance(code) === distance(best) && code % 2 === 0)) best = code;
      }
      return best > largest ? over : best;
    };
    const parts = [0, 2 ** -20, 0.25, 0.5 - 2 ** -18, 0.5, 0.5 + 2 ** -18, 0.75, 1 - 2 ** -20];
    const values: number[] = [1e-300, 5e-324, 0, 464, 465, 480, 61439, 61440, 61441, 65536, 1e6, 3e38, 1e300, Infinity];
    for (let code = 0; code < largest; code++)
      for (const part of parts)
        values.push((held[code] as number) + part * ((held[code + 1] as number) - (held[code] as number)));
    for (const Type of [Float32Array, Float64Array]) {
      const source = framed(Type, values);
      const negative = framed(
        Type,
        values.map((value) => -value),
      );
      const [found, foundNegative] = [encoded(source, dtype), encoded(negative, dtype)];
      values.forEach((_, i) => {
        const expected = nearest(source[i + 1] as number);
        expect([source[i + 1], found[i], foundNegative[i]]).toEqual([source[i + 1], expected, expected | 0x80]);
      });
    }
  });

  it('a double beside a tie rounds once and does not become the tie', async () => {
    const held = await magnitudes();
    for (let code = 0; code < largest; code++) {
      const tie = ((held[code] as number) + (held[code + 1] as number)) / 2;
      const found = encoded(framed(Float64Array, [tie * (1 - 2 ** -50), tie, tie * (1 + 2 ** -50)]), dtype);
      expect([...found]).toEqual([code, code + (code % 2), code + 1]);
    }
  });
});

describe('encoding integers', () => {
  it('integers survive encoding and decoding, or are refused with the tensor and the element', () => {
    for (const Type of NUMBERS.slice(2)) {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.integer(), fc.integer({ min: -300, max: 300 }), fc.nat(70000), fc.constantFrom(0, 1)), {
            minLength: 1,
          }),
          fc.constantFrom(...DTYPES),
          (numbers, dtype) => {
            const values = Type.from(numbers);
            const write = (): Uint8Array => encoded(framed(Type, values), dtype);
            const fits = [...values].findIndex((value) => !holds(dtype, value));
            if (whyNotEncoded(Type.name, dtype) !== undefined) return;
            if (fits >= 0) expect(write).toThrow(new RegExp(`^tensor 'x': its element ${fits + 5} `));
            else {
              const back = new Float64Array(values.length);
              decoderOf(dtype, 'Float64Array')?.(write(), back, 0, 'x');
              expect([...back]).toEqual([...values]);
            }
          },
        ),
      );
    }
  });
  const RANGES: Readonly<Record<string, readonly [number, number]>> = {
    I8: [-128, 127],
    U8: [0, 255],
    I16: [-32768, 32767],
    U16: [0, 65535],
    I32: [-(2 ** 31), 2 ** 31 - 1],
    U32: [0, 2 ** 32 - 1],
    U64: [0, 2 ** 53],
    BOOL: [0, 1],
  };
  const holds = (dtype: Dtype, value: number): boolean => {
    const [min, max] = RANGES[dtype] ?? [-(2 ** 53), 2 ** 53];
    return min <= value && value <= max && (dtype !== 'F32' || Math.fround(value) === value);
  };
});

describe('dtypes that a kind is not written as', () => {
  it.each([
    ['Float32Array', 'I32', 'floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2'],
    ['Float64Array', 'F8_E8M0', 'floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2'],
    ['Int32Array', 'F8_E4M3', 'integers can be written as I8 to U64, BOOL, F32 or F64'],
    ['Int32Array', 'BF16', 'integers can be written as I8 to U64, BOOL, F32 or F64'],
    ['BigInt64Array', 'I64', 'BigInt64Array does not hold numbers'],
  ] as const)('%s is not written as %s', (kind, dtype, why) => {
    expect(encoderOf(kind, dtype)).toBeUndefined();
    expect(whyNotEncoded(kind, dtype)).toBe(why);
  });

  it('whyNotEncoded gives a reason exactly where encoderOf gives nothing, for every kind', () => {
    for (const Type of NUMBERS)
      for (const dtype of DTYPES)
        expect(encoderOf(Type.name, dtype) === undefined).toBe(whyNotEncoded(Type.name, dtype) !== undefined);
  });
});
