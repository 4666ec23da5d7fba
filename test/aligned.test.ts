import { describe, expect, it } from 'vitest';
import {
  aligned,
  asFlat,
  fromJSON,
  layout,
  ordered,
  owners,
  ownerSlots,
  part,
  repeat,
  sameLayout,
  scope,
  tied,
  tuple,
} from '../src/index.ts';
import { bind, binders } from './binders.ts';
import { untyped } from './schemas.ts';

const counted = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i + 1);
const f32 = (...values: number[]): Float32Array => new Float32Array(values);
const offsetsOf = (schema: unknown): Record<string, number> =>
  Object.fromEntries(untyped(schema).slots.map(({ path, offset }) => [path, offset]));

describe('where leaves lie', () => {
  it('each leaf in aligned takes a multiple of the alignment', () => {
    const model = layout({ a: [3], net: aligned(4, { b: [2], s: [], w: [3, 2], z: [0] }), x: [1] });
    expect(offsetsOf(model.schema)).toEqual({ a: 0, 'net.b': 4, 'net.s': 8, 'net.w': 12, 'net.z': 20, x: 20 });
    expect(model.at('net')).toEqual({ path: 'net', offset: 4, length: 16 });
    expect(model.at('net.w').length).toBe(6);
    expect(model.length).toBe(21);
    expect(model.parameterCount).toBe(13);
    expect(model.byteLength).toBe(84);
  });

  it('a leaf in two alignments takes the higher one, whichever is outside', () => {
    expect(offsetsOf(aligned(2, { a: [1], b: aligned(8, [1]), c: [1] }))).toEqual({ a: 0, b: 8, c: 16 });
    expect(offsetsOf(aligned(8, { a: [1], b: aligned(2, [1]), c: [1] }))).toEqual({ a: 0, b: 8, c: 16 });
    expect(untyped(aligned(2, { a: [1], b: aligned(8, [1]), c: [1] })).length).toBe(18);
    expect(untyped(aligned(2, { a: aligned(8, [9]), b: [] })).length).toBe(18);
    expect(untyped(aligned(8, aligned(2, [1]))).length).toBe(8);
  });

  it('a group begins at the highest alignment in it, and is not rounded up at its end', () => {
    const model = layout({ a: [1], g: { s: { t: [1], u: aligned(4, [1]) }, v: [1] }, z: [1] });
    expect(offsetsOf(model.schema)).toEqual({ a: 0, 'g.s.t': 4, 'g.s.u': 8, 'g.v': 12, z: 13 });
    expect(model.at('g')).toEqual({ path: 'g', offset: 4, length: 9 });
  });

  it('the stride of a repeat is the length of its block rounded up to the alignment in it', () => {
    const model = layout({ a: [1], h: repeat(3, { b: aligned(4, [4]), c: [1] }), z: [1] });
    expect(model.at('h')).toEqual({ path: 'h', offset: 4, length: 24, count: 3, stride: 8 });
    expect(model.at('h.1')).toEqual({ path: 'h.1', offset: 12, length: 5 });
    expect(model.at('h.2.c').offset).toBe(24);
    expect(model.at('z').offset).toBe(28);
    expect(model.length).toBe(29);
  });

  it('an aligned tie and an aligned leaf behind a tie move nothing', () => {
    expect(offsetsOf({ a: [3], b: aligned(64, tied('a')), c: [1] })).toEqual({ a: 0, b: 0, c: 3 });
    expect(offsetsOf({ a: [3], b: aligned(64, aligned(8, tied('a'))), c: [1] })).toEqual({ a: 0, b: 0, c: 3 });
    expect(offsetsOf({ a: [1], b: { t: tied('c') }, bb: [1], c: aligned(4, [1]) })).toEqual({
      a: 0,
      'b.t': 4,
      bb: 1,
      c: 4,
    });
  });

  it('a subtree without elements begins at a multiple of its alignment too', () => {
    const model = layout({ a: [1], b: aligned(4, {}), c: [1], d: aligned(8, tuple()), e: repeat(0, aligned(16, [3])) });
    expect(model.at('b')).toEqual({ path: 'b', offset: 4, length: 0 });
    expect(model.at('c').offset).toBe(4);
    expect(model.at('d').offset).toBe(8);
    expect(model.at('e')).toEqual({ path: 'e', offset: 16, length: 0, count: 0, stride: 16 });
    expect(model.length).toBe(16);
  });

  it('the option align is short for aligned around the schema', () => {
    const schema = { b: [2], h: repeat(2, { w: [3] }), t: tied('b') } as const;
    const model = layout(schema, { align: 8 });
    expect(sameLayout(model, layout(aligned(8, schema)))).toBe(true);
    expect(model.schema).toEqual({
      '.aligned': 8,
      '.of': { b: [2], h: { '.repeat': 2, '.of': { w: [3] } }, t: { '.tied': 'b' } },
    });
    expect(model.length).toBe(24);
    expect(() => untyped2(schema, { aline: 8 })).toThrow(/unknown option|aline/);
    expect(() => untyped2(schema, {})).toThrow('an alignment must be a power of two up to 1073741824, found undefined');
    expect(() => untyped2(schema, { align: '8' })).toThrow(
      'an alignment must be a power of two up to 1073741824, found 8',
    );
  });

  it('a layout may stand in aligned, and its own layout does not move', () => {
    const inner = layout({ b: [2], w: [3], t: tied('w') });
    const model = layout({ x: [1], net: aligned(4, inner), again: inner });
    expect(inner.length).toBe(5);
    expect(offsetsOf(model.schema)).toEqual({
      'again.b': 0,
      'again.w': 2,
      'again.t': 2,
      'net.b': 8,
      'net.w': 12,
      'net.t': 12,
      x: 16,
    });
    expect(model.at('net.t').tiedTo).toBe('net.w');
    expect(inner.at('w').offset).toBe(2);
  });

  it('ties in a scope, in ordered and in lists find the aligned leaves', () => {
    const model = layout(
      aligned(4, {
        s: scope(ordered(['w', [3]], ['b', [1]], ['t', tied('w')])),
        l: [[1], tied('s.b'), tuple([2], tied('l.0'))],
      }),
    );
    expect(offsetsOf(model.schema)).toEqual({
      'l.0': 0,
      'l.1': 12,
      'l.2.0': 4,
      'l.2.1': 0,
      's.w': 8,
      's.b': 12,
      's.t': 8,
    });
  });

  it('the error for a sum past the safe maximum counts the pads exactly', () => {
    const max = Number.MAX_SAFE_INTEGER;
    expect(() => untyped({ a: [max], b: [2], c: aligned(4, [1]) })).toThrow(
      'the schema: its length must be at most 9007199254740991, found 9007199254741000',
    );
    expect(() => untyped({ x: aligned(64, { a: { b: [max - 1] } }) })).toThrow(
      "'x.a.b': its length must be at most 9007199254740991, found 9007199254740992",
    );
    expect(untyped({ x: aligned(64, { a: { b: [max - 63] } }) }).length).toBe(max - 63);
  });
});
// Options that the compiler refuses
const untyped2 = layout as unknown as (schema: unknown, options: unknown) => unknown;

describe.each(binders)('aligned views by the %s binder', (_, make) => {
  it('the views of leaves skip the pads', () => {
    const model = layout({
      a: [1],
      net: aligned(4, { b: [2], h: repeat(2, { c: [3], s: [] }), l: [[1], { d: [5] }], t: tied('net.b') }),
      h: repeat(2, { b: aligned(4, [4]), c: [1] }),
      last: aligned(2, []),
    });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect(p).toStrictEqual({
      a: f32(1),
      h: [
        { b: f32(5, 6, 7, 8), c: f32(9) },
        { b: f32(13, 14, 15, 16), c: f32(17) },
      ],
      last: 21,
      net: {
        b: f32(25, 26),
        h: [
          { c: f32(29, 30, 31), s: 33 },
          { c: f32(37, 38, 39), s: 41 },
        ],
        l: [f32(45), { d: f32(49, 50, 51, 52, 53) }],
        t: f32(25, 26),
      },
    });
    p.last = 7;
    p.net.h[1].s = 8;
    p.net.t[1] = 9;
    expect([flat[20], flat[40], flat[25]]).toEqual([7, 8, 9]);
    expect(model.viewAt(flat, 'net.h.1.c')).toEqual(f32(37, 38, 39));
    expect(model.viewAt(flat, 'net.h.1')).toStrictEqual({ c: f32(37, 38, 39), s: 8 });
  });

  it('a long aligned repeat has views at its stride', () => {
    const model = layout({ h: repeat(300, { w: [3] }) }, { align: 16 });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect(flat.length).toBe(4800);
    for (const i of [0, 1, 255, 299]) expect(p.h[i]?.w).toEqual(f32(16 * i + 1, 16 * i + 2, 16 * i + 3));
  });
});

describe('values', () => {
  const model = layout({ a: [1], net: aligned(4, { b: [2], h: repeat(2, [3]), t: tied('net.b') }) });
  const structure = {
    a: [1],
    net: {
      b: [2, 3],
      h: [
        [4, 5, 6],
        [7, 8, 9],
      ],
      t: [2, 3],
    },
  };

  it('pack leaves pads as they are, zeros in a new flat array, and unpack skips them', () => {
    const flat = model.pack(structure);
    expect([...flat]).toEqual([1, 0, 0, 0, 2, 3, 0, 0, 4, 5, 6, 0, 7, 8, 9, 0]);
    expect(model.unpack(flat)).toEqual(structure);
    const into = model.zeros().fill(5);
    expect([...model.pack(structure, into)]).toEqual([1, 5, 5, 5, 2, 3, 5, 5, 4, 5, 6, 5, 7, 8, 9, 5]);
  });
  it('map, leaves and owners meet each leaf once and no pad', () => {
    expect(model.map(({ offset }) => offset)).toEqual({ a: 0, net: { b: 4, h: [8, 12], t: 4 } });
    expect(Array.from(model.leaves(counted(16)), ([{ path }, leaf]) => [path, ...leaf])).toEqual([
      ['a', 1],
      ['net.b', 5, 6],
      ['net.h.0', 9, 10, 11],
      ['net.h.1', 13, 14, 15],
      ['net.t', 5, 6],
    ]);
    expect(Array.from(owners(model, counted(16)), ([{ path, offset, length }]) => [path, offset, length])).toEqual([
      ['a', 0, 1],
      ['net.b', 4, 2],
      ['net.h.0', 8, 3],
      ['net.h.1', 12, 3],
    ]);
    expect(ownerSlots(model).reduce((sum, { length }) => sum + length, 0)).toBe(model.parameterCount);
  });
  it('a part and its layout have the length of the subtree, with its pads', () => {
    const net = model.sub('net');
    const flat = model.pack(structure);
    expect(net.length).toBe(12);
    expect(net.schema).toEqual({
      '.aligned': 4,
      '.of': { b: [2], h: { '.repeat': 2, '.of': [3] }, t: { '.tied': 'b' } },
    });
    expect(net.unpack(part(model, flat, 'net'))).toEqual(structure.net);
    expect([...part(model, flat, 'net.h')]).toEqual([4, 5, 6, 0, 7, 8, 9, 0]);
    expect(model.sub('net.h').at('1').offset).toBe(4);
    expect(model.view(asFlat(model, new Float64Array(16))).net.h[1]).toHaveLength(3);
  });
  it('a layout that was read from JSON has the same pads', () => {
    const read = fromJSON(JSON.stringify(model), model);
    expect(read.slots).toEqual(model.slots);
    expect(sameLayout(read, model)).toBe(true);
    const option = layout({ w: [3] }, { align: 64 });
    expect(fromJSON(JSON.parse(JSON.stringify(option))).length).toBe(64);
  });
  it('the summary counts the pads apart', () => {
    expect(`\n${model.summary()}\n`).toBe(`
parameter     shape    count
----------------------------
a             [1]          1
net.b         [2]          2
net.h.{0..1}  [3]          6
net.t         [2]    = net.b
----------------------------
9 parameters, 64 bytes as F32, 28 of them pads
2 more through ties, which own no memory
`);
  });
});

describe('fingerprints', () => {
  const print = (schema: unknown): string => untyped(schema).fingerprint;

  it('an alignment that adds no pad leaves the fingerprint as it is', () => {
    expect(print(aligned(4, [4]))).toBe(print([4]));
    expect(print(aligned(1, { a: [3], b: [1] }))).toBe(print({ a: [3], b: [1] }));
    expect(print({ h: repeat(2, aligned(4, [4])) })).toBe(print({ h: [[4], [4]] }));
    expect(print({ h: repeat(2, aligned(4, [3])) })).toBe(print({ h: [aligned(4, [3]), aligned(4, [3])] }));
    expect(print(aligned(2, { a: [3], b: [1] }))).toBe(print({ a: aligned(2, [3]), b: aligned(2, [1]) }));
  });
  it('pads in different places give different fingerprints', () => {
    const schemas = [
      { a: [1], b: [1] },
      aligned(2, { a: [1], b: [1] }),
      aligned(4, { a: [1], b: [1] }),
      { a: aligned(2, [1]), b: [1] },
      { a: [1], b: aligned(2, [1]) },
      { a: [1], b: aligned(4, [1]) },
      { a: [1], b: aligned(2, []) },
      { a: [1], b: [1], c: aligned(4, {}) },
      { a: [1], b: [1], c: {} },
      { a: [1], b: [1], c: repeat(0, [1]) },
      { a: [1], b: [1], c: repeat(0, aligned(4, [1])) },
      [repeat(2, { a: aligned(4, [4]), b: [1] })],
      [
        [
          { a: aligned(4, [4]), b: [1] },
          { a: aligned(4, [4]), b: [1] },
        ],
      ],
      [
        [
          { a: aligned(8, [4]), b: [1] },
          { a: aligned(4, [4]), b: [1] },
        ],
      ],
    ];
    expect(new Set(schemas.map(print)).size).toBe(schemas.length);
  });
});
