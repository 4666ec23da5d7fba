import { describe, expect, it } from 'vitest';
import {
  aligned,
  fromJSON,
  layout,
  owners,
  ownerSlots,
  part,
  repeat,
  sameLayout,
  scope,
  stacked,
  tied,
} from '../src/index.ts';
import { messageOf } from './agree/runtime.ts';
import { bind, binders } from './binders.ts';
import { untyped } from './schemas.ts';

const counted = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i + 1);
const f32 = (...values: number[]): Float32Array => new Float32Array(values);

describe('where slices lie', () => {
  it('rows name a run of rows of a fused projection', () => {
    const model = layout({
      qkv: [6, 2],
      q: tied('qkv', { rows: [0, 2] }),
      k: tied('qkv', { rows: [2, 4] }),
      v: tied('qkv', { rows: [4, 6] }),
    });
    expect(model.at('k')).toEqual({
      path: 'k',
      offset: 4,
      length: 4,
      shape: [2, 2],
      strides: [2, 1],
      transposed: false,
      tiedTo: 'qkv',
    });
    expect(model.slots.map(({ path, offset, length }) => [path, offset, length])).toEqual([
      ['k', 4, 4],
      ['q', 0, 4],
      ['qkv', 0, 12],
      ['v', 8, 4],
    ]);
    expect(model.length).toBe(12);
    expect(model.parameterCount).toBe(12);
  });

  it('at takes off the first dimensions, down to one element', () => {
    const model = layout({
      m: [4, 3, 2],
      row: tied('m', { at: [2] }),
      vector: tied('m', { at: [2, 1] }),
      element: tied('m', { at: [2, 1, 1] }),
      whole: tied('m', { at: [] }),
    });
    expect(model.at('row')).toMatchObject({ offset: 12, length: 6, shape: [3, 2], strides: [2, 1], tiedTo: 'm' });
    expect(model.at('vector')).toMatchObject({ offset: 14, length: 2, shape: [2], strides: [1] });
    expect(model.at('element')).toMatchObject({ offset: 15, length: 1, shape: [], strides: [] });
    expect(model.at('whole')).toMatchObject({ offset: 0, length: 24, shape: [4, 3, 2] });
  });

  it('slices may overlap, be empty, and lie in leaves without elements', () => {
    const model = layout({
      m: [4, 2],
      a: tied('m', { rows: [0, 3] }),
      b: tied('m', { rows: [1, 4] }),
      none: tied('m', { rows: [4, 4] }),
      z: [3, 0],
      y: tied('z', { rows: [1, 3] }),
      x: tied('z', { at: [2] }),
    });
    expect(model.at('a')).toMatchObject({ offset: 0, length: 6 });
    expect(model.at('b')).toMatchObject({ offset: 2, length: 6 });
    expect(model.at('none')).toMatchObject({ offset: 8, length: 0, shape: [0, 2] });
    expect(model.at('y')).toMatchObject({ offset: 8, length: 0, shape: [2, 0] });
    expect(model.at('x')).toMatchObject({ offset: 8, length: 0, shape: [0] });
  });

  it('slices of aligned leaves count from the start of the leaf', () => {
    const model = layout(
      { a: [3], m: aligned(16, [3, 3]), r: tied('m', { rows: [1, 3] }), s: aligned(8, tied('m', { at: [1, 1] })) },
      { align: 4 },
    );
    expect(model.at('m').offset).toBe(16);
    expect(model.at('r')).toMatchObject({ offset: 19, length: 6, shape: [2, 3] });
    expect(model.at('s')).toMatchObject({ offset: 20, length: 1, shape: [] });
    expect(model.length).toBe(32);
  });

  it('slices resolve in their scope, and a path through a scope leads into it', () => {
    const model = layout({
      x: [5],
      s: scope({ m: [3, 2], first: tied('m', { at: [0] }) }),
      l: layout({ m: [3, 2], rest: tied('m', { rows: [1, 3] }) }),
      h: repeat(2, { m: [2, 2], last: tied('h.1.m', { at: [1] }) }),
      fromScope: tied('s.m', { rows: [2, 3] }),
      copy: tied('s'),
    });
    const slotAt = (path: string): unknown => {
      const { offset, tiedTo } = untyped(model.schema).at(path) as { offset: number; tiedTo?: string };
      return [offset, tiedTo];
    };
    expect(slotAt('s.first')).toEqual([14, 's.m']);
    expect(slotAt('copy.first')).toEqual([14, 's.m']);
    expect(slotAt('l.rest')).toEqual([10, 'l.m']);
    expect(slotAt('h.0.last')).toEqual([6, 'h.1.m']);
    expect(slotAt('fromScope')).toEqual([18, 's.m']);
  });

  it('a layout with slices stands in another schema, and is repeated with its slices', () => {
    const inner = layout({ m: [3, 2], row: tied('m', { at: [1] }) });
    const model = layout({ a: [1], two: repeat(2, inner) });
    expect(model.at('two.1.row')).toMatchObject({ offset: 9, tiedTo: 'two.1.m' });
    expect(model.sub('two.1').at('row').offset).toBe(2);
    expect(model.sub('two').at('1.row').offset).toBe(8);
  });

  it('a slice in a stack sees the stacked leaf', () => {
    const model = layout(stacked(4, { m: [3, 2], first: tied('m', { at: [1] }) }));
    expect(model.at('first')).toMatchObject({ offset: 6, shape: [3, 2] });
  });
});

describe('slices that layout refuses', () => {
  it.each([
    ["'b': '.rows' [2, 5] lies outside 'm', a leaf of shape [4, 2]", { m: [4, 2], b: tied('m', { rows: [2, 5] }) }],
    ["'b': '.rows' [3, 2] lies outside 'm', a leaf of shape [4, 2]", { m: [4, 2], b: tied('m', { rows: [3, 2] }) }],
    ["'b': '.rows' [0, 0] lies outside 'm', a leaf of shape []", { m: [], b: tied('m', { rows: [0, 0] }) }],
    ["'b': '.at' [4] lies outside 'm', a leaf of shape [4, 2]", { m: [4, 2], b: tied('m', { at: [4] }) }],
    ["'b': '.at' [0, 0, 0] lies outside 'm', a leaf of shape [4, 2]", { m: [4, 2], b: tied('m', { at: [0, 0, 0] }) }],
    ["'b': '.at' [0] lies outside 'm', a leaf of shape [0]", { m: [0], b: tied('m', { at: [0] }) }],
    ["'b': '.at' [0] lies outside 's', a subtree", { s: { m: [4] }, b: tied('s', { at: [0] }) }],
    ["'b': '.at' [] lies outside 's', a subtree", { s: scope([4]), b: tied('s', { at: [] }) }],
    ["'b': '.rows' must be an array of two indices, found [0]", { m: [4], b: { '.tied': 'm', '.rows': [0] } }],
    [
      "'b': '.rows' must be an array of two indices, found [0, 1.5]",
      { m: [4], b: { '.tied': 'm', '.rows': [0, 1.5] } },
    ],
    ["'b': '.at' must be an array of indices, found 0", { m: [4], b: { '.tied': 'm', '.at': 0 } }],
    ["'b': '.at' must be an array of indices, found [-1]", { m: [4], b: { '.tied': 'm', '.at': [-1] } }],
    ["'b': '.at' must be an array of indices, found undefined", { m: [4], b: { '.tied': 'm', '.at': undefined } }],
    [
      "'b': a marker may have only its own keys, found '.at'",
      { m: [4], b: { '.tied': 'm', '.rows': [0, 1], '.at': [0] } },
    ],
    [
      "'c': tied to 'b', which is itself a tie; name the owner 'm'",
      { m: [4], b: tied('m', { rows: [0, 2] }), c: tied('b', { rows: [0, 1] }) },
    ],
    [
      "'c': tied to 'b', which is itself a tie; name the owner 'm'",
      { m: [4, 4], b: aligned(4, tied('m', { transpose: true })), c: tied('b', { at: [1] }) },
    ],
    ["'b': tied to 'mat', but there is no 'mat'; did you mean 'mad'?", { mad: [4], b: tied('mat', { at: [0] }) }],
    ["'a': tied to 'a', which is tied to itself", { a: tied('a', { at: [0] }) }],
  ])('layout says %s', (message, schema) => {
    expect(messageOf(() => untyped(schema))).toBe(message);
  });
  it('the run time checks the rows and indices that the compiler does not know', () => {
    const [start, end]: number[] = [1, 9];
    expect(() => layout({ m: [4, 2], b: tied('m', { rows: [start as number, end as number] }) })).toThrow(
      "'b': '.rows' [1, 9] lies outside 'm'",
    );
  });
});

describe.each(binders)('views of slices by the %s binder', (_, make) => {
  const model = layout({
    qkv: [6, 2],
    k: tied('qkv', { rows: [2, 4] }),
    row: tied('qkv', { at: [5] }),
    rest: [tied('qkv', { at: [0, 1] }), [1]],
    element: tied('qkv', { at: [3, 0] }),
    h: repeat(2, { t: tied('qkv', { at: [1] }), s: tied('qkv', { at: [2, 1] }) }),
    kv: { t: tied('qkv', { rows: [2, 6] }) },
    again: tied('kv'),
  });
  it('a view of a slice aliases the rows of its owner', () => {
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect(p.k).toStrictEqual(f32(5, 6, 7, 8));
    expect([p.k.shape, p.k.strides]).toEqual([
      [2, 2],
      [2, 1],
    ]);
    expect(p.again.t).toStrictEqual(p.kv.t);
    expect(p.h[1]).toStrictEqual({ t: f32(3, 4), s: 6 });
    p.k[1] = 50;
    p.row[0] = 60;
    expect([flat[5], flat[10], p.qkv[5], p.h[0].s, p.kv.t[6]]).toEqual([50, 60, 50, 50, 60]);
  });
  it('a slice of one element is a property that reads and writes', () => {
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect([p.element, p.rest[0]]).toEqual([7, 2]);
    p.element = 70;
    p.rest[0] = 20;
    p.h[0].s = 30;
    expect([flat[6], flat[1], flat[5], p.h[1].s, p.k[2]]).toEqual([70, 20, 30, 30, 70]);
    expect(model.viewAt(flat, 'element')).toBe(70);
    const window = model.viewAt(flat, 'element', { scalar: 'window' });
    window[0] = 71;
    expect(p.element).toBe(71);
    expect(model.viewAt(flat, 'row')).toStrictEqual(f32(11, 12));
  });
});

it('a slice of one element names its path after its buffer was detached', () => {
  const model = layout({ m: [2], e: tied('m', { at: [1] }) });
  const flat = model.zeros();
  const p = model.view(flat);
  structuredClone(flat.buffer, { transfer: [flat.buffer] });
  expect(() => p.e).toThrow("'e' cannot be reached: the buffer of its flat array was detached or shrunk");
});

describe('values of slices', () => {
  const model = layout({ m: [3, 2], rows: tied('m', { rows: [1, 3] }), one: tied('m', { at: [0, 1] }) });
  const structure = {
    m: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    rows: [
      [3, 4],
      [5, 6],
    ],
    one: 2,
  };
  it('unpack copies slices out, and pack takes them back if they agree with the owner', () => {
    const flat = model.pack(structure);
    expect(flat).toEqual(f32(1, 2, 3, 4, 5, 6));
    expect(model.unpack(flat)).toEqual(structure);
    expect(model.pack({ m: structure.m })).toEqual(flat);
    expect(model.pack(model.view(flat))).toEqual(flat);
    expect(() => model.pack({ ...structure, one: 9 })).toThrow(/'one'/);
    expect(() =>
      model.pack({
        ...structure,
        rows: [
          [3, 4],
          [5, 7],
        ],
      }),
    ).toThrow(/'rows'/);
    expect(() => model.pack({ ...structure, rows: structure.m })).toThrow(/'rows'/);
  });
  it('map calls tie for each slice', () => {
    const mapped = model.map(
      ({ length }): unknown => length,
      (_, { path, length }) => [path, length],
    );
    expect(mapped).toEqual({ m: 6, one: ['one', 1], rows: ['rows', 4] });
    expect(() => untyped(model.schema).map(() => 1)).toThrow(/tie/);
  });
  it('owners leave slices out, and leaves show them', () => {
    expect(Array.from(owners(model, counted(6)), ([{ path }]) => path)).toEqual(['m']);
    expect(ownerSlots(model).map(({ path }) => path)).toEqual(['m']);
    expect(Array.from(model.leaves(counted(6)), ([{ path }, leaf]) => [path, ...leaf])).toEqual([
      ['m', 1, 2, 3, 4, 5, 6],
      ['one', 2],
      ['rows', 3, 4, 5, 6],
    ]);
  });
  it('sub and part keep slices that stay inside, and refuse those that lead out', () => {
    const outer = layout({
      a: { m: [3, 2], r: tied('a.m', { rows: [1, 2] }), o: [1] },
      b: { t: tied('a.m', { at: [0] }) },
    });
    const sub = outer.sub('a');
    expect(sub.schema).toEqual({ m: [3, 2], o: [1], r: { '.tied': 'm', '.rows': [1, 2] } });
    expect(sub.at('r')).toMatchObject({ offset: 2, tiedTo: 'm' });
    expect(part(outer, counted(7), 'a')).toHaveLength(7);
    expect(() => (outer.sub as (path: string) => unknown)('b')).toThrow(
      "'b.t': tied to 'a.m', which is outside 'b'; so 'b' cannot be a layout",
    );
  });
  it('slices survive JSON, and their place is part of the fingerprint', () => {
    const read = fromJSON(JSON.stringify(model), model);
    expect(read.slots).toEqual(model.slots);
    expect(model.toJSON().schema).toEqual({
      m: [3, 2],
      one: { '.tied': 'm', '.at': [0, 1] },
      rows: { '.tied': 'm', '.rows': [1, 3] },
    });
    const other = (option: object): string => untyped({ m: [3, 2], t: { '.tied': 'm', ...option } }).fingerprint;
    expect(
      new Set([{ '.at': [0] }, { '.at': [1] }, { '.rows': [0, 1] }, { '.rows': [1, 2] }, {}].map(other)).size,
    ).toBe(5);
    expect(other({ '.rows': [0, 3] })).toBe(other({}));
    expect(other({ '.at': [] })).toBe(other({}));
    expect(sameLayout(model, read)).toBe(true);
  });
  it('the summary shows the shape of a slice and its owner', () => {
    expect(model.summary().split('\n').slice(2, 5)).toEqual([
      'm          [3, 2]      6',
      'one        []        = m',
      'rows       [2, 2]    = m',
    ]);
  });
});
