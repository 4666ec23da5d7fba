import { describe, expect, it } from 'vitest';
import { aligned, layout, member, ordered, repeat, scope, stacked, tied, tuple } from '../src/index.ts';
import { compileSchema } from '../src/schema/compile-schema.ts';

const count = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i);
const block = {
  w: [2, 3],
  gain: [],
  list: [[2], []],
  h: repeat(2, { a: [2] }),
  o: ordered(['z', [2]], ['b', []]),
  t: tuple(),
  s: scope({ q: [2], again: tied('q') }),
} as const;

describe('stacked', () => {
  it('stacked gives each leaf one more dimension and keeps the paths', () => {
    const plain = layout({ net: block });
    const model = layout({ net: stacked(5, block) });
    expect(model.slots.map(({ path, shape }) => [path, shape])).toEqual(
      plain.slots.map(({ path, shape }) => [path, [5, ...shape]]),
    );
    expect(model.length).toBe(5 * plain.length);
    expect(model.at('net.s.again').tiedTo).toBe('net.s.q');
  });

  it('stacked takes a layout, and a leaf', () => {
    const inner = layout({ w: [2], again: tied('w') });
    expect(layout(stacked(3, inner)).at('again')).toMatchObject({ shape: [3, 2], tiedTo: 'w' });
    expect(layout({ x: stacked(3, []) }).at('x').shape).toEqual([3]);
    expect(layout(aligned(4, stacked(3, { w: [2] }))).length).toBe(8);
    expect(layout(stacked(3, aligned(4, { w: [2], x: [3] }))).at('x').offset).toBe(8);
  });

  it('the schema of a stack is plain data that compiles to the same', () => {
    const model = layout({ net: stacked(5, block) });
    expect(compileSchema(JSON.parse(JSON.stringify(model.toJSON().schema))).size).toBe(model.length);
  });

  it('layout refuses a bad count and what is no schema inside a stack', () => {
    expect(() => layout(stacked(-1, [2]) as never)).toThrow('a dimension must be an integer from 0');
    expect(() => layout(stacked(2, { w: 'x' }) as never)).toThrow("'w': a shape, a struct or a marker");
    expect(() => layout(stacked(2, { m: [2, 3], t: tied('m', { transpose: true }) }) as never)).toThrow(
      'a matrix was expected, found a leaf of shape [2, 2, 3]',
    );
  });
});

describe('member', () => {
  const model = layout({ rate: [], net: stacked(5, block) });
  it('a member is the view of the block over its part of each leaf', () => {
    const flat = count(model.length);
    const stack = model.view(flat).net;
    for (let i = 0; i < 5; i++) {
      const view = member(model, flat, 'net', i);
      expect(Array.from(view.w)).toEqual(Array.from(stack.w.subarray(6 * i, 6 * i + 6)));
      expect(view.w.shape).toEqual([2, 3]);
      expect(view.gain).toBe(stack.gain[i]);
      expect(view.list[1]).toBe(stack.list[1][i]);
      expect(Array.from(view.h[1].a)).toEqual(Array.from(stack.h[1].a.subarray(2 * i, 2 * i + 2)));
      expect(Object.keys(view.o)).toEqual(['z', 'b']);
      expect(view.t).toEqual([]);
      expect(view.s.again.buffer).toBe(flat.buffer);
      expect(Array.from(view.s.again)).toEqual(Array.from(stack.s.q.subarray(2 * i, 2 * i + 2)));
    }
  });

  it('a member writes to the flat array and is frozen', () => {
    const flat = model.zeros(Float64Array);
    const view = member(model, flat, 'net', 4);
    view.gain = 7;
    view.w[5] = 8;
    expect(model.view(flat).net.gain[4]).toBe(7);
    expect(model.view(flat).net.w.at(-1)).toBe(8);
    expect(Object.isFrozen(view)).toBe(true);
    expect(view.w).toBeInstanceOf(Float64Array);
  });

  it('a whole layout may be the stack', () => {
    const all = layout(stacked(3, { w: [2] }));
    expect(Array.from(member(all, count(6), 2).w)).toEqual([4, 5]);
  });

  it.each([
    ['net', 5, "index 5 is out of range in 'net', which has 5 members"],
    ['net', -1, 'index -1 is out of range'],
    ['net', 0.5, 'index 0.5 is out of range'],
    ['rate', 0, "'rate' is no stack: all of its leaves must have the same first dimension"],
    ['nett', 0, "there is no 'nett'; did you mean 'net'?"],
    ['net.t', 0, "'net.t' has no leaves, and so no members"],
  ])('member refuses %s, %d', (path: string, index, message) => {
    expect(() => member(model, model.zeros(), path, index)).toThrow(message);
  });

  it('member refuses leaves without a common first dimension and transposed ties, and names two', () => {
    const mixed = layout({ a: [2, 3], b: [3, 3] });
    expect(() => member(mixed, mixed.zeros(), 0)).toThrow("'a' has shape [2, 3] and 'b' [3, 3]");
    const square = layout({ a: [2, 2], t: tied('a', { transpose: true }) });
    expect(() => member(square, square.zeros(), 0)).toThrow('the layout is no stack');
  });
});
