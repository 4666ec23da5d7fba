// Groups B, D and J of ComponentArrays.jl's behaviour, as far as they take several names at once. See test/README.md.
import { describe, expect, it } from 'vitest';
import { copyInto, flatOf, gather, layout, pick, select, stacked } from '../../src/index.ts';
import { F1, F2, F4, f1, f2, f4 } from './fixtures.ts';

/** The values of a layout's fields at the patterns, in a flat array of the layout that keeps only them. */
function keep(patterns: string | readonly string[]) {
  const kept = pick(F4, patterns as string);
  // A pattern that is no literal gives a layout of unknown length, so the compiler knows neither flat array.
  const to = new Float32Array(kept.length) as never;
  copyInto(F4, F4.pack(f4), kept, to);
  return { flat: [...(to as Float32Array)], fields: kept.unpack(to) as unknown };
}

describe('several names at once', () => {
  it('B29 no names select nothing, and are no error', () => {
    const nothing = select(F4, []);
    expect([nothing.length, nothing.ranges, [...gather(nothing, F4.pack(f4))]]).toEqual([0, [], []]);
  });

  it('D44 a request in another order selects the same elements, in memory order', () => {
    const flat = F1.pack(f1);
    expect(select(F1, 'c', 'a').ranges).toEqual(select(F1, 'a', 'c').ranges);
    expect(gather(select(F1, 'c', 'a'), flat)).toEqual(gather(select(F1, 'a', 'c'), flat));
    expect(gather(select(F1, 'c', 'a'), flat)[0]).toBe(100);
    expect(F1.view(flat).c.b).toEqual(Float32Array.of(...f1.c.b));
  });

  it('D45 a list of names and the same names as arguments agree, and a name given twice counts once', () => {
    expect(select(F1, ['a', 'c']).ranges).toEqual(select(F1, 'a', 'c').ranges);
    expect(select(F1, 'a', 'a').ranges).toEqual(select(F1, 'a').ranges);
  });

  it('D47 a matrix that is one of several names keeps its shape', () => {
    const selection = select(F2, 'c.a', 'c.b');
    expect(selection.slots.map(({ path, shape }) => [path, shape])).toEqual([
      ['c.a.a', []],
      ['c.a.b', [2]],
      ['c.b', [2, 2]],
    ]);
    const kept = pick(F2, ['c.a', 'c.b']);
    const to = kept.zeros();
    copyInto(F2, F2.pack(f2), kept, to);
    expect(kept.unpack(to)).toEqual({ c: f2.c });
  });

  it('D49 a scalar and a 2×3 matrix select 1 + 6 elements', () => {
    const wide = layout({ a: [], b: [], c: [2, 3], d: { a: [3], b: [] } });
    const both = select(wide, 'a', 'c');
    expect(both.length).toBe(7);
    expect(both.ranges).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 8 },
    ]);
    expect(both.slots.map(({ shape }) => shape)).toEqual([[], [2, 3]]);
    expect([select(wide, 'a').length, select(F4, 'c').length, select(wide, 'd').length]).toEqual([1, 2, 4]);
    expect(select(F4, 'a', 'c').length).toBe(3);
  });

  it.each([
    ['a', { a: 1 }, [1]],
    ['b', { b: 2 }, [2]],
    ['c', { c: [3, 4] }, [3, 4]],
    ['d', { d: { a: [5, 6, 7], b: 8 } }, [5, 6, 7, 8]],
  ])('D50 one name keeps its name and its elements: %s', (name, fields, flat) => {
    expect(keep(name)).toEqual({ flat, fields });
  });

  it.each([
    [['a', 'b'], { a: 1, b: 2 }, [1, 2]],
    [['b', 'c'], { b: 2, c: [3, 4] }, [2, 3, 4]],
    [['c', 'd'], { c: [3, 4], d: { a: [5, 6, 7], b: 8 } }, [3, 4, 5, 6, 7, 8]],
    ['**', f4, [1, 2, 3, 4, 5, 6, 7, 8]],
  ])('D51 several names keep their names and their elements: %j', (names, fields, flat) => {
    expect(keep(names)).toEqual({ flat, fields });
  });

  it('J92 a stack of fields has the members along its first axis, and the names stay', () => {
    const pair = layout(stacked(2, { a: [2] }));
    const rows = pair.view(pair.zeros());
    rows.a.set([1, 2]);
    rows.a.set([3, 4], 2);
    expect(pair.unpack(flatOf(rows))).toEqual({ a: [[1, 2], [3, 4]] }); // prettier-ignore
    const four = layout(stacked(4, { z: [2] }));
    const z = [1, 2, 3, 4].map((x) => [x, x]);
    expect(four.unpack(four.pack({ z: z as never }))).toEqual({ z });
    const mapped = layout(stacked(4, { a: [], b: [2] }));
    const fields = { a: [5, 6, 7, 8], b: [5, 6, 7, 8].map((x) => [x + 1, x + 2]) };
    const view = mapped.view(mapped.pack(fields as never));
    expect([[...view.a], [...view.b]]).toEqual([[5, 6, 7, 8], [6, 7, 7, 8, 8, 9, 9, 10]]); // prettier-ignore
  });
});
