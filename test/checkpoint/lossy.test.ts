// Values that a shorter type cannot hold are reported once for each tensor.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, save, serialize, type CheckpointWarning, type FloatDtype } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { countLoss } from '../../src/checkpoint/dtype/loss.ts';

const collect = () => {
  const messages: string[] = [];
  const onWarning = ({ code, path, message }: CheckpointWarning): void => {
    messages.push(`${code} ${path}: ${message}`);
  };
  return { messages, onWarning };
};

describe('values that a dtype cannot hold', () => {
  it.each(['F32', 'BF16', 'F16', 'F8_E5M2', 'F8_E4M3'] as const)(
    'the counts for %s agree with what save writes, around the limits and elsewhere',
    async (dtype: FloatDtype) => {
      const edges = [
        448,
        464,
        480,
        57344,
        61440,
        65504,
        65520,
        2 ** -9,
        2 ** -10,
        2 ** -16,
        2 ** -17,
        2 ** -24,
        2 ** -25,
      ];
      const wide = [2 ** -133, 2 ** -134, 2 ** -149, 2 ** -150, (2 - 2 ** -8) * 2 ** 127, (2 - 2 ** -24) * 2 ** 127];
      const near = [...edges, ...wide, 0, Infinity, NaN, 1].flatMap((x) => [x, x * (1 - 2 ** -50), x * (1 + 2 ** -50)]);
      const values = Float64Array.from([...near, ...near.map((x) => -x)]);
      const model = layout({ a: [values.length] });
      for (const flat of [values, Float32Array.from(values)]) {
        const { messages, onWarning } = collect();
        const stored = await load(model, serialize(model, flat, { dtype, onWarning }), { type: Float64Array });
        let [lost, zero] = [0, 0];
        stored.forEach((x, i) => {
          const before = flat[i] as number;
          if (Number.isFinite(before) && !Number.isFinite(x)) lost++;
          if (before !== 0 && x === 0) zero++;
        });
        const loss = { infinite: 0, zero: 0 };
        countLoss(flat, 0, flat.length, dtype, loss);
        expect(loss).toEqual({ infinite: lost, zero });
        expect(messages.length).toBe(lost + zero > 0 ? 1 : 0);
      }
    },
  );

  it('save warns once for each tensor, and says what becomes of the values', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
    const model = layout({ a: [4], b: [2], c: [2] });
    const flat = Float32Array.of(1e5, -1e6, 1, 1e-9, 1, 2, 500, -3);
    const { messages, onWarning } = collect();
    await save(model, flat, join(folder, 'm.safetensors'), { dtype: { '**': 'F16', c: 'F8_E4M3' }, onWarning });
    expect(messages.sort()).toEqual([
      "lossy a: 'a' is written as F16, which cannot hold all of its " +
        'values: 2 values become infinite, 1 value becomes 0',
      "lossy c: 'c' is written as F8_E4M3, which cannot hold all of its values: 1 value becomes NaN",
    ]);
    await save(model, flat, join(folder, 'm.safetensors'), { onWarning });
    expect(messages).toHaveLength(2);
    await rm(folder, { recursive: true });
  });

  it('load warns of F64 values that lose digits in a Float32Array, once for each tensor', async () => {
    const model = layout({ a: [3, 2], b: [2], c: [30_000] });
    const numbers = new Float64Array(model.length).fill(0.1);
    numbers.set([0.1, 0.5, 1e300, -1e-300, NaN, Infinity, 1, 2]);
    const bytes = serialize(model, numbers);
    const { messages, onWarning } = collect();
    await load(model, bytes, { onWarning });
    expect(messages).toEqual([
      "lossy a: 'a' is F64, and a Float32Array cannot hold all of its values: 1 value " +
        'loses digits, 1 value becomes infinite, 1 value becomes 0',
      "lossy c: 'c' is F64, and a Float32Array cannot hold all of its values: 30000 values lose digits",
    ]);
    await load(model, bytes, { onWarning, type: Float64Array });
    await load(model, serialize(model, Float32Array.from(numbers)), { onWarning });
    expect(messages).toHaveLength(2);
    await load(layout({ a: [2, 3], b: [2], c: [30_000] }), bytes, { onWarning, transpose: ['a'] });
    expect(messages).toHaveLength(4);
  });
});
