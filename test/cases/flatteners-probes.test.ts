// What PyTorch, JAX and equinox do when probed, the hazards of identity caches, and the rules that follow. See
// test/README.md.
import { describe, expect, it } from 'vitest';
import { fromJSON, layout, ordered, scope, tied } from '../../src/index.ts';
import { dense, run, untyped } from './fixtures.ts';

describe('identity-cache hazards', () => {
  it('36 neither equal values nor one schema used twice make a tie', () => {
    const shape = [3] as const;
    const model = layout({ a: shape, b: shape });
    const length: 6 = model.length;
    const same = new Float32Array([1, 2, 3]);
    const p = model.view(model.pack({ a: same, b: same }));
    p.a[0] = 9;
    expect([length, p.b[0]]).toEqual([6, 1]);
  });

  it('37 equal arrays stay distinct and ties stay ties, at any depth', () => {
    const model = layout({ x: [3], y: { x: [3], y: { x: tied('x') } } });
    const p = model.view(model.pack({ x: [1, 2, 3], y: { x: [1, 2, 3] } }));
    expect([p.y.y.x.byteOffset, p.y.x.byteOffset]).toEqual([p.x.byteOffset, p.x.byteOffset + 12]);
    const built = model.map((slot) => ({ at: slot.offset }));
    expect([built.y.y.x === built.x, built.y.x === built.x]).toEqual([true, false]);
  });

  it('38 ties survive copies, JSON and values from elsewhere', () => {
    const model = layout({ x: [2], y: tied('x') });
    const flat = structuredClone(model.pack({ x: [1, 2], y: new Float64Array([1, 2]) }));
    const p = model.view(flat);
    p.y[0] = 5;
    expect(p.x[0]).toBe(5);
    const read = fromJSON(JSON.stringify(model), model);
    const length: 2 = read.length;
    expect([length, read.at('y').tiedTo]).toEqual([2, 'x']);
  });

  it('39 a number used twice is two scalars', () => {
    const model = layout({ a: [], b: [], c: tied('a') });
    const p = model.view(model.pack({ a: 1, b: 1 }));
    p.c = 3;
    expect([p.a, p.b]).toEqual([3, 1]);
  });

  it('41 pack refuses a structure that does not match, and extra names', () => {
    const model = layout({ a: [1], b: { c: [1] } });
    expect(() => model.pack({ a: [1], b: [1] })).toThrow("'b'");
    expect(() => model.pack({ a: [1], b: { c: [1], d: [1] } })).toThrow("'b': there is no 'd'");
    expect(() => model.pack({ a: [1] })).toThrow("'b' is missing");
  });
});

describe('PyTorch probes', () => {
  const net = layout(ordered(['0', dense(2, 3)], ['2', dense(3, 1)]));

  it('P1 pack refuses a vector that is too short, and writes nothing', () => {
    const length: 13 = net.length;
    const flat = net.zeros();
    expect(() =>
      net.pack({ 0: { weight: run(1, 6), bias: [7, 8, 9] }, 2: { weight: [10, 11, 12], bias: [] } }, flat),
    ).toThrow();
    expect([...flat]).toEqual(Array.from({ length }, () => 0));
    expect(() => net.view(new Float32Array(12))).toThrow('a flat array of length 13 was expected, found one of 12');
  });

  it('P2 view refuses a vector that is too long', () => {
    expect(() => net.view(new Float32Array(20))).toThrow('a flat array of length 13 was expected, found one of 20');
  });

  it('P3 the vector aliases the parameters from the start', () => {
    const flat = net.zeros();
    const p = net.view(flat);
    flat[7] = 4;
    p[2].bias[0] = 5;
    expect([p[0].bias[1], flat[12]]).toEqual([4, 5]);
  });

  it('P4 all leaves have the element type of the flat array', () => {
    const kinds = Array.from(net.leaves(net.zeros(Float64Array)), ([, leaf]) => leaf.constructor);
    expect(new Set(kinds)).toEqual(new Set([Float64Array]));
  });

  it('P5 a layout may have no parameters', () => {
    expect(layout({}).zeros()).toHaveLength(0);
  });

  it('P6 a parameter without dimensions is one element', () => {
    const one: 1 = layout({ logit_scale: [] }).length;
    expect(one).toBe(1);
  });

  it('P7 a tied embedding has 15 elements and both names, and survives a round trip', () => {
    const model = layout({ emb: { weight: [5, 3] }, head: { weight: tied('emb.weight') } });
    const length: 15 = model.length;
    expect(model.slots.map((slot) => slot.path)).toEqual(['emb.weight', 'head.weight']);
    const flat = model.pack(model.unpack(new Float32Array(run(1, length))));
    expect([...flat]).toEqual(run(1, 15));
    const p = model.view(flat);
    p.head.weight[14] = 0;
    expect(p.emb.weight[14]).toBe(0);
  });
});

describe('JAX and equinox probes', () => {
  it('J1 an absent part is declared as an empty struct, not as null', () => {
    expect(() => untyped({ x: [3], y: null, z: [3] })).toThrow(
      "'y': a shape, a struct or a marker such as repeat(…) was expected, found null",
    );
    const model = layout({ x: [3], y: {}, z: [3] });
    const length: 6 = model.length;
    expect(model.view(new Float32Array(length)).y).toEqual({});
  });

  it('J2 a leaf of shape [0, 4] has a slot and takes no room', () => {
    const model = layout({ e: [0, 4], x: [2] });
    expect([model.length, model.view(model.zeros()).e.shape]).toEqual([2, [0, 4]]);
    expect(model.unpack(model.zeros())).toEqual({ e: [], x: [0, 0] });
  });

  it('J3 pack throws a TypeError that names a leaf of strings', () => {
    expect(() => layout({ a: { b: [1] } }).pack({ a: { b: ['x'] } })).toThrow(
      new TypeError("'a.b': a number was expected, found string"),
    );
  });

  it('J4 one layout binds any kind of typed array', () => {
    const model = layout({ a: [2], b: [] });
    for (const flat of [new Uint8Array(3), new Int16Array(3), new Float64Array(3)]) {
      const leaf = model.viewAt(flat, 'a');
      expect(Object.getPrototypeOf(leaf)).toHaveProperty('constructor', flat.constructor);
    }
    const big: unknown = new BigInt64Array(3);
    expect(() => {
      model.view(big as Float32Array);
    }).toThrow(new TypeError('a typed array of numbers was expected, found a BigInt64Array'));
  });

  it('E1 the error for a nested part names the leaf', () => {
    const model = layout({ layers: [{ w: [2] }, { a: [2, 2] }] });
    expect(() => model.pack({ layers: [{ w: [1, 2] }, { a: [[1, 2], [3]] }] })).toThrow("'layers.1.a'");
    expect(() => model.pack({ layers: [{ w: [1, 2] }, { a: new BigInt64Array(4) }] })).toThrow(
      "'layers.1.a': a number was expected, found bigint",
    );
  });
});

describe('rules', () => {
  it('rule 1 layout refuses chains and cycles of ties: an owner declares storage', () => {
    expect(() => untyped({ a: [2], b: tied('a'), c: tied('b') })).toThrow(
      "'c': tied to 'b', which is itself a tie; name the owner 'a'",
    );
    expect(() => untyped({ a: { x: tied('b') }, b: { y: tied('a') } })).toThrow('leads back to itself');
  });

  it('rule 2 a tie has the shape of its owner', () => {
    const model = layout({ w: [5, 3], h: tied('w'), t: tied('w', { transpose: true }) });
    const straight = model.at('h').shape;
    const across = model.at('t').shape;
    expect([straight, across]).toEqual([
      [5, 3],
      [3, 5],
    ]);
  });

  it('rule 6 the error for a part of a scope names the whole path', () => {
    expect(() => layout({ a: scope({ x: [1], y: [2] }) }).pack({ a: { x: [1] } })).toThrow("'a.y' is missing");
  });
});
