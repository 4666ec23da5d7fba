// Groups M (sharing) and K (gradients) of ComponentArrays.jl's behaviour and its neighbours'. See test/README.md.
import { grad, init, numpy as np, valueAndGrad } from '@jax-js/jax';
import { beforeAll, describe, expect, it } from 'vitest';
import { layout, tied } from '../../src/index.ts';
import { adamw } from '../../src/optim/index.ts';
import { run, untyped } from './fixtures.ts';

describe('sharing', () => {
  it('M102 tied leaves share memory; leaves of equal values do not', () => {
    const model = layout({ x: [2], y: tied('x'), z: [2] });
    const length: 4 = model.length;
    const flat = model.pack({ x: [1, 2], z: [1, 2] });
    expect([length, ...flat]).toEqual([4, 1, 2, 1, 2]);
    flat[0] = (flat[0] as number) + 999;
    expect(model.unpack(flat)).toEqual({ x: [1000, 2], y: [1000, 2], z: [1, 2] });
    const untiedLength: 6 = layout({ x: [2], y: [2], z: [2] }).length;
    expect(untiedLength).toBe(6);
  });

  it('M103 rebuilding from another vector keeps the tie', () => {
    const model = layout({ x: [3], y: tied('x'), z: [3] });
    expect([...model.pack({ x: [1, 2, 3], y: [1, 2, 3], z: [4, 5, 6] })]).toEqual(run(1, 6));
    const flat = new Float32Array(run(4, 6));
    const p = model.view(flat);
    expect([[...p.x], [...p.y], [...p.z]]).toEqual([run(4, 3), run(4, 3), run(7, 3)]);
    p.y[0] = -1;
    expect(p.x[0]).toBe(-1);
    const built = model.map((slot) => Array.from(flat.subarray(slot.offset, slot.offset + slot.length)));
    expect(built.x).toBe(built.y);
  });

  it('M106 the owner has the memory, and a tie is a window on it', () => {
    const model = layout({ x: [2], y: [2], z: tied('x') });
    expect([...model.pack({ x: [7, 7], y: [3, 4], z: [7, 7] })]).toEqual([7, 7, 3, 4]);
    const p = model.view(new Float32Array([1, 10, 100, 1000]));
    expect([[...p.x], [...p.y], [...p.z]]).toEqual([
      [1, 10],
      [100, 1000],
      [1, 10],
    ]);
    expect(() => model.pack({ x: [7, 7], y: [3, 4], z: [7, 8] })).toThrow(
      "'z' differs from its owner 'x' at element 1",
    );
  });

  it('M109 view refuses a flat array of another length', () => {
    const model = layout({ x: [1], y: [2] });
    for (const length of [2, 4]) {
      expect(() => model.view(new Float32Array(length))).toThrow(
        new RangeError(`a flat array of length 3 was expected, found one of ${length}`),
      );
    }
  });

  it('M112 a tie names a whole leaf or subtree, so no slot overlaps another in part', () => {
    expect(() => untyped({ b: [9], start: tied('b.0') })).toThrow("'start': tied to 'b.0', but there is no '0' in 'b'");
    const model = layout({ a: [], b: { start: [2], mid: [5], end: [2] }, all: tied('b'), mid: tied('b.mid') });
    const flat = model.zeros();
    const p = model.view(flat);
    p.all.mid[0] = 5;
    expect([p.b.mid[0], p.mid[0]]).toEqual([5, 5]);
    const length: 10 = model.length;
    expect(model.slots.filter((slot) => slot.tiedTo === undefined).reduce((sum, slot) => sum + slot.length, 0)).toBe(
      length,
    );
    expect(new Set(model.slots.map((slot) => slot.path)).size).toBe(model.slots.length);
  });
});

describe('gradients', () => {
  beforeAll(() => init('wasm'));
  /** The leaves of a flat jax-js array, for `map`: every use of `x` takes one reference. */
  const leafOf =
    (x: np.Array) =>
    (slot: { readonly offset: number; readonly length: number; readonly shape: readonly number[] }): np.Array =>
      x.ref.slice([slot.offset, slot.offset + slot.length]).reshape([...slot.shape]);
  const numbers = async (x: np.Array): Promise<number[]> => [...(await x.data())];

  it('M108 a gradient is zero for leaves that the loss does not use', async () => {
    const model = layout({ x: [2], y: [3] });
    const both = (flat: np.Array): np.Array => {
      const p = model.map(leafOf(flat));
      return p.x.sum().mul(5).add(p.y.sum().mul(7));
    };
    const one = (flat: np.Array): np.Array => model.map(leafOf(flat)).x.sum();
    expect(await numbers(grad(both)(np.array([1, 2, 3, 4, 5])))).toEqual([5, 5, 7, 7, 7]);
    expect(await numbers(grad(one)(np.array([1, 2, 3, 4, 5])))).toEqual([1, 1, 0, 0, 0]);
  });

  it('K95 jax-js differentiates (sum of a^2) x^3 with respect to the flat array', async () => {
    const model = layout({ a: [2], x: [] });
    const f = (flat: np.Array): np.Array => {
      const { a, x } = model.map(leafOf(flat));
      return a.ref.mul(a).sum().mul(x.ref.mul(x.ref).mul(x));
    };
    const [value, gradient] = valueAndGrad(f)(np.array(model.pack({ a: [2, 3], x: 2 })));
    expect(await numbers(value)).toEqual([104]);
    const flat = new Float32Array(await numbers(gradient));
    expect(model.unpack(flat)).toEqual({ a: [32, 48], x: 156 });
  });

  it('K96 the gradients of nested scalars are found by name', async () => {
    const model = layout({ u0: { x: [], y: [] }, p_all: { a: [], b: [], c: [] } });
    const flat = model.pack({ u0: { x: 1, y: 2 }, p_all: { a: 3, b: 4, c: 5 } });
    const f = (x: np.Array): np.Array => {
      const { u0, p_all } = model.map(leafOf(x));
      const squares = u0.x.ref.mul(u0.x).add(u0.y.ref.mul(u0.y));
      return squares.add(p_all.a.ref.mul(p_all.a).add(p_all.b.ref.mul(p_all.b)).add(p_all.c.ref.mul(p_all.c)).mul(0.5));
    };
    const gradient = new Float32Array(await numbers(grad(f)(np.array(flat))));
    expect(model.unpack(gradient)).toEqual({ u0: { x: 2, y: 4 }, p_all: { a: 3, b: 4, c: 5 } });
    expect([...gradient]).toEqual([3, 4, 5, 2, 4]); // p_all before u0: fields lie in key order
  });

  it('K99 a gradient passes through a rebuilt object', async () => {
    const model = layout({ x: [] });
    const f = (flat: np.Array): np.Array => {
      const { x } = { ...model.map(leafOf(flat)) };
      return x.ref.mul(x);
    };
    expect(await numbers(grad(f)(np.array([2])))).toEqual([4]);
  });

  it('K100 a step of Adam on the flat array changes every part, and equals steps on the parts', () => {
    const model = layout({ a: [2], b: { c: [] }, d: tied('a') });
    const flat = model.pack({ a: [1, 2], b: { c: 3 } });
    const gradient = model.pack({ a: [5, -6], b: { c: 7 } });
    const parts = model.map(({ offset, length }) => ({ offset, part: flat.slice(offset, offset + length) }));
    adamw(model, { lr: 0.1, decay: 0 }).step(flat, gradient);
    for (const { offset, part } of [parts.a, parts.b.c]) {
      adamw(layout([part.length]), { lr: 0.1, decay: 0 }).step(part, gradient.subarray(offset, offset + part.length));
      expect(part).toEqual(flat.slice(offset, offset + part.length));
    }
    const a = [...model.view(flat).a];
    expect([...a, flat[2]].map((x) => Math.round((x as number) * 1e6) / 1e6)).toEqual([0.9, 2.1, 2.9]);
    expect([...model.view(flat).d]).toEqual(a);
  });
});
