// Parts of a flat array, brands, owners, windows on scalars, and layouts that are the same.
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  asFlat,
  flatOf,
  type FlatOf,
  fromJSON,
  layout,
  owners,
  ownerSlots,
  part,
  repeat,
  sameLayout,
  scope,
  tied,
} from '../src/index.ts';

const model = layout({
  wte: [3, 2],
  h: repeat(2, { w: [2], s: [] }),
  head: tied('wte'),
  t: tied('wte', { transpose: true }),
});
const adam = layout({ params: model, adam: { m: model, v: model }, step: [], copy: tied('params') });
const counted = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i);

describe('part', () => {
  it('part returns a window on the range of a subtree', () => {
    const all = adam.zeros();
    const params: FlatOf<typeof model> = part(adam, all, 'params');
    model.view(params).h[1].w[1] = 5;
    model.view(part(adam, all, 'adam.m')).wte.fill(2);
    expect(params.buffer).toBe(all.buffer);
    expect(params.byteOffset).toBe(4 * adam.at('params').offset);
    expect(adam.view(all).params.h[1].w[1]).toBe(5);
    expect([...adam.view(all).adam.m.t]).toEqual([2, 2, 2, 2, 2, 2]);
    expect(params).toHaveLength(12);
    expect(part(adam, all, 'copy').byteOffset).toBe(params.byteOffset);
    expect(part(adam, all, 'adam')).toHaveLength(24);
  });

  it('part keeps the kind and the buffer of a flat array that starts anywhere', () => {
    const buffer = new SharedArrayBuffer(8 * (adam.length + 3));
    const all = new Float64Array(buffer, 16, adam.length);
    all.fill(1);
    const m = part(adam, all, 'adam.m');
    expect([m.constructor, m.buffer, m.byteOffset, m.length]).toEqual([
      Float64Array,
      buffer,
      16 + 8 * adam.at('adam.m').offset,
      12,
    ]);
    expect(model.view(m).h[0].s).toBe(1);
  });

  it('part and sub of one path fit each other', () => {
    const flat = asFlat(model, counted(10 + 2));
    const sub = model.sub('h');
    expect([...part(model, flat, 'h')]).toEqual([...sub.view(part(model, flat, 'h'))].flatMap(({ s, w }) => [s, ...w]));
    expect(sub.view(part(model, flat, 'h'))[1].s).toBe(model.view(flat).h[1].s);
    const nested = layout({ s: scope({ x: [2], y: { z: tied('x'), q: [1] } }), r: repeat(3, { a: { b: [2] } }) });
    expect(part(nested, nested.zeros(), 's')).toHaveLength(nested.sub('s').length);
    expect(part(nested, nested.zeros(), 'r.2.a')).toHaveLength(nested.sub('r.2.a').length);
    expect(() => part(nested, nested.zeros(), 's.y' as never)).toThrow(
      "'s.y.z': tied to 'x', which is outside 's.y'; so 's.y' cannot be a layout",
    );
  });

  it('part of a subtree without elements is empty', () => {
    const none = layout({ a: {}, b: [2], c: repeat(0, [2]) });
    expect([part(none, none.zeros(), 'a').length, part(none, none.zeros(), 'c').length]).toEqual([0, 0]);
  });

  it.each([
    [
      'what is no layout',
      () => part({ ...adam } as never, adam.zeros() as never, 'params' as never),
      'a layout was expected, found an object',
    ],
    ['what is no path', () => part(adam, adam.zeros(), 3 as never), 'a path was expected, found number'],
    ['an empty path', () => part(adam, adam.zeros(), '' as never), "there is no ''"],
    [
      'BigInts',
      () => part(adam, new BigInt64Array(37) as never, 'params'),
      'a typed array of numbers was expected, found a BigInt64Array',
    ],
    [
      'another length',
      () => part(adam, new Float32Array(36), 'params'),
      'a flat array of length 37 was expected, found one of 36',
    ],
  ])('part refuses %s', (_, make, says) => {
    expect(make).toThrow(says);
  });
});

describe('asFlat', () => {
  it('asFlat returns the same array', () => {
    const plain = new Float32Array(new SharedArrayBuffer(48));
    expect(asFlat(model, plain)).toBe(plain);
    const doubled: FlatOf<typeof model> = asFlat(
      model,
      model.zeros().map((x) => 2 * x),
    );
    expect(doubled).toHaveLength(12);
  });

  it.each([
    [
      'another length',
      () => asFlat(model, new Float32Array(11)),
      'a flat array of length 12 was expected, found one of 11',
    ],
    [
      'bytes',
      () => asFlat(model, new Uint8Array(48)),
      'a flat array of length 12 was expected, found one of 48; for bytes pass their buffer',
    ],
    [
      'a buffer',
      () => asFlat(model, new ArrayBuffer(48) as never),
      'a typed array of numbers was expected, found an ArrayBuffer',
    ],
    [
      'a list',
      () => asFlat(model, Array.from({ length: 12 }, () => 0) as never),
      'a typed array of numbers was expected, found an array of 12',
    ],
    [
      'BigInts',
      () => asFlat(model, new BigInt64Array(12) as never),
      'a typed array of numbers was expected, found a BigInt64Array',
    ],
    [
      'a transposed leaf',
      () => asFlat(layout({ a: [6] }), model.view(model.zeros()).t as Float32Array),
      'a flat array was expected, found a transposed leaf',
    ],
    [
      'what is no layout',
      () => asFlat(model.schema as never, model.zeros() as never),
      'a layout was expected, found an object',
    ],
  ])('asFlat refuses %s', (_, make, says) => {
    expect(make).toThrow(says);
  });
});

describe('owners', () => {
  it('owners yields each element once, in the order of the slots', () => {
    expect(ownerSlots(model).map(({ path }) => path)).toEqual(['h.0.s', 'h.0.w', 'h.1.s', 'h.1.w', 'wte']);
    expect(model.slots.map(({ path }) => path)).toEqual(['h.0.s', 'h.0.w', 'h.1.s', 'h.1.w', 'head', 't', 'wte']);
    expect(ownerSlots(model).reduce((sum, { length }) => sum + length, 0)).toBe(model.length);
    expect(ownerSlots(model)).toBe(ownerSlots(model));
    expect(Object.isFrozen(ownerSlots(model))).toBe(true);
    expect(ownerSlots(layout({}))).toEqual([]);
  });

  it('owners yields slots with leaves, and scalars as arrays of one element', () => {
    const flat = counted(12);
    const all = [...owners(model, flat)];
    expect(all.map(([slot]) => slot)).toEqual(ownerSlots(model));
    expect(all.flatMap(([, leaf]) => [...leaf])).toEqual([...flat]);
    (all[0] as (typeof all)[0])[1][0] = 9;
    expect(model.view(flat).h[0].s).toBe(9);
    let squares = 0;
    for (const [, leaf] of owners(model, flat.fill(1))) for (const x of leaf) squares += x * x;
    expect(squares).toBe(12);
  });

  it('owners takes what view takes', () => {
    const buffer = new ArrayBuffer(8 * 13);
    const doubles = [...owners(model, buffer, 8, Float64Array)];
    expect(doubles.map(([, leaf]) => [leaf.constructor, leaf.byteOffset])).toEqual(
      ownerSlots(model).map(({ offset }) => [Float64Array, 8 + 8 * offset]),
    );
    expect(() => [...owners(model, new Float32Array(3))]).toThrow(
      'a flat array of length 12 was expected, found one of 3',
    );
    expect(() => [...owners({} as never, new Float32Array(3))]).toThrow('a layout was expected, found an object');
  });
});

describe("viewAt with scalar: 'window'", () => {
  const flat = asFlat(model, counted(12));
  it("viewAt with scalar: 'window' returns a scalar as an array of one element of the flat array", () => {
    const window = model.viewAt(flat, 'h.1.s', { scalar: 'window' });
    expect([window.length, window.shape, window.strides, window[0], window.buffer === flat.buffer]).toEqual([
      1,
      [],
      [],
      3,
      true,
    ]);
    window[0] = 30;
    expect(model.viewAt(flat, 'h.1.s')).toBe(30);
    const ties = layout({ s: [], t: tied('s') });
    expect([...ties.viewAt(new Float64Array([4]), 't', { scalar: 'window' })]).toEqual([4]);
  });
  it("viewAt with scalar: 'window' returns leaves and subtrees as without it", () => {
    expect(model.viewAt(flat, 'wte', { scalar: 'window' }).shape).toEqual([3, 2]);
    expect(model.viewAt(flat, 'h.0', { scalar: 'window' }).s).toBe(0);
    expect(() => model.viewAt(flat, 'h.0.s', { scalar: 'array' } as never)).toThrow(
      "{ scalar: 'window' } was expected, found an object",
    );
    expect(() => model.viewAt(flat, 'h.0.s', true as never)).toThrow(
      "{ scalar: 'window' } was expected, found boolean",
    );
  });
});

describe('sameLayout', () => {
  const block = { w: [2], s: [] } as const;
  const loop = layout({ h: repeat(2, block) });
  const list = layout({ h: [block, block] });
  it('sameLayout compares fingerprints', () => {
    expect([sameLayout(loop, list), sameLayout(list, loop), sameLayout(loop, loop)]).toEqual([true, true, true]);
    expect([sameLayout(loop, layout({ h: repeat(3, block) })), sameLayout(loop, layout({ h: [6] }))]).toEqual([
      false,
      false,
    ]);
    expect(sameLayout(fromJSON(JSON.stringify(loop)), list)).toBe(true);
  });
  it('sameLayout narrows the type of the first layout to that of the second', () => {
    const any: AnyLayout = list;
    if (!sameLayout(any, loop)) throw new Error(any.fingerprint);
    const flat: FlatOf<typeof loop> = any.zeros();
    expect(flatOf(any.view(flat))).toBe(flat);
    expect(any.view(flat).h[1].w).toHaveLength(2);
  });
  it('sameLayout refuses anything but layouts', () => {
    expect(() => sameLayout(loop, { fingerprint: loop.fingerprint } as never)).toThrow(
      'a layout was expected, found an object',
    );
    expect(() => sameLayout({ ...loop } as never, loop)).toThrow('a layout was expected, found an object');
  });
});

it('owners and ownerSlots name what was found in place of a layout', () => {
  for (const found of ['model.safetensors', undefined, null, 7]) {
    const message = `a layout was expected, found ${found === null ? 'null' : typeof found}`;
    expect(() => ownerSlots(found as never)).toThrow(new TypeError(message));
    expect(() => owners(found as never, new Float32Array(2) as never).next()).toThrow(new TypeError(message));
  }
});
