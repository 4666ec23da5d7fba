// Layouts made from layouts with pads, slices and stacks, and copies between stacks and repeats.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aligned,
  copyInto,
  extend,
  layout,
  member,
  merge,
  omit,
  pick,
  rename,
  repeat,
  replace,
  scope,
  type Slot,
  stacked,
  tied,
} from '../../src/index.ts';
import { untyped } from '../schemas.ts';

const counted = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i + 1);
const padded = layout(
  { a: [3], h: repeat(2, { w: [2, 3], b: [5] }), q: tied('a'), in: aligned(8, { x: [1], y: [9] }) },
  { align: 4 },
);

describe('layouts with pads', () => {
  it('what is left of an aligned layout is aligned alike', () => {
    const some = pick(padded, ['h.*.b', 'in.y']);
    const offset: 16 = some.at('in.y').offset;
    expect([some.length, some.at('h.1.b').offset, some.at('in.y').offset]).toEqual([32, 8, offset]);
    const length: 32 = some.length;
    expect(length).toBe(32);
    expect(omit(padded, ['h', 'in.x']).schema).toEqual({
      '.aligned': 4,
      '.of': { a: [3], in: { '.aligned': 8, '.of': { y: [9] } }, q: { '.tied': 'a' } },
    });
    const first: 0 = pick(padded, 'h.1.w').at('h.1.w').offset;
    expect(pick(padded, 'h.1.w').at('h.1.w').offset).toBe(first);
  });

  it('merge, extend, replace and rename keep the pads', () => {
    const wide = merge(padded, { z: [1] });
    expect(wide.length).toBe(padded.length + 4);
    expect(extend(padded, 'in', { z: [1] }).at('in.z').offset % 8).toBe(0);
    expect(() => extend(padded, 'in', { y: [1] } as never)).toThrow("'in': the key 'y' is taken");
    const replaced = replace(padded, 'in.y', [3]);
    const shorter: 3 = replaced.at('in.y').length;
    expect([replaced.at('in.y').length, replaced.length]).toEqual([shorter, padded.length - 8]);
    const renamed = rename(padded, { a: 'alpha', 'in.y': 'yy' });
    expect(renamed.at('q').tiedTo).toBe('alpha');
    expect(renamed.at('in.yy').offset).toBe(padded.at('in.y').offset);
    expect(() => merge({ b: [1] }, padded as never)).toThrow('a struct was expected, found aligned(…)');
  });

  it('copyInto copies leaves between layouts with other pads, and leaves the pads alone', () => {
    const dense = layout({ a: [3], h: repeat(2, { w: [2, 3], b: [5] }), q: tied('a'), in: { x: [1], y: [9] } });
    const from = counted(dense.length);
    const flat = padded.zeros();
    expect(copyInto(dense, from, padded, flat).missing).toEqual([]);
    expect(flat.reduce((sum, x) => sum + x, 0)).toBe(from.reduce((sum, x) => sum + x, 0));
    const back = dense.zeros();
    copyInto(padded, flat, dense, back);
    expect([...back]).toEqual([...from]);
  });
});

describe('layouts with slices', () => {
  const fused = layout({
    qkv: [6, 2],
    q: tied('qkv', { rows: [0, 2] }),
    k: tied('qkv', { rows: [2, 4] }),
    v: tied('qkv', { rows: [4, 6] }),
    row: tied('qkv', { at: [3] }),
  });
  const apart = layout({ q: [2, 2], k: [2, 2], v: [2, 2] });

  it('a slice is kept with its owner, and its path is rewritten with it', () => {
    expect(pick(fused, ['qkv', 'k']).at('k').tiedTo).toBe('qkv');
    expect(() => pick(fused, 'k' as string)).toThrow("'k': tied to 'qkv', which is not kept like the tie");
    const renamed = rename(fused, { qkv: 'c_attn' });
    expect([renamed.at('k').tiedTo, renamed.at('k').offset]).toEqual(['c_attn', 4]);
    const offset: 6 = renamed.at('row').offset;
    expect(renamed.at('row').offset).toBe(offset);
  });

  it('copyInto fills slices from a leaf, and a leaf from slices that cover it', () => {
    const three = apart.zeros();
    expect(copyInto(fused, counted(12), apart, three).copied).toEqual(['k', 'q', 'v']);
    expect([...apart.view(three).k]).toEqual([5, 6, 7, 8]);
    const whole = fused.zeros();
    expect(copyInto(apart, three, fused, whole)).toEqual({ copied: ['qkv'], rows: [], missing: [], unused: [] });
    expect([...whole]).toEqual([...counted(12)]);
    expect(copyInto(pick(apart, ['q', 'v']), new Float32Array(8), fused, whole)).toEqual({
      copied: [],
      rows: [],
      missing: ['qkv'],
      unused: ['q', 'v'],
    });
    expect([...whole]).toEqual([...counted(12)]);
  });
});

describe('stacks and repeats', () => {
  const block = { w: [2, 3], b: [2] } as const;
  const stack = layout({ emb: [2], layers: stacked(3, block) });
  const list = layout({ emb: [2], layers: repeat(3, block) });

  it('copyInto copies a stack into a repeat and back', () => {
    const from = counted(stack.length);
    const blocks = list.zeros();
    expect(copyInto(stack, from, list, blocks)).toMatchObject({ missing: [], unused: [], rows: [] });
    const p = list.view(blocks);
    for (const i of [0, 1, 2] as const) {
      const view = member(stack, from, 'layers', i);
      expect([...p.layers[i].w, ...p.layers[i].b]).toEqual([...view.w, ...view.b]);
    }
    const back = stack.zeros();
    expect(copyInto(list, blocks, stack, back).copied).toEqual(['emb', 'layers.b', 'layers.w']);
    expect([...back]).toEqual([...from]);
  });

  it('fewer and more members than blocks are reported', () => {
    const four = layout({ emb: [2], layers: repeat(4, block) });
    expect(copyInto(stack, stack.zeros(), four, four.zeros()).missing).toEqual(['layers.3.b', 'layers.3.w']);
    const two = layout({ emb: [2], layers: repeat(2, block) });
    expect(copyInto(stack, stack.zeros(), two, two.zeros()).unused).toEqual(['layers.2.b', 'layers.2.w']);
    const from = counted(two.length);
    expect(copyInto(two, from, stack, stack.zeros())).toMatchObject({
      missing: ['layers.b', 'layers.w'],
      unused: ['layers.0.b', 'layers.0.w', 'layers.1.b', 'layers.1.w'],
    });
    const flat = stack.zeros();
    expect(copyInto(two, from, stack, flat, { rows: true }).rows).toEqual([
      { path: 'layers.b', rows: 2, from: 2, to: 3 },
      { path: 'layers.w', rows: 2, from: 2, to: 3 },
    ]);
    expect([...member(stack, flat, 'layers', 1).b]).toEqual([...two.view(from).layers[1].b]);
    expect([...member(stack, flat, 'layers', 2).b]).toEqual([0, 0]);
  });

  it('names work with members, and a stack at the root is a list at the root', () => {
    const other = layout({ h: repeat(3, block) });
    const flat = other.zeros();
    const report = copyInto(stack, counted(stack.length), other, flat, { names: { 'layers.{i}.{x}': 'h.{i}.{x}' } });
    expect(report).toMatchObject({ missing: [], unused: ['emb'] });
    const named = copyInto(stack, counted(stack.length), other, flat, { names: { 'layers.{x}': 'h.{x}' } });
    expect(named).toEqual(report);
    const two = layout({ h: repeat(2, block) });
    const fewer = copyInto(stack, counted(stack.length), two, two.zeros(), { names: { 'layers.{x}': 'h.{x}' } });
    expect(fewer.unused).toEqual(['emb', 'layers.b[2]', 'layers.w[2]']);
    const root = layout(stacked(2, { w: [3] }));
    const rows = layout(repeat(2, { w: [3] }));
    expect(copyInto(root, counted(6), rows, rows.zeros()).missing).toEqual([]);
  });

  it('a repeat of stacks is told from a stack of repeats by the number of members', () => {
    const repeats = layout({ q: repeat(3, repeat(2, [2])) });
    const stacks = layout({ q: repeat(3, stacked(2, [2])) });
    const flat = stacks.zeros();
    expect(copyInto(repeats, counted(12), stacks, flat).missing).toEqual([]);
    expect(flat).toEqual(counted(12));
    const square = layout({ q: repeat(2, repeat(2, [2])) });
    const either = layout({ q: repeat(2, stacked(2, [2])) });
    const says = "'q.0': members 'q.*.0' or 'q.0.*' were expected in the other layout, found both";
    expect(() => copyInto(square, counted(8), either, either.zeros())).toThrow(says);
    expect(() => copyInto(either, counted(8), square, square.zeros())).toThrow(says);
  });

  it('a stack of blocks whose items are named as its members fills a repeat of these blocks, and the reverse', () => {
    const item = fc.constantFrom([], [2], [3], [2, 3]);
    const blocks = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        item,
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((items) => ({ '.tuple': items })),
        fc.tuple(fc.integer({ min: 1, max: 3 }), tie('node')).map(([k, of]) => ({ '.repeat': k, '.of': of })),
        fc.dictionary(fc.constantFrom('a', 'b', '0', '1'), tie('node'), { minKeys: 1, maxKeys: 3 }),
      ),
    })).node;
    let copies = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), blocks, (count, block) => {
        const repeated = untyped({ q: repeat(count, block as never) });
        const together = untyped({ q: stacked(count, block as never) });
        const expected = counted(together.length);
        for (const slot of together.slots)
          for (let i = 0; i < count; i++) {
            const from = repeated.slots.find(({ path }) => path === `q.${i}${slot.path.slice(1)}`) as Slot;
            const size = slot.length / count;
            for (let j = 0; j < size; j++) expected[slot.offset + i * size + j] = from.offset + j + 1;
          }
        const there = new Float32Array(together.length);
        try {
          copyInto(repeated as never, counted(repeated.length) as never, together as never, there as never);
        } catch (error) {
          expect((error as Error).message).toContain('were expected in the other layout, found both');
          return;
        }
        expect(there).toEqual(expected);
        const back = new Float32Array(repeated.length);
        copyInto(together as never, there as never, repeated as never, back as never);
        expect(back).toEqual(counted(repeated.length));
        copies++;
      }),
      { numRuns: 300 },
    );
    expect(copies).toBeGreaterThan(200);
  });

  it('a tie in a stack fills a leaf of its own in each block', () => {
    const tiedStack = layout({ h: stacked(3, scope({ t: tied('w'), w: [2] })) });
    const apart = layout({ h: repeat(3, { t: [2], w: [2] }) });
    const flat = apart.zeros();
    expect(copyInto(tiedStack, counted(6), apart, flat).missing).toEqual([]);
    expect([...flat]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6]);
    const back = tiedStack.zeros();
    expect(copyInto(apart, flat, tiedStack, back).missing).toEqual([]);
    expect(back).toEqual(counted(6));
    flat[0] = 9;
    expect(() => copyInto(apart, flat, tiedStack, back)).toThrow("'h.w' has two sources");
  });
});
