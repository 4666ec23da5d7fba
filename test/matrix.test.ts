// Views of numbers by their indices, and matrices whose rows and columns have names.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asFlat,
  axpy,
  blocks,
  type BlockViewOf,
  flatOf,
  layout,
  type NdView,
  ndView,
  ndViewOf,
  ordered,
  repeat,
  scope,
  stacked,
  tied,
} from '../src/index.ts';
import { node, untyped } from './schemas.ts';

const model = layout({ a: [2, 3], h: repeat(2, { w: [4], s: [] }), t: tied('a', { transpose: true }), x: [2, 2, 2] });
const counted = () =>
  asFlat(
    model,
    Float32Array.from({ length: model.length }, (_, i) => i),
  );

describe('ndView', () => {
  it('ndView reads and writes a leaf by its indices', () => {
    const flat = counted();
    const a = ndView(model, flat, 'a');
    expect([a.shape, a.strides, a.get(0, 0), a.get(1, 2)]).toEqual([[2, 3], [3, 1], 0, 5]);
    a.set(1, 0, 30);
    expect(model.view(flat).a[3]).toBe(30);
    expect(a.toArray()).toEqual([
      [0, 1, 2],
      [30, 4, 5],
    ]);
  });

  it('ndView of a transposed tie has the indices of the transpose', () => {
    const flat = counted();
    const t = ndView(model, flat, 't');
    expect([t.shape, t.strides, t.get(2, 1)]).toEqual([[3, 2], [1, 3], 5]);
    t.set(2, 0, 9);
    expect(ndView(model, flat, 'a').get(0, 2)).toBe(9);
    expect(t.row(2).toArray()).toEqual([9, 5]);
    expect(t.toArray()).toEqual([
      [0, 3],
      [1, 4],
      [9, 5],
    ]);
  });

  it('row drops the first dimension and aliases the same memory', () => {
    const flat = counted();
    const x = ndView(model, flat, 'x');
    const row = x.row(1).row(0);
    expect([row.shape, row.strides, row.toArray()]).toEqual([[2], [1], [20, 21]]);
    row.row(1).set(7);
    expect([x.get(1, 0, 1), flat[21], row.row(1).get()]).toEqual([7, 7, 7]);
  });

  it('ndView of a scalar takes no index', () => {
    const flat = counted();
    const s = ndView(model, flat, 'h.1.s');
    expect([s.shape, s.get(), s.toArray()]).toEqual([[], 11, 11]);
    s.set(2);
    expect(model.view(flat).h[1].s).toBe(2);
  });

  it('ndViewOf views a leaf, over any kind of array', () => {
    const doubles = new Float64Array(model.length).map((_, i) => i / 10);
    const p = model.view(doubles);
    expect(ndViewOf(p.t).get(2, 1)).toBe(0.5);
    ndViewOf(p.h[0].w).set(3, 1.25);
    expect(doubles[model.at('h.0.w').offset + 3]).toBe(1.25);
  });

  it('a leaf without elements has no index', () => {
    const empty = layout({ a: [0, 3] });
    expect(ndView(empty, empty.zeros(), 'a').toArray()).toEqual([]);
    expect(() => ndView(empty, empty.zeros(), 'a').get(0, 0)).toThrow('index 0 is out of range in dimension 0');
  });

  const a = ndView(model, counted(), 'a');
  it.each([
    ['an index out of range', () => a.get(1, 3), 'index 3 is out of range in dimension 1, which has 3 items'],
    ['a negative index', () => a.get(-1, 0), 'index -1 is out of range in dimension 0, which has 2 items'],
    ['a fraction', () => a.get(0.5, 0), 'index 0.5 is out of range in dimension 0'],
    ['what is no number', () => a.get('0' as never, 0), 'index string is out of range in dimension 0'],
    ['too few indices', () => (a as NdView).get(1), '2 indices were expected for the shape [2, 3], found 1'],
    ['too many indices', () => (a as NdView).set(1, 1, 1, 1), 'found 3 before the value'],
    ['a value that is no number', () => a.set(0, 0, '1' as never), 'a value must be a number, found string'],
    ['a row out of range', () => a.row(2), 'index 2 is out of range in dimension 0, which has 2 items'],
    [
      'a row of a scalar',
      () =>
        a
          .row(0)
          .row(0)
          .row(0 as never),
      'a scalar has no rows',
    ],
    ['a subtree', () => ndView(model, counted(), 'h.0' as never), "'h.0' must be a leaf, found a subtree"],
    ['an unknown path', () => ndView(model, counted(), 'h.0.v' as never), "there is no 'v' in 'h.0'"],
    ['a plain array', () => ndViewOf(new Float32Array(3) as never), 'a leaf was expected, an array with shape'],
    ['no array', () => ndViewOf({ shape: [], strides: [] } as never), 'found an object'],
  ])('NdView refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });

  it('NdView says when its buffer was detached', () => {
    const flat = counted();
    const view = ndView(model, flat, 'a');
    structuredClone(flat.buffer, { transfer: [flat.buffer] });
    expect(() => view.get(0, 0)).toThrow('was detached or shrunk');
    expect(() => view.set(0, 0, 1)).toThrow('was detached or shrunk');
  });
});

const rows = layout({ a: [], b: [2], c: { m: [2, 2], s: [] } });
const columns = layout({ v: [3], w: { x: [], y: [2] } });
const jacobian = () => blocks(rows, columns).view(Float32Array.from({ length: 48 }, (_, i) => i));

describe('blocks', () => {
  it('a block of two leaves has both shapes, and aliases the matrix', () => {
    const matrix = new Float32Array(48);
    const named = blocks(rows, columns).view(matrix);
    const block = named.at('c.m', 'w.y');
    expect([block.shape, block.strides]).toEqual([
      [2, 2, 2],
      [12, 6, 1],
    ]);
    block.set(1, 0, 1, 5);
    // Row 5 is c.m[1,0], and column 5 is w.y[1].
    expect(matrix[5 * 6 + 5]).toBe(5);
    expect(block.row(1).row(0).toArray()).toEqual([0, 5]);
    expect(named.at('a', 'w.x').get()).toBe(0);
    expect([named.shape, named.strides, blocks(rows, columns).length]).toEqual([[8, 6], [6, 1], 48]);
  });

  it('a block of two subtrees is a block view again', () => {
    const block = jacobian().at('c', 'w');
    expect([block.shape, block.strides]).toEqual([
      [5, 3],
      [6, 1],
    ]);
    expect(block.toArray()).toEqual([3, 4, 5, 6, 7].map((row) => [3, 4, 5].map((column) => 6 * row + column)));
    expect(block.at('m', 'y').toArray()).toEqual(jacobian().at('c.m', 'w.y').toArray());
    expect(block.at('s', 'x').get()).toBe(6 * 7 + 3);
  });

  it('a leaf and a subtree give a block view, and the empty path selects all', () => {
    const named = jacobian();
    expect(named.at('b', 'w').toArray()).toEqual([
      [9, 10, 11],
      [15, 16, 17],
    ]);
    expect(named.at('b', 'w').at('', 'y').shape).toEqual([2, 2]);
    expect(named.at('c', 'v').at('s', '').toArray()).toEqual([42, 43, 44]);
    expect(named.at('', 'w').at('c.s', 'x').get()).toBe(45);
    expect(named.at('', '').toArray()).toEqual(named.toArray());
  });

  it('row returns root views of the columns over the rows of a leaf', () => {
    const named = jacobian();
    const a = named.row('a');
    expect([[...a.v], a.w.x, [...a.w.y]]).toEqual([[0, 1, 2], 3, [4, 5]]);
    a.w.x = 50;
    expect(named.at('a', 'w.x').get()).toBe(50);
    axpy(1, flatOf(a), a);
    expect(named.at('a', 'v').toArray()).toEqual([0, 2, 4]);
    expect(named.row('b')[1].w.x).toBe(15);
    expect(named.row('c.m')[1][0].w.y[1]).toBe(35);
    expect(named.row('c').row('s').v[2]).toBe(44);
    expect(named.at('c', 'w').row('m')[0][1].y[0]).toBe(28);
    expect(named.at('b', 'w.x').toArray()).toEqual([9, 15]);
    expect(blocks(rows, layout([])).view(new Float32Array(8).fill(4)).row('b')).toEqual([4, 4]);
  });

  it('times multiplies by a vector of the columns, into a vector of the rows', () => {
    const named = jacobian();
    const vector = asFlat(columns, Float32Array.from([1, 0, 2, 0, 0, 1]));
    const out = rows.zeros();
    expect(named.times(vector, out)).toBe(out);
    expect([...out]).toEqual(Array.from({ length: 8 }, (_, row) => 6 * row + 2 * (6 * row + 2) + 6 * row + 5));
    const view = rows.view(rows.zeros());
    expect(named.times(columns.view(vector), view)).toBe(view);
    expect(view.c.m[3]).toBe(out[6]);
    const part = rows.sub('c');
    const small = part.view(part.zeros());
    expect(named.at('c', 'w').times(new Float32Array([1, 0, 1]), small).s).toBe(45 + 47);
    expect([...named.at('b', 'w').times(new Float32Array([1, 0, 1]), new Float32Array(2))]).toEqual([20, 32]);
  });

  it('a function for one layout accepts its block of a larger matrix', () => {
    const lorenz = layout({ sigma: [], state: [3] });
    const both = layout({ lorenz, lotka: { alpha: [] }, inline: { sigma: [], state: [3] } });
    const trace = (block: BlockViewOf<typeof lorenz>): number =>
      block.at('sigma', 'sigma').get() + [0, 1, 2].reduce((sum, i) => sum + block.at('state', 'state').get(i, i), 0);
    const alone = blocks(lorenz, lorenz).view(new Float32Array(16).fill(1));
    const matrix = Float32Array.from({ length: 81 }, (_, i) => i);
    const whole = blocks(both, both).view(matrix);
    expect(trace(alone)).toBe(4);
    expect(trace(whole.at('inline', 'inline'))).toBe(0 + 10 + 20 + 30);
    expect(trace(whole.at('lorenz', 'lorenz'))).toBe(40 + 50 + 60 + 70);
    expect(trace(whole.at('lorenz', 'inline'))).toBe(36 + 46 + 56 + 66);
  });

  it('scopes and ordered structs keep their own order', () => {
    const side = layout({ s: scope({ p: [2], q: tied('p') }), o: ordered(['z', [2]], ['a', []]) });
    const named = blocks(side, side).view(Float32Array.from({ length: 25 }, (_, i) => i));
    expect(named.at('s.q', 'o.a').toArray()).toEqual([17, 22]);
    expect(named.at('s', 's').at('q', 'p').toArray()).toEqual(named.at('s.p', 's.p').toArray());
    expect(named.row('o.a').s.q[1]).toBe(14);
  });

  it('a transposed tie reads rows or columns in its own order', () => {
    const side = layout({ m: [2, 3], t: tied('m', { transpose: true }), g: { x: [] } });
    const named = blocks(side, layout([1])).view(Float32Array.from({ length: 7 }, (_, i) => i));
    expect(named.at('t', '').toArray()).toEqual([
      [[1], [4]],
      [[2], [5]],
      [[3], [6]],
    ]);
    expect(named.row('t')[2][1][0]).toBe(6);
    const square = blocks(side, side).view(new Float32Array(49));
    expect(() => square.at('t', 'g')).toThrow("'t' reads its owner as a transpose, so it has no block with a subtree");
  });

  const named = jacobian();
  const tiesOut = layout({ a: [2], b: { t: tied('a'), u: [1] } });
  it.each([
    [
      'a matrix of another length',
      () => blocks(rows, columns).view(new Float32Array(47)),
      'a flat array of length 48 was expected, found one of 47',
    ],
    [
      'a list',
      () => blocks(rows, columns).view([1] as never),
      'a typed array of numbers was expected, found an array of 1',
    ],
    ['what is no layout', () => blocks(rows, {} as never), 'a layout was expected, found an object'],
    ['lengths whose product is no safe integer', () => blocks(layout([2 ** 30]), layout([2 ** 30])), 'at most'],
    ['an unknown row', () => named.at('d' as never, 'v'), "there is no 'd'"],
    ['an unknown column', () => named.at('a', 'w.z' as never), "there is no 'z' in 'w'"],
    ['what is no path', () => named.row(1 as never), 'a path was expected, found number'],
    [
      'a subtree with a tie out of it',
      () =>
        blocks(tiesOut, columns)
          .view(new Float32Array(18))
          .at('b' as never, 'w'),
      "'b.t': tied to 'a', which is outside 'b'",
    ],
    [
      'a vector of another length',
      () => named.times(new Float32Array(5), rows.zeros()),
      'a flat array of length 6 was expected, found one of 5',
    ],
    [
      'a view of another layout',
      () => named.times(layout([6]).view(new Float32Array(6)) as never, rows.zeros()),
      'operands of one layout were expected, found two layouts',
    ],
    [
      'a vector of another kind',
      () => named.times(new Float64Array(6) as never, rows.zeros()),
      'operands of one kind were expected, found Float32Array and Float64Array',
    ],
    [
      'out that is also the vector',
      () => {
        const both = new Float32Array(4);
        blocks(layout([4]), layout([4]))
          .view(new Float32Array(16))
          .times(both, both);
      },
      'out must have memory of its own',
    ],
    [
      'out within the matrix',
      () => {
        const all = new Float32Array(16);
        blocks(layout([4]), layout([4]))
          .view(all)
          .times(new Float32Array(4), all.subarray(4, 8));
      },
      'out must have memory of its own',
    ],
  ])('blocks refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });
});

describe('pads, slices and stacks', () => {
  it('times and blocks leave pads out', () => {
    const side = layout({ a: [3], b: { c: [2], d: [] } }, { align: 4 });
    const length: 12 = side.length;
    const matrix = new Float32Array(length * length).fill(1);
    const named = blocks(side, side).view(matrix);
    expect(named.at('b.c', 'b.d').shape).toEqual([2]);
    expect(named.at('b', 'b').shape).toEqual([8, 8]);
    const out = named.times(side.view(side.zeros().fill(1)), side.zeros());
    // Six of the columns are no pads, and the rows of pads stay zero.
    expect([...out]).toEqual([6, 6, 6, 0, 6, 6, 0, 0, 6, 0, 0, 0]);
  });

  it('a slice is a row or a run of rows of its owner', () => {
    const side = layout({ qkv: [6, 2], q: tied('qkv', { rows: [2, 4] }), row: tied('qkv', { at: [5] }) });
    const flat = asFlat(
      side,
      Float32Array.from({ length: 12 }, (_, i) => i),
    );
    const q = ndView(side, flat, 'q');
    const shape: readonly [2, 2] = q.shape;
    expect([shape, q.toArray()]).toEqual([
      [2, 2],
      [
        [4, 5],
        [6, 7],
      ],
    ]);
    expect(ndView(side, flat, 'row').toArray()).toEqual([10, 11]);
    const named = blocks(side, layout([])).view(flat);
    expect(named.at('q', '').toArray()).toEqual(q.toArray());
    expect(named.row('row')).toEqual([10, 11]);
  });

  it('a stack has a leading axis in each leaf', () => {
    const side = layout({ h: stacked(3, { w: [2], s: [] }) });
    const named = blocks(side, side).view(Float32Array.from({ length: 81 }, (_, i) => i));
    const shape: readonly [3, 2, 3] = named.at('h.w', 'h.s').shape;
    expect(shape).toEqual([3, 2, 3]);
    expect(named.at('h', 'h').at('w', 's').toArray()).toEqual(named.at('h.w', 'h.s').toArray());
  });
});

it('blocks of random layouts agree with sums over their slots', () => {
  fc.assert(
    fc.property(node, node, (rowSchema, columnSchema) => {
      const [r, c] = [untyped(rowSchema), untyped(columnSchema)];
      fc.pre(r.length * c.length < 5000);
      const matrix = Float64Array.from({ length: r.length * c.length }, (_, i) => i);
      const named = blocks(r as never, c as never).view(matrix as never) as unknown as BlockViewOf<never>;
      for (const row of r.slots)
        for (const column of c.slots) {
          const block = named.at(row.path as never, column.path as never) as { toArray(): unknown };
          const flat = [block.toArray()].flat(9) as number[];
          const expected = Array.from({ length: row.length * column.length }, (_, i) => {
            const [at, from] = [Math.floor(i / column.length), i % column.length];
            return (row.offset + at) * c.length + column.offset + from;
          });
          expect(flat).toEqual(expected);
        }
    }),
    { numRuns: 60 },
  );
});

it('times agrees with a naive product over random numbers', () => {
  const number = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), fc.array(number, { minLength: 100, maxLength: 100 }), (n, m, numbers) => {
      const matrix = Float64Array.from(numbers.slice(0, n * m));
      const vector = Float64Array.from(numbers.slice(0, m));
      const found = blocks(layout([n]), layout([m]))
        .view(matrix)
        .times(vector, new Float64Array(n));
      const expected = Array.from({ length: n }, (_, i) =>
        vector.reduce((sum, each, j) => sum + each * (matrix[i * m + j] as number), 0),
      );
      expect([...found]).toEqual(expected);
    }),
  );
});
