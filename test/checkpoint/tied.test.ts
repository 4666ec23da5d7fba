import { describe, expect, it } from 'vitest';
import { load, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { bitsOf } from './fixtures.ts';

const model = layout({ w: [300, 1000], t: tied('w', { transpose: true }), u: tied('w') });
const flat = model.zeros();
bitsOf(flat).forEach((_, i, bits) => {
  bits[i] = Math.imul(i + 1, 2654435761); // patterns of every kind, including signalling NaNs
});
const transposed = flat.slice();
bitsOf(transposed).forEach((_, i, bits) => {
  bits[i] = bitsOf(flat)[(i % 300) * 1000 + Math.floor(i / 300)] as number;
});
const stored = (schema: Record<string, readonly number[]>, data: Record<string, Float32Array>): Uint8Array => {
  const parts = Object.keys(schema)
    .sort()
    .map((key) => data[key] as Float32Array);
  const all = new Float32Array(Buffer.concat(parts.map(({ buffer }) => new Uint8Array(buffer))).buffer);
  return serialize(layout(schema as { t: readonly number[] }), all);
};

/** The index where two arrays first differ, or -1. toEqual would take a second for this many elements. */
const differing = (a: Uint32Array, b: Uint32Array): number => a.findIndex((word, i) => word !== b[i]);

describe('tied tensors', () => {
  it.each([
    ['its owner', { w: [300, 1000] }],
    ['a tie', { u: [300, 1000] }],
    ['a transposed tie', { t: [1000, 300] }],
    ['owner and ties', { w: [300, 1000], u: [300, 1000], t: [1000, 300] }],
    ['both ties', { u: [300, 1000], t: [1000, 300] }],
  ])('load finds a tied tensor bit for bit under the name of %s', async (_, schema) => {
    const bytes = stored(schema as Record<string, readonly number[]>, { w: flat, u: flat, t: transposed });
    expect(differing(bitsOf(await load(model, bytes)), bitsOf(flat))).toBe(-1);
  });

  it('load refuses a transposed copy that differs in one bit past the first window', async () => {
    const other = transposed.slice();
    (bitsOf(other) as { [i: number]: number })[290_001] = 0x80000000;
    const bytes = stored({ w: [300, 1000], t: [1000, 300] }, { w: flat, t: other });
    await expect(load(model, bytes)).rejects.toThrow(
      /^tensor 't': it is tied to 'w', but differs from it at \[966,201\]: expected .+, found 0 \(bits 80000000\)/,
    );
  });

  it('a tied tensor must have the shape of its name', async () => {
    const bytes = stored({ t: [300, 1000] }, { t: flat });
    await expect(load(model, bytes)).rejects.toThrow(
      "tensor 't': the file does not fit the layout; the tensor has the wrong " +
        'shape: expected [1000, 300], found [300, 1000]',
    );
  });

  it('a tied tensor may be a leaf below a tied subtree', async () => {
    const deep = layout({ a: { x: [2], y: [] }, h: repeat(3, tied('a')) });
    const alias = serialize(layout({ h: [{ x: [2], y: [] }] }), Float32Array.of(1, 2, 3));
    expect([...(await load(deep, alias))]).toEqual([1, 2, 3]);
  });
});
