// A transposed leaf instead of a flat array: its elements would be read in the order of its owner.
import { describe, expect, it } from 'vitest';
import { load, save, saveNpz, serialize, serializeNpz } from '../../src/checkpoint/index.ts';
import { layout, tied } from '../../src/index.ts';

const matrix = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
const { w, t } = matrix.view(
  matrix.pack({
    w: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  }),
);
const six = layout({ a: [6] });
const transposed = t as Float32Array as never;
const says = 'a flat array was expected, found a transposed leaf of shape [3, 2]';

describe('a transposed leaf instead of a flat array', () => {
  it('every function that saves refuses a transposed leaf', async () => {
    expect(() => serialize(six, transposed)).toThrow(says);
    await expect(save(six, transposed, 'never.safetensors')).rejects.toThrow(says);
    await expect(serializeNpz(six, transposed)).rejects.toThrow(says);
    await expect(saveNpz(six, transposed, 'never.npz')).rejects.toThrow(says);
  });

  it('load refuses to load into a transposed leaf and leaves it unchanged', async () => {
    const file = serialize(six, six.pack({ a: [7, 7, 7, 7, 7, 7] }));
    await expect(load(six, file, { into: transposed })).rejects.toThrow(says);
    expect([...t]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a leaf with memory of its own order is accepted', async () => {
    const flat = w as Float32Array as never;
    expect(serialize(six, flat)).toEqual(serialize(six, six.pack({ a: [1, 2, 3, 4, 5, 6] })));
    expect(await load(six, serialize(six, six.zeros()), { into: flat })).toBe(w);
  });
});
