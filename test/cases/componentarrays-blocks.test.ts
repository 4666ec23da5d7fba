// Group H (named blocks of a matrix) of ComponentArrays.jl's behaviour. See test/README.md.
import { describe, expect, it } from 'vitest';
import { asFlat, blocks, flatOf, layout } from '../../src/index.ts';
import { F1, f1, f1Flat } from './fixtures.ts';

/** The outer product of two vectors, as a flat matrix. */
const outer = (x: readonly number[], y: readonly number[]): Float64Array<ArrayBuffer> =>
  Float64Array.from(x.flatMap((a) => y.map((b) => a * b)));
const rowsOf = (x: readonly number[], y: readonly number[]): number[][] => x.map((a) => y.map((b) => a * b));

describe('blocks of a matrix by name', () => {
  it('H74 blocks of F1 times F1 transposed', () => {
    const named = blocks(F1, F1).view(outer(f1Flat, f1Flat));
    const length: 100 = blocks(F1, F1).length;
    expect(named.shape).toEqual([10, 10]);
    expect(length).toBe(100);
    expect(named.at('a', 'a').get()).toBe(10000);
    const ab: readonly [2] = named.at('a', 'b').shape;
    expect([ab, named.at('a', 'b').toArray()]).toEqual([[2], [400, 130]]);
    expect(named.at('c', 'c').toArray()).toEqual(rowsOf(f1Flat.slice(3), f1Flat.slice(3)));
    expect(named.at('c', 'c').at('a.b', 'b').toArray()).toEqual(rowsOf([1, 4.4], [0.4, 2, 1, 45]));
    const row = named.row('c').row('a').row('a');
    expect([...flatOf(row)]).toEqual(f1Flat);
    expect(F1.unpack(asFlat(F1, flatOf(row)))).toEqual(f1);
    expect(named.at('a', 'c').toArray()).toEqual([named.at('c', 'a').toArray().flat()]);
    expect(named.row('a').c.a.b[1]).toBe(named.at('c.a.b', 'a').get(1));
  });

  it('H75 blocks of the outer product in the README', () => {
    const model = layout({ a: [], b: [3], c: { a: [], b: [2] } });
    const values = [1, 2, 1, 4, 2, 1, 2];
    const named = blocks(model, model).view(outer(values, values));
    expect(named.at('c', 'c').toArray()).toEqual([
      [4, 2, 4],
      [2, 1, 2],
      [4, 2, 4],
    ]);
    expect(named.at('a', 'a').get()).toBe(1);
    const { c } = named.row('a');
    expect([c.a, [...c.b]]).toEqual([2, [1, 2]]);
    expect(named.at('b', 'c').toArray()).toEqual([
      [4, 2, 4],
      [2, 1, 2],
      [8, 4, 8],
    ]);
    const cross: readonly [3, 2] = named.at('b', 'c.b').shape;
    expect([cross, named.at('b', 'c.b').toArray()]).toEqual([
      [3, 2],
      [
        [2, 4],
        [1, 2],
        [4, 8],
      ],
    ]);
  });

  it('H78 rows have names and columns have none', () => {
    const rows = layout({ a: [2], b: [2] });
    const columns = layout([10]);
    const named = blocks(rows, columns).view(Float32Array.from({ length: 40 }, (_, i) => i));
    const a = named.at('a', '');
    const shape: readonly [2, 10] = a.shape;
    expect(shape).toEqual([2, 10]);
    expect([a.get(0, 0), a.get(1, 0), named.at('b', '').get(0, 0), named.at('b', '').get(1, 1)]).toEqual([
      0, 10, 20, 31,
    ]);
    // One vector for each of ten columns, and each a root view: the matrix with rows and columns exchanged.
    const vectors = blocks(columns, rows)
      .view(Float32Array.from({ length: 40 }, (_, i) => i))
      .row('');
    expect([...vectors[1].b]).toEqual([6, 7]);
  });

  it('H80 a product takes the names of the rows', () => {
    const [x, y, z] = [layout({ x: [3] }), layout({ y: [3] }), layout({ z: [3] })];
    const vector = x.pack({ x: [1, 2, 3] });
    const named = blocks(y, z).view(Float32Array.from(outer([1, 2, 3], [1, 2, 3])));
    const plain: Float32Array = vector;
    expect(y.unpack(named.times(plain, y.zeros()))).toEqual({ y: [14, 28, 42] });
    // @ts-expect-error operands of one layout were expected, found two layouts
    expect(() => named.times(x.view(vector), y.zeros())).toThrow('operands of one layout were expected');
  });

  it('C38 zeros in a block of a block reach the matrix', () => {
    const matrix = outer(f1Flat, f1Flat);
    const block = blocks(F1, F1).view(matrix).at('c', 'c').at('a', 'a');
    const a = block.at('b', 'b');
    a.set(0, 0, 0);
    a.set(0, 1, 0);
    expect(block.toArray()[1]).toEqual([1, 0, 0]);
    expect([matrix[44], matrix[45], matrix[46]]).toEqual([0, 0, 1 * 0.4]);
  });
});
