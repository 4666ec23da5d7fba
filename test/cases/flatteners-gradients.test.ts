// Gradients with respect to the flat array: what both uses of a tied leaf contribute adds up in the owner's range.
// See test/README.md.
import { grad, init, jit, numpy as np } from '@jax-js/jax';
import { beforeAll, describe, expect, it } from 'vitest';
import { layout, tied } from '../../src/index.ts';
import { sgd } from '../../src/optim/index.ts';

beforeAll(() => init('wasm'));

type Where = { readonly offset: number; readonly length: number; readonly shape: readonly number[] };
/** The leaves of a flat jax-js array, for `map`: every use of `x` takes one reference. */
const leafOf =
  (x: np.Array) =>
  (slot: Where): np.Array =>
    x.ref.slice([slot.offset, slot.offset + slot.length]).reshape([...slot.shape]);
/** A tied slot takes a reference of its own. */
const shared = (owner: np.Array): np.Array => owner.ref;
const numbers = async (x: np.Array): Promise<number[]> => [...(await x.data())];

describe('gradients', () => {
  const model = layout({ x: [2], y: [2], z: tied('x') });
  const weighted =
    (x: number, y: number, z: number) =>
    (flat: np.Array): np.Array => {
      const p = model.map(leafOf(flat), shared);
      return p.x.sum().mul(x).add(p.y.sum().mul(y)).add(p.z.sum().mul(z));
    };

  it.each([
    ['3 sum x + 13 sum z', [3, 0, 13], [16, 16, 0, 0]],
    ['4 (sum x + sum z)', [4, 0, 4], [8, 8, 0, 0]],
    ['4 (sum x + sum y) + 13 sum z', [4, 4, 13], [17, 17, 4, 4]],
  ] as const)('26 the gradients of tied leaves add up: %s', async (_, [x, y, z], expected) => {
    expect(await numbers(grad(weighted(x, y, z))(np.array(model.pack({ x: [7, 7], y: [3, 4] }))))).toEqual(expected);
  });

  it('26 gradients written by hand through views add up in the owner', () => {
    const gradient = model.zeros();
    const g = model.view(gradient);
    for (let i = 0; i < 2; i++) {
      g.x[i]! += 4;
      g.y[i]! += 4;
      g.z[i]! += 13;
    }
    expect([...gradient]).toEqual([17, 17, 4, 4]);
  });

  it('27 the gradient of a leaf that the loss does not use is zero', async () => {
    const two = layout({ x: [2], y: [3] });
    const loss = (flat: np.Array): np.Array => two.map(leafOf(flat)).x.sum();
    expect(await numbers(grad(loss)(np.array([1, 2, 3, 4, 5])))).toEqual([1, 1, 0, 0, 0]);
  });

  it('29 the gradient of a tied pair lands in the one range of its owner', async () => {
    const pair = layout({ a: [3], b: tied('a') });
    const built = pair.map((slot) => slot.path);
    expect(built).toEqual({ a: 'a', b: 'a' });
    const loss = (flat: np.Array): np.Array => pair.map(leafOf(flat), shared).b.sum();
    expect(await numbers(grad(loss)(np.array([1, 2, 3])))).toEqual([1, 1, 1]);
  });

  it('30 a loss on frozen parts has no gradient in the trained flat array', async () => {
    const trained = layout({ a: [3] });
    const frozen = layout({ b: [3], c: [3] });
    const kept = np.array(frozen.zeros().fill(2));
    const loss = (flat: np.Array): np.Array => {
      const p = { ...trained.map(leafOf(flat)), ...frozen.map(leafOf(kept)) };
      return p.b.mul(p.c).sum();
    };
    expect(await numbers(grad(loss)(np.array([1, 2, 3])))).toEqual([0, 0, 0]);
  });

  it('32 a partial gradient has zeros for absent parts, and the kind of its buffer', () => {
    const two = layout({ x: [2], y: [3] });
    const none = two.zeros();
    expect([...none]).toEqual([0, 0, 0, 0, 0]);
    two.view(none).y.set([10, 20, 30]);
    expect(none).toStrictEqual(new Float32Array([0, 0, 10, 20, 30]));
    const wide = two.zeros(Float64Array);
    const g = two.view(wide);
    g.x.set([1.2, 3.4]);
    g.y.set(new Float32Array([5, 6, 7]));
    expect(wide).toStrictEqual(new Float64Array([1.2, 3.4, 5, 6, 7]));
  });

  it('33 second derivatives pass through the rebuilt object', async () => {
    const pair = layout({ a: [3], b: tied('a') });
    const loss = (flat: np.Array): np.Array => {
      const { a, b } = pair.map(leafOf(flat), shared);
      return a.ref
        .mul(a)
        .mul(b)
        .sum()
        .mul(4 / 3);
    };
    const first = (flat: np.Array): np.Array => grad(loss)(flat).sum();
    const second = await numbers(grad(first)(np.array([1, 2, 3])));
    expect(second.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([8, 16, 24]);
  });

  it('34 a step on a tied leaf uses the sum of its gradients', () => {
    const tree = layout([[2], [[2], tied('0')]]);
    const flat = tree.pack([
      [1, 2],
      [[1, 2], undefined],
    ]);
    const gradient = tree.zeros();
    const g = tree.view(gradient);
    const add = (to: Float32Array, by: number): void => to.set(to.map((value) => value + by));
    add(g[0], 3);
    add(g[1][0], 10);
    add(g[1][1], 7);
    sgd(tree, { lr: 0.1 }).step(flat, gradient);
    const p = tree.view(flat);
    expect([...p[0]]).toEqual([...p[1][0]]);
    expect(p[1][1].byteOffset).toBe(p[0].byteOffset);
    const length: 4 = tree.length;
    expect([length, ...flat]).toEqual([4, 0, 1, 0, 1]);
  });

  it("35 a transposed use adds its transposed gradient in the owner's range", async () => {
    const head = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
    const loss = (flat: np.Array): np.Array => {
      const { w, t } = head.map(leafOf(flat), (owner) => owner.ref.transpose());
      const weights = np.array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]); // of t, which is 3 x 2
      return w.sum().mul(10).add(t.mul(weights).sum());
    };
    expect(await numbers(grad(loss)(np.array(head.zeros())))).toEqual([11, 13, 15, 12, 14, 16]);
    const gradient = head.zeros();
    const { t } = head.view(gradient);
    for (let i = 0; i < 3; i++) for (let j = 0; j < 2; j++) t[i * t.strides[0] + j * t.strides[1]]! += 2 * i + j + 1;
    expect([...gradient]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('J6 a rebuild inside jit is traced once', async () => {
    let traces = 0;
    const loss = jit((flat: np.Array): np.Array => {
      traces++;
      const p = model.map(leafOf(flat), shared);
      return p.x.mul(p.z).sum().add(p.y.sum());
    });
    expect(await numbers(loss(np.array([1, 2, 3, 4])))).toEqual([12]);
    expect(await numbers(loss(np.array([2, 2, 3, 4])))).toEqual([15]);
    expect(traces).toBe(1);
  });
});
