// Groups C (view or copy), E in part, F (keys, equality), G (element type), J in part, L (unpack) and N (allocation) of
// ComponentArrays.jl's behaviour. See test/README.md.
import { describe, expect, it } from 'vitest';
import { flatOf, fromJSON, layout } from '../../src/index.ts';
import { F1, F2, F3, F4, F5, f1, f2, f3, f4, R, run } from './fixtures.ts';

describe('view or copy', () => {
  const small = layout({ a: [], b: [2] });

  it('C31 writes through a leaf and through a scalar reach the flat array', () => {
    const flat = small.pack({ a: 5, b: [4, 1] });
    const p = small.view(flat);
    p.b[0] = 99;
    p.a = 22;
    expect(small.unpack(flat)).toEqual({ a: 22, b: [99, 1] });
    expect([...flat]).toEqual([22, 99, 1]);
  });

  it('C32 `slice` and `unpack` copy; reading a name does not', () => {
    const flat = small.pack({ a: 22, b: [99, 1] });
    const p = small.view(flat);
    const copies = [p.b.slice(), new Float32Array(p.b), (small.unpack(flat) as { b: number[] }).b];
    for (const copy of copies) copy[0] = 0;
    p['a'] = 0;
    expect(small.unpack(flat)).toEqual({ a: 0, b: [99, 1] });
  });

  it('C33 a view of one leaf writes through', () => {
    const flat = small.pack({ a: 0, b: [99, 1] });
    const b = small.viewAt(flat, 'b');
    b[0] = 0;
    expect(small.unpack(flat)).toEqual({ a: 0, b: [0, 1] });
  });

  it('C34 a whole component can be filled as a range of the flat array', () => {
    const flat = F2.pack(f2);
    const slot = F2.at('c.a');
    const range: [7, 3] = [slot.offset, slot.length];
    flat.fill(1000, slot.offset, slot.offset + slot.length);
    const p = F2.view(flat);
    expect([p.c.a.a, ...p.c.a.b]).toEqual([1000, 1000, 1000]);
    expect([...flat.subarray(7, 10)]).toEqual([1000, 1000, 1000]);
    expect(range).toEqual([7, 3]);
  });

  it('C36 scalars are assigned by name, and leaves through their elements', () => {
    const flat = F1.pack(f1, F1.zeros(Float64Array));
    const p = F1.view(flat);
    p.b.set(p.b.map((x) => x + 1));
    p.a = 20;
    expect([p.a, ...p.b]).toEqual([20, 5, 2.3]);
    const key: keyof typeof p = 'b';
    p[key].fill(0);
    expect([...p.b]).toEqual([0, 0]);
    expect([...flat.subarray(0, 3)]).toEqual([20, 0, 0]);
  });

  it('C40 pack sets a struct by names, not by position, and refuses a wrong length', () => {
    const model = layout({ c: { a: [2], b: [1] } });
    const flat = model.pack({ c: { b: [3], a: [1, 2] } });
    expect([...flat]).toEqual([1, 2, 3]);
    expect(() => model.pack({ c: { x: [1, 2], y: [3] } }, flat)).toThrow("'c': there is no 'x'");
    expect(() => model.pack({ c: { a: [1, 2, 3], b: [] } }, flat)).toThrow("'c.a'");
    expect(() => model.pack({ c: { a: new Float32Array(3), b: [1] } }, flat)).toThrow(
      "'c.a': 2 numbers were expected, found 3",
    );
    expect([...flat]).toEqual([1, 2, 3]);
  });

  it('C42 y = 2x + 3y in place keeps its storage', () => {
    const [x, y] = [F4.pack(f4), F4.pack(f4)];
    const p = F4.view(y);
    for (let i = 0; i < y.length; i++) y[i] = 2 * (x[i] as number) + 3 * (y[i] as number);
    expect([...y]).toEqual(run(1, 8).map((v) => 5 * v));
    expect(flatOf(p)).toBe(y);
    expect([p.a, p.d.b]).toEqual([5, 40]);
  });

  it('C43 flatOf returns the flat array of a view, and binding it again aliases the same storage', () => {
    const flat = F4.pack(f4);
    const again = flatOf(F4.view(flatOf(F4.view(flat)) as typeof flat));
    expect(again).toBe(flat);
    const leaf = F4.view(flat).c;
    expect(leaf.subarray(0)).toStrictEqual(new Float32Array([3, 4]));
    expect(leaf.buffer).toBe(flat.buffer);
  });
});

describe('paths', () => {
  it('E58 at returns the range of a subtree or of an element of a repeat', () => {
    const range = (slot: { readonly offset: number; readonly length: number }): number[] => [
      slot.offset,
      slot.offset + slot.length,
    ];
    expect([F2.at('c.b'), F2.at('c.a'), F2.at('b.0')].map(range)).toEqual([
      [10, 14],
      [7, 10],
      [1, 4],
    ]);
    const literals: [10, 4, 7, 3, 1, 3] = [
      F2.at('c.b').offset,
      F2.at('c.b').length,
      F2.at('c.a').offset,
      F2.at('c.a').length,
      F2.at('b.0').offset,
      F2.at('b.0').length,
    ];
    expect(literals).toEqual([10, 4, 7, 3, 1, 3]);
  });

  it('E60 at matches a whole path, not its beginning', () => {
    const names = layout({ a: [], aa: [], ab: [] });
    const rocket = layout({ control: [], state: { x: [], xdot: [] } });
    const found: [0, 1, 1, 1, 1, 2] = [
      names.at('a').offset,
      names.at('a').length,
      rocket.at('state.x').offset,
      rocket.at('state.x').length,
      rocket.at('state').offset,
      rocket.at('state').length,
    ];
    expect(found).toEqual([0, 1, 1, 1, 1, 2]);
  });

  it('E61 the error for an unknown path suggests the nearest name', () => {
    const path: string = 'c.bb';
    expect(() => {
      F2.at(path);
    }).toThrow(new RangeError("there is no 'bb' in 'c'; did you mean 'b'?"));
  });
});

describe('keys, equality, identity', () => {
  it('F63 a view has the keys of the schema, and a list its indices', () => {
    const p = F1.view(F1.zeros());
    expect([Object.keys(p), Object.keys(p.c)]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b'],
    ]);
    expect(['a' in p, 'd' in p]).toEqual([true, false]);
    const list = R.view(R.zeros()).b;
    expect([Object.keys(list), Object.keys(list[0])]).toEqual([
      ['0', '1', '2'],
      ['a', 'b'],
    ]);
  });

  it('F65 a view equals the plain object of plain typed arrays with the same names and numbers', () => {
    expect(F3.view(F3.pack(f3))).toEqual({ a: 1, b: new Float32Array([2, 3, 4, 5]), c: new Float32Array(run(6, 6)) });
    expect({ b: new Float32Array([0, 0]), a: 0 }).toEqual(layout({ a: [], b: [2] }).view(new Float32Array(3)));
  });

  it('F66 a copy equals the original and shares nothing; a transpose of the transpose is the original', () => {
    const flat = F1.pack(f1);
    const copy = F1.view(flat.slice());
    expect(copy).toEqual(F1.view(flat));
    copy.a = 0;
    expect(F1.view(flat).a).toBe(100);
    expect(structuredClone(F1.view(flat)).c.b).toStrictEqual(new Float32Array([0.4, 2, 1, 45]));
    const transpose = (m: readonly (readonly number[])[]): number[][] =>
      (m[0] ?? []).map((_, j) => m.map((row) => row[j] as number));
    expect(transpose(transpose(f3.c))).toEqual(f3.c);
  });
});

describe('element type', () => {
  it('G67 the flat array alone decides the precision of its elements', () => {
    const model = layout({ a: [], b: [] });
    expect(model.pack({ a: 1, b: Math.fround(2) })).toBeInstanceOf(Float32Array);
  });

  it('G69 pack refuses a missing number and names it', () => {
    const model = layout({ a: [], b: [2] });
    expect(() => model.pack({ a: null, b: [1, 2] })).toThrow("'a': a number was expected, found null");
    expect(() => model.pack({ b: [1, 2] })).toThrow("'a' is missing");
    expect(() => model.pack({ a: 1, b: [1, undefined] })).toThrow("'b': a number was expected, found undefined");
  });

  it('G70 pack refuses a boolean in place of a number', () => {
    const model = layout({ a: [{ a: [], b: [] }], b: [] });
    expect(() => model.pack({ a: [{ a: 2, b: true }], b: 1 })).toThrow("'a.0.b': a number was expected, found boolean");
    expect(layout({ a: [2] }).zeros(Uint8Array)).toBeInstanceOf(Uint8Array);
  });

  it('G71 a Float32Array rounds every element and keeps the layout', () => {
    const double = F1.pack(f1, F1.zeros(Float64Array));
    const single = new Float32Array(double);
    expect([...F1.pack(f1)]).toEqual([...double].map(Math.fround));
    expect([...F1.view(single).c.a.b]).toEqual([1, Math.fround(4.4)]);
  });

  it('G72 one layout binds flat arrays of the same kind or another', () => {
    const same = F1.zeros();
    const other = F1.zeros(Float64Array);
    const lengths: [10, 10] = [same.length, other.length];
    expect(lengths).toEqual([10, 10]);
    expect(F1.view(other).c.b).toBeInstanceOf(Float64Array);
    expect(F1.view(same).c.b.map((x) => x).constructor).toBe(Float32Array); // one of another size is a plain array
  });
});

describe('convert, unpack, allocation', () => {
  it('J93 pack and unpack restore all fixtures', () => {
    for (const json of [
      JSON.stringify(F1),
      JSON.stringify(F2),
      JSON.stringify(F3),
      JSON.stringify(F4),
      JSON.stringify(F5),
      JSON.stringify(R),
    ]) {
      const model = fromJSON(json);
      const flat = new Float32Array(run(1, model.length));
      expect(model.pack(model.unpack(flat))).toEqual(flat);
    }
  });

  it('J94 flattening commutes with negation and with zero', () => {
    const model = layout({ weight: [3, 4], bias: [4] });
    const negative = (x: number): number => -x;
    const nested = { weight: [run(1, 4), run(5, 4), run(9, 4)], bias: run(13, 4) };
    const negated = { weight: nested.weight.map((row) => row.map(negative)), bias: nested.bias.map(negative) };
    expect(model.pack(negated)).toEqual(model.pack(nested).map(negative));
    expect(model.pack(model.unpack(model.zeros()))).toEqual(model.zeros());
  });

  it('L101 destructuring a view gives leaves with literal lengths', () => {
    const model = layout({ a: [], b: [2], c: [2, 2], d: { e: [], f: [2] } });
    const {
      a,
      b,
      c,
      d: { e, f },
    } = model.view(
      model.pack({
        a: 5,
        b: [4, 1],
        c: [
          [1, 2],
          [3, 4],
        ],
        d: { e: 2, f: [6, 30] },
      }),
    );
    const typed: [number, 2, readonly [2, 2], number, 2] = [a, b.length, c.shape, e, f.length];
    expect(typed).toEqual([5, 2, [2, 2], 2, 2]);
    expect([[...b], [...c], [...f]]).toEqual([
      [4, 1],
      [1, 2, 3, 4],
      [6, 30],
    ]);
  });

  it('N113 reading a part of a view returns the same object each time', () => {
    const p = F1.view(F1.zeros());
    expect(p.c).toBe(p.c);
    expect(p.c.a.b).toBe(p.c.a.b);
    expect(Object.getOwnPropertyDescriptor(p.c, 'b')).toHaveProperty('value', p.c.b);
    expect(Object.isFrozen(p.c)).toBe(true);
  });

  it('N114 layouts differ where their parts have other lengths, even under the same names', () => {
    const one = layout({ a: [1], b: [2] });
    const two = layout({ a: [2], b: [1] });
    expect(one.fingerprint).not.toBe(two.fingerprint);
    expect(() => fromJSON(JSON.stringify(one), two)).toThrow('was expected, found');
    expect([one.at('b').offset, two.at('b').offset]).toEqual([1, 2]);
  });
});
