// Copies by name between two layouts: what is copied, reported and refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copyInto,
  extend,
  layout,
  merge,
  ordered,
  pick,
  rename,
  repeat,
  scope,
  type Slot,
  tied,
} from '../../src/index.ts';
import { membersOf } from '../../src/derive/members.ts';
import { type Untyped, untyped, withTies } from '../schemas.ts';

const counted = (length: number, from = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => i + from);
const block = { w: [2, 2], b: [2] } as const;

describe('copyInto', () => {
  it('copyInto fills the layers that both models have, and reports the new one', () => {
    const small = layout({ emb: [3], h: repeat(2, block) });
    const large = layout({ emb: [3], h: repeat(3, block), head: [2] });
    const from = counted(small.length);
    const to = large.zeros().fill(-1);
    const report = copyInto(small, from, large, to);
    expect(report.copied).toEqual(['emb', 'h.0.b', 'h.0.w', 'h.1.b', 'h.1.w']);
    expect(report.missing).toEqual(['h.2.b', 'h.2.w', 'head']);
    expect(report.unused).toEqual([]);
    expect(report.rows).toEqual([]);
    expect(Object.isFrozen(report.copied)).toBe(true);
    const p = large.view(to);
    expect([...p.h[1].w]).toEqual([...small.view(from).h[1].w]);
    expect([...p.h[2].w, ...p.head]).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  it('an old flat array goes into the layout that has grown since, wherever its fields now lie', () => {
    const old = layout({ m: [2], z: [1] });
    const now = layout({ a: [3], m: [2], n: [1], z: [1] });
    const to = now.zeros();
    expect(copyInto(old, Float64Array.of(1, 2, 3), now, to)).toEqual({
      copied: ['m', 'z'],
      rows: [],
      missing: ['a', 'n'],
      unused: [],
    });
    expect([...to]).toEqual([0, 0, 0, 1, 2, 0, 3]);
  });

  it('with rows, an embedding of more or fewer rows gets the first ones', () => {
    const small = layout({ wte: [3, 2], x: [1] });
    const large = layout({ wte: [5, 2], x: [1] });
    const up = large.zeros();
    expect(copyInto(small, counted(7), large, up, { rows: true })).toEqual({
      copied: ['x'],
      rows: [{ path: 'wte', rows: 3, from: 3, to: 5 }],
      missing: [],
      unused: [],
    });
    expect([...up]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 7]);
    const down = small.zeros();
    expect(copyInto(large, counted(11), small, down, { rows: true }).rows).toEqual([
      { path: 'wte', rows: 3, from: 5, to: 3 },
    ]);
    expect([...down]).toEqual([1, 2, 3, 4, 5, 6, 11]);
  });

  it('an embedding that is tied transposed grows as well', () => {
    const model = (rows: number) =>
      untyped({ head: tied('wte', { transpose: true }), wte: [rows, 2], x: [] }) as unknown as Untyped;
    const to = new Float32Array(11);
    expect(copyInto(model(3), counted(7), model(5), to, { rows: true }).rows).toHaveLength(1);
    expect([...to]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 7]);
    // Untied, the transposed rows do not lie one after the other.
    const apart = layout({ head: [1, 3], wte: [3, 2] });
    const flat = apart.zeros();
    copyInto(model(3), counted(7), apart, flat, { rows: true });
    expect([...flat]).toEqual([1, 3, 5, 1, 2, 3, 4, 5, 6]);
  });

  it('a leaf of another shape is an error that names both shapes, before anything is written', () => {
    const to = counted(7, 50);
    const target = layout({ a: [1], wte: [3, 2] });
    expect(() => copyInto(layout({ a: [1], wte: [2, 2] }), counted(5), target, to)).toThrow(
      new RangeError(
        "'wte': the shape [3, 2] was expected, found [2, 2]; with { rows: true }, copyInto copies the first rows",
      ),
    );
    expect(() => copyInto(layout({ a: [1], wte: [2, 3] }), counted(7), target, to, { rows: true })).toThrow(
      new RangeError("'wte': the shape [3, 2] was expected, found [2, 3]"),
    );
    expect(() => copyInto(layout({ a: [], wte: [3, 2] }), counted(7), target, to, { rows: true })).toThrow(
      new RangeError("'a': the shape [1] was expected, found []"),
    );
    expect([...to]).toEqual([...counted(7, 50)]);
  });

  it('names map paths and patterns of the first layout to paths of the second', () => {
    const old = layout({ blocks: repeat(2, { w: [2], bias: [1] }), e: [1] });
    const model = layout({ emb: [1], h: repeat(2, { w: [2], b: [1] }) });
    const to = model.zeros();
    const report = copyInto(old, counted(7), model, to, {
      names: { e: 'emb', 'blocks.{i}.w': 'h.{i}.w', 'blocks.{i}.bias': 'h.{i}.b' },
    });
    expect(report).toEqual({
      copied: ['emb', 'h.0.b', 'h.0.w', 'h.1.b', 'h.1.w'],
      rows: [],
      missing: [],
      unused: [],
    });
    expect([...to]).toEqual([7, 1, 2, 3, 4, 5, 6]);
    expect(copyInto(old, counted(7), model, to, { names: { 'blocks.{**rest}': 'h.{rest}' } })).toEqual({
      copied: ['h.0.w', 'h.1.w'],
      rows: [],
      missing: ['emb', 'h.0.b', 'h.1.b'],
      unused: ['blocks.0.bias', 'blocks.1.bias', 'e'],
    });
  });

  it.each([
    [{ x: 'wte' }, "names: 'x' matches no leaf of the first layout"],
    [{ a: 'wtee' }, "names: 'a' maps to 'wtee', but there is no 'wtee'; did you mean 'wte'?"],
    [{ a: 'h' }, "names: 'a' maps to 'h', but it is a subtree of the second layout"],
    [{ a: 'wte' }, "'a' and 'wte' of the first layout both go to 'wte'"],
    [{ a: '{i}' }, "the wildcard '{i}' of the path '{i}' is not in the path 'a'"],
  ])('copyInto refuses the names %j', (names, says) => {
    const from = layout({ a: [1], wte: [1] });
    const to = layout({ h: { w: [1] }, wte: [1] });
    expect(() => copyInto(from, counted(2), to, to.zeros(), { names: names as never })).toThrow(says);
  });

  it('a tied path fills an owner, and an owner fills a tied path', () => {
    const shared = layout({ head: tied('wte', { transpose: true }), wte: [2, 3] });
    const apart = layout({ head: [3, 2], wte: [2, 3] });
    const untiedFlat = apart.zeros();
    expect(copyInto(shared, counted(6), apart, untiedFlat).copied).toEqual(['head', 'wte']);
    expect([...untiedFlat]).toEqual([1, 4, 2, 5, 3, 6, 1, 2, 3, 4, 5, 6]);
    const back = shared.zeros();
    expect(copyInto(apart, untiedFlat, shared, back).copied).toEqual(['wte']);
    expect([...back]).toEqual([...counted(6)]);
    untiedFlat[1] = 9;
    expect(() => copyInto(apart, untiedFlat, shared, back)).toThrow(
      new RangeError("'wte' has two sources, 'wte' and 'head', which differ at its element 3"),
    );
    expect([...back]).toEqual([...counted(6)]);
    const onlyHead = layout({ head: [3, 2] });
    expect(copyInto(onlyHead, untiedFlat.subarray(0, 6), shared, back)).toEqual({
      copied: ['wte'],
      rows: [],
      missing: [],
      unused: [],
    });
    expect([...back]).toEqual([1, 2, 3, 9, 5, 6]);
  });

  it('kinds may differ, and an integer that the second array cannot hold is refused', () => {
    const model = layout({ a: [2], b: [1] });
    const doubles = model.zeros(Float64Array);
    copyInto(model, Float32Array.of(0.5, 1, 2), model, doubles);
    expect([...doubles]).toEqual([0.5, 1, 2]);
    const floats = model.zeros();
    copyInto(model, Float64Array.of(0.1, 1, 2), model, floats);
    expect(floats[0]).toBe(Math.fround(0.1));
    expect(() => copyInto(model, Float64Array.of(1, 2, 0.5), model, model.zeros(Int8Array))).toThrow(
      "'b': element 0: Int8Array cannot hold 0.5 exactly",
    );
    const bytes = Int8Array.of(7, 7, 7);
    expect(() => copyInto(model, Int32Array.of(1, 2, 300), model, bytes)).toThrow(
      "'b': element 0: Int8Array cannot hold 300 exactly",
    );
    expect([...bytes]).toEqual([7, 7, 7]);
    expect(() => copyInto(model, Uint32Array.of(0, 0, 2 ** 31 + 1), model, floats)).toThrow('cannot hold');
  });

  it('the arrays may overlap', () => {
    const from = layout({ a: [3], b: [2] });
    const to = layout({ b: [2], z: tied('b'), x: [1], a: [3] });
    const memory = counted(8);
    copyInto(from, memory.subarray(0, 5), to, memory.subarray(2, 8));
    expect([...memory]).toEqual([1, 2, 1, 2, 3, 4, 5, 8]);
  });

  it('copyInto refuses what it does not know', () => {
    const model = layout({ a: [2] });
    const flat = model.zeros();
    expect(() => copyInto(model, flat, model, flat, { row: true } as never)).toThrow("copyInto has no option 'row'");
    expect(() => copyInto(model, flat, model, flat, { rows: 1 } as never)).toThrow('rows must be true or false');
    expect(() => copyInto(model, flat, model, flat, { names: ['a'] } as never)).toThrow('names must be an object');
    expect(() => copyInto(model, new Float32Array(3) as never, model, flat)).toThrow('length 2 was expected');
    expect(() => copyInto({} as never, flat as never, model, flat)).toThrow('a layout was expected');
    expect(() => copyInto(model, flat, model, flat, null as never)).toThrow('options were expected, found null');
  });

  it('an adapter is added, and what was there stays', () => {
    const model = layout({ h: repeat(2, { w: [4, 4] }) });
    const adapted = extend(model, 'h.*', { lora: { a: [4, 1], b: [1, 4] } });
    const flat = adapted.zeros();
    const report = copyInto(model, counted(32), adapted, flat);
    expect(report.missing).toEqual(['h.0.lora.a', 'h.0.lora.b', 'h.1.lora.a', 'h.1.lora.b']);
    expect([...adapted.view(flat).h[1].w]).toEqual([...counted(16, 17)]);
    const back = model.zeros();
    expect(copyInto(adapted, flat, model, back).unused).toEqual(report.missing);
    expect([...back]).toEqual([...counted(32)]);
  });

  it('names follow a rename, and a merged layout holds its parts', () => {
    const model = layout({ a: { w: [2] }, s: scope({ t: [1], u: tied('t') }) });
    const renamed = rename(model, { 'a.w': 'weight' });
    const to = renamed.zeros();
    copyInto(model, counted(3), renamed, to, { names: { 'a.w': 'a.weight' } });
    expect([...to]).toEqual([1, 2, 3]);
    const both = merge(model, layout({ x: ordered(['q', [1]]) }));
    expect(copyInto(both, counted(4), layout({ x: { q: [1] } }), new Float32Array(1)).unused).toEqual(['a.w', 's.t']);
  });
});

/** The same, element by element: undefined where `copyInto` must refuse. */
function reference(from: Untyped, source: Float32Array, to: Untyped, target: Float32Array): Float32Array | undefined {
  const result = target.slice();
  const written = new Map<number, number>();
  for (const slot of to.slots) {
    const other = from.slots.find(({ path }) => path === slot.path);
    if (other === undefined) continue;
    if (other.shape.join() !== slot.shape.join()) return undefined;
    for (const indices of allIndices(slot.shape)) {
      const at = elementAt(slot, indices);
      const value = source[elementAt(other, indices)] as number;
      if (written.has(at) && written.get(at) !== value) return undefined;
      written.set(at, value);
      result[at] = value;
    }
  }
  return result;
}
const elementAt = ({ offset, strides }: Slot, indices: readonly number[]): number =>
  indices.reduce((sum, index, axis) => sum + index * (strides[axis] as number), offset);
const allIndices = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, dim) => all.flatMap((indices) => Array.from({ length: dim }, (_, i) => [...indices, i])),
    [[]],
  );

/** Whether the leaves of a layout have members in another, or may have two kinds of them. */
function hasStacks(one: Untyped, other: Untyped): boolean {
  const slots = new Map(other.slots.map((slot) => [slot.path, slot]));
  try {
    return membersOf(one.slots, (path) => slots.get(path)).size > 0;
  } catch {
    return true;
  }
}

describe('copyInto and a naive copy', () => {
  it('two random layouts agree with a copy element by element', () => {
    let copies = 0;
    fc.assert(
      fc.property(withTies, withTies, fc.boolean(), (a, b, sameLeaves) => {
        const from = untyped(a);
        // Half of the pairs share all their leaves, but not their ties.
        const to = untyped(sameLeaves ? { ...(a as object), d: (b as { d: unknown }).d, new: [2] } : b);
        // The reference knows nothing of stacks, and a leaf of three numbers is a stack of three scalars.
        if (hasStacks(from, to) || hasStacks(to, from)) return;
        const source = counted(from.length);
        const target = counted(to.length, 1000);
        const expected = reference(from, source, to, target);
        const before = target.slice();
        const copy = (): unknown => copyInto(from as never, source as never, to as never, target as never);
        if (expected === undefined) {
          expect(copy).toThrow(RangeError);
          expect(target).toEqual(before);
        } else {
          copies++;
          copy();
          expect(target).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
    expect(copies).toBeGreaterThan(50);
  });

  it('pick and then copyInto give the elements of the picked leaves', () => {
    const model = layout({ a: [2], h: repeat(3, { b: [1], w: [2] }), z: tied('a') });
    const flat = counted(model.length);
    const picked = pick(model, ['h.*.w', 'a', 'z']);
    const to = picked.zeros();
    expect(copyInto(model, flat, picked, to).unused).toEqual(['h.0.b', 'h.1.b', 'h.2.b']);
    expect([...to]).toEqual([1, 2, 4, 5, 7, 8, 10, 11]);
  });
});
