import { afterEach, describe, expect, it, vi } from 'vitest';
import * as bf16 from '../../src/checkpoint/dtype/bf16.ts';
import * as f16 from '../../src/checkpoint/dtype/f16.ts';
import { convertBySimd } from '../../src/checkpoint/dtype/simd.ts';
import { tensorOf } from './fixtures.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const patterns = new Uint8Array(Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).buffer);
/** A million words whose upper or lower half is a special case, and the golden cases. */
async function words(): Promise<Uint32Array> {
  const golden = new Uint32Array((await tensorOf('f32-rounding-golden', 'f32bits')).slice().buffer);
  const made = new Uint32Array(2 ** 20 + golden.length);
  for (let i = 0; i < 2 ** 20; i++)
    made[i] =
      ((i >>> 4) << 16) |
      ([
        0, 1, 0xfff, 0x1000, 0x1001, 0x1fff, 0x2000, 0x2fff, 0x3000, 0x3001, 0x7fff, 0x8000, 0x8001, 0xefff, 0xf001,
        0xffff,
      ][i & 15] as number);
  made.set(golden, 2 ** 20);
  return made;
}
const HALVES = [
  {
    dtype: 'BF16',
    widen: bf16.widenBf16,
    widenPlainly: bf16.widenBf16Scalar,
    narrow: bf16.narrowToBf16,
    narrowPlainly: bf16.narrowToBf16Scalar,
  },
  {
    dtype: 'F16',
    widen: f16.widenF16,
    widenPlainly: f16.widenF16Scalar,
    narrow: f16.narrowToF16,
    narrowPlainly: f16.narrowToF16Scalar,
  },
] as const;

describe('WebAssembly and JavaScript', () => {
  it('this engine has SIMD, so the next tests compare two implementations', () => {
    expect(convertBySimd('widenBf16', new Uint8Array(2 ** 12), 2, new Uint8Array(2 ** 13), 4)).toBe(true);
  });

  it.each(HALVES)('both widen $dtype to the same bits, for any length and alignment', ({ widen, widenPlainly }) => {
    for (const [start, end] of [
      [0, 2 ** 16],
      [1, 2 ** 16],
      [3, 2 ** 15 + 18],
      [0, 513],
      [7, 2 ** 14 + 8],
    ] as const) {
      const [fast, plain] = [new Uint32Array(end - start + 2), new Uint32Array(end - start + 2)];
      widen(patterns.subarray(2 * start, 2 * end), fast.subarray(1, -1));
      widenPlainly(patterns.subarray(2 * start, 2 * end), plain.subarray(1, -1));
      expect(Buffer.compare(new Uint8Array(fast.buffer), new Uint8Array(plain.buffer))).toBe(0);
    }
  });

  it.each(HALVES)('both narrow to $dtype with the same rounding', async ({ narrow, narrowPlainly }) => {
    const source = await words();
    for (const [start, end] of [
      [0, source.length],
      [1, 300],
      [5, 2 ** 14 + 6],
    ] as const) {
      const [fast, plain] = [new Uint16Array(end - start + 2), new Uint16Array(end - start + 2)];
      narrow(source.subarray(start, end), fast.subarray(1, -1));
      narrowPlainly(source.subarray(start, end), plain.subarray(1, -1));
      expect(Buffer.compare(new Uint8Array(fast.buffer), new Uint8Array(plain.buffer))).toBe(0);
    }
  });
});

describe('without WebAssembly', () => {
  it.each([
    ['there is no WebAssembly', undefined],
    [
      'a policy forbids it',
      {
        Module: class {
          constructor() {
            throw new Error('unsafe-eval');
          }
        },
      },
    ],
  ])('conversions give the same bits if %s', async (_, WebAssembly) => {
    vi.stubGlobal('WebAssembly', WebAssembly);
    vi.resetModules();
    const fresh = await import('../../src/checkpoint/dtype/simd.ts');
    expect(fresh.convertBySimd('widenBf16', new Uint8Array(2 ** 12), 2, new Uint8Array(2 ** 13), 4)).toBe(false);
    const { decoderOf } = await import('../../src/checkpoint/dtype/decode.ts');
    const target = new Float32Array(2 ** 16);
    decoderOf('F16', 'Float32Array')?.(patterns, target, 0, 'x');
    const expected = await tensorOf('f16-all-65536.expected-f32bits', 'x');
    expect(Buffer.compare(new Uint8Array(target.buffer), expected)).toBe(0);
  });
});
