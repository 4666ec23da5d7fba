import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  dim,
  flatOf,
  fromJSON,
  layout,
  ordered,
  repeat,
  schema,
  scope,
  tied,
  tuple,
} from '../src/index.ts';

function dense<const I extends number, const O extends number>(i: I, o: O) {
  return { weight: [o, i], bias: [o] } as const;
}
function block<const D extends number>(d: D) {
  return {
    ln_1: { weight: [d], bias: [d] },
    attn: { c_attn: { weight: [d, dim.mul(3, d)], bias: [dim.mul(3, d)] }, c_proj: { weight: [d, d], bias: [d] } },
    ln_2: { weight: [d], bias: [d] },
    mlp: {
      c_fc: { weight: [d, dim.mul(4, d)], bias: [dim.mul(4, d)] },
      c_proj: { weight: [dim.mul(4, d), d], bias: [d] },
    },
  } as const;
}
const gpt2 = layout({
  wte: { weight: [50257, 768] },
  wpe: { weight: [1024, 768] },
  h: repeat(12, block(768)),
  ln_f: { weight: [768], bias: [768] },
  lm_head: { weight: tied('wte.weight') },
});

// Schemas that arrive as data, of which the compiler knows nothing.
const untyped: (schema: unknown) => unknown = layout as never;

describe('layout', () => {
  it('layout computes the length of the model from the destructure issue', () => {
    const model = layout({ layers: [dense(2, 1), dense(1, 1)] });
    const length: 5 = model.length;
    expect(length).toBe(5);
  });

  it('the literal types of GPT-2 small agree with the run time', () => {
    const length: 124439808 = gpt2.length;
    expect(length).toBe(124439808);
    const slot = gpt2.at('h.3.attn.c_attn.weight');
    const offset: 21265920 = slot.offset;
    expect(offset).toBe(slot.offset);
    expect(slot.offset).toBe(3 * 7087872 + 2304);
    expect(slot.shape).toEqual([768, 2304]);
    const head = gpt2.at('lm_head.weight');
    const headOffset: 85842432 = head.offset;
    expect(headOffset).toBe(head.offset);
    expect(head.tiedTo).toBe('wte.weight');
    expect(gpt2.slots).toHaveLength(149);
  });

  it('layouts of the same memory have the same fingerprint', () => {
    const b = block(768);
    const rest = {
      wte: { weight: [50257, 768] },
      wpe: { weight: [1024, 768] },
      ln_f: { weight: [768], bias: [768] },
      lm_head: { weight: tied('wte.weight') },
    } as const;
    const written = layout({ ...rest, h: [b, b, b, b, b, b, b, b, b, b, b, b] });
    const keys = layout({
      ...rest,
      h0: b,
      h1: b,
      h2: b,
      h3: b,
      h4: b,
      h5: b,
      h6: b,
      h7: b,
      h8: b,
      h9: b,
      h10: b,
      h11: b,
    });
    const lengths: [124439808, 124439808] = [written.length, keys.length];
    expect(lengths).toEqual([124439808, 124439808]);
    expect(written.fingerprint).toBe(gpt2.fingerprint);
    expect(keys.fingerprint).not.toBe(gpt2.fingerprint);
    expect(layout(ordered(['a', [2]], ['b', [3]])).fingerprint).toBe(layout({ b: [3], a: [2] }).fingerprint);
  });

  it('writes to a view reach the flat array, and writes to a tie reach its owner', () => {
    const model = layout({
      emb: { w: [3, 2] },
      head: { w: tied('emb.w'), t: tied('emb.w', { transpose: true }) },
      alpha: [],
      rep: repeat(2, []),
    });
    const flat = model.zeros();
    const p = model.view(flat);
    p.head.w[1] = 7;
    expect(flat[model.at('emb.w').offset + 1]).toBe(7);
    expect(p.emb.w[1]).toBe(7);
    p.alpha = 0.5;
    p.rep[1] = 4;
    expect([...flat]).toEqual([0.5, 0, 7, 0, 0, 0, 0, 0, 4]);
    expect(p.head.t.shape).toEqual([2, 3]);
    expect(p.head.t.strides).toEqual([1, 2]);
    expect(p.emb.w).toEqual(new Float32Array([0, 7, 0, 0, 0, 0]));
    expect(p.emb.w.constructor).toBe(Float32Array);
    expect(structuredClone(p.emb.w)).toStrictEqual(new Float32Array([0, 7, 0, 0, 0, 0]));
    expect(flatOf(p)).toBe(flat);
    expect(Object.isFrozen(p)).toBe(true);
    expect(() => {
      (p.emb as { w: unknown }).w = 1;
    }).toThrow(TypeError);
  });

  it('layout takes keys such as __proto__, and pollutes nothing', () => {
    // oxlint-disable-next-line unicorn/no-thenable -- a hostile key is the point
    const model = layout({ ['__proto__']: [2], constructor: [1], then: { length: [1] }, 2: [1], toString: [] });
    const p = model.view(model.zeros());
    expect(Object.keys(p).sort()).toEqual(['2', '__proto__', 'constructor', 'then', 'toString']);
    expect(Object.getPrototypeOf(p)).toBe(Object.prototype);
    expect(({} as { length?: unknown }).length).toBeUndefined();
  });

  // What both halves refuse stands in invalid-cases.ts; the compiler cannot see prototypes.
  it.each([
    [{ __proto__: { a: [1] }, b: [1] }, /write a field named __proto__ as \['__proto__'\]/],
    [{ a: new Date() }, /'a': a plain object was expected/],
    [{ a: { '.tied': 3 } }, /'a': the path of a tie must be a string, found number/],
    [{ a: { '.tuple': 3 } }, /'a': the items of a tuple must be an array/],
    [{ a: { '.ordered': [['x']] } }, /'a': each ordered field must be a pair/],
    [{ a: [Number.NaN] }, /'a': a dimension must be an integer .* found NaN/],
  ])('layout refuses %j', (bad, message) => {
    expect(() => untyped(bad)).toThrow(message);
  });

  it('pack writes all values or none, and unpack copies them', () => {
    const model = layout({ a: [2, 2], b: [], c: tied('a', { transpose: true }) });
    const flat = model.pack({
      a: [
        [1, 2],
        [3, 4],
      ],
      b: 5,
      c: [
        [1, 3],
        [2, 4],
      ],
    });
    expect([...flat]).toEqual([1, 2, 3, 4, 5]);
    expect(model.unpack(flat)).toEqual({
      a: [
        [1, 2],
        [3, 4],
      ],
      b: 5,
      c: [
        [1, 3],
        [2, 4],
      ],
    });
    expect(() => model.pack({ a: [[9, 9], [9]], b: 5 }, flat)).toThrow(/'a': nested arrays of shape \[2, 2\]/);
    expect(() =>
      model.pack(
        {
          a: [
            [9, 9],
            [9, 9],
          ],
          b: 5,
          c: [
            [1, 3],
            [2, 4],
          ],
        },
        flat,
      ),
    ).toThrow(/'c' differs from its owner 'a'/);
    expect(() =>
      model.pack(
        {
          a: [
            [9, 9],
            [9, 9],
          ],
          b: 5,
          d: 1,
        },
        flat,
      ),
    ).toThrow(/there is no 'd'/);
    expect(() =>
      model.pack({
        a: [
          [9, 9],
          [9, 9],
        ],
      }),
    ).toThrow(/'b' is missing/);
    expect([...flat]).toEqual([1, 2, 3, 4, 5]);
  });

  it('view binds the middle of a buffer, and reports what does not fit', () => {
    const model = layout({ a: [2], b: tuple([1], [1]) });
    const memory = new SharedArrayBuffer(40);
    const p = model.view(memory, 8);
    p.a[0] = 3;
    expect(new Float32Array(memory)[2]).toBe(3);
    expect(() => model.view(memory, 2)).toThrow(/multiple of 4, found 2/);
    expect(() => model.view(memory, 28)).toThrow(/bytes 28 to 44 are needed, but the buffer has 40/);
    expect(() => model.view(new Float32Array(5))).toThrow(/length 4 was expected, found one of 5/);
    expect(() => (model as unknown as { view(flat: unknown): unknown }).view(new Uint8Array(16))).toThrow(
      /pass their buffer/,
    );
    expect(model.view(new Float64Array(4)).a).toBeInstanceOf(Float64Array);
  });

  it('map calls once for each owner', () => {
    const model = layout({ b: tied('w'), w: [2] });
    const seen: string[] = [];
    const mapped = model.map((slot) => {
      seen.push(slot.path);
      return { at: slot.offset };
    }) as { b: object; w: object };
    expect(seen).toEqual(['w']);
    expect(mapped.b).toBe(mapped.w);
    expect(() => {
      // @ts-expect-error -- a transposed tie needs to be told how to transpose
      layout({ w: [2, 3], t: tied('w', { transpose: true }) }).map(() => 1);
    }).toThrow(/differs from 'w': map needs a second function for ties/);
  });

  it('sub takes subtrees and scopes, and a layout survives JSON', () => {
    const inner = layout({ x: [2, 2], y: tied('x') });
    const outer = layout({
      s: inner,
      t: scope({ x: [3], y: tied('x') }),
      z: tied('s.x'),
      r: repeat(2, scope({ a: [1], b: tied('a') })),
    });
    expect(outer.length).toBe(4 + 3 + 2);
    expect(outer.at('s.y')).toMatchObject({ offset: 2, tiedTo: 's.x' });
    expect(outer.at('r.1.b')).toMatchObject({ offset: 1, tiedTo: 'r.1.a' });
    expect(fromJSON(JSON.stringify(outer), outer).fingerprint).toBe(outer.fingerprint);
    expect(outer.sub('s').fingerprint).toBe(inner.fingerprint);
    expect(() => {
      // @ts-expect-error -- the tie leads out
      layout({ a: [1], b: { c: tied('a') } }).sub('b');
    }).toThrow(/which is outside 'b'/);
    expect(() => fromJSON(JSON.stringify(outer), inner as never)).toThrow(/was expected, found/);
  });

  it('ties in a tied subtree resolve at the place of that subtree', () => {
    const model = untyped({ a: [5], s: scope({ sub: { y: tied('x') }, x: [3] }), z: tied('s.sub') }) as AnyLayout & {
      sub(path: string): unknown;
    };
    expect(model.slots.find(({ path }) => path === 'z.y')).toMatchObject({ offset: 5, tiedTo: 's.x' });
    expect(() => model.sub('z')).toThrow(/'z.y': tied to 'x', which is outside 'z'/);
  });

  it('schema() keeps literals', () => {
    const s = schema({ a: [2, 3] });
    const n: 6 = layout(s).length;
    expect(n).toBe(6);
  });

  it('the range of a repeat has its count and stride, even for one block or none', () => {
    const model = layout({
      a: [3],
      h: repeat(12, { w: [4, 2], b: [] }),
      one: repeat(1, [5]),
      none: repeat(0, [7]),
      again: tied('h'),
      list: [[2], [2]],
    });
    expect(model.at('h')).toEqual({ path: 'h', offset: 3, length: 108, count: 12, stride: 9 });
    expect(model.at('again')).toEqual({ path: 'again', offset: 3, length: 108, count: 12, stride: 9 });
    const { count, stride }: { count: 1; stride: 5 } = model.at('one');
    expect([count, stride, model.at('none').count, model.at('none').stride]).toEqual([1, 5, 0, 7]);
    expect('count' in model.at('list')).toBe(false);
  });

  it('at finds a block by an index of type number, and checks it', () => {
    const model = layout({ h: repeat(3, { w: [4, 2], b: [4] }), t: [[2], [3, 4]] });
    const offsets: number[] = [];
    for (let i = 0; i < model.at('h').count; i++) {
      const { offset, shape }: { offset: number; shape: readonly [4, 2] } = model.at(`h.${i}.w`);
      offsets.push(offset);
      expect(shape).toEqual([4, 2]);
      expect(model.viewAt(model.zeros(), `h.${i}.b`).shape).toEqual([4]);
      expect(model.sub(`h.${i}`).length).toBe(12);
    }
    expect(offsets).toEqual([4, 16, 28]);
    for (const i of [3, -1, 0.5, NaN]) expect(() => model.at(`h.${i}.w`)).toThrow(RangeError);
  });
});
