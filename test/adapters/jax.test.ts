// paramlayout/jax with the real jax-js, on its WebAssembly backend.
import { describe, expect, it } from 'vitest';
import { isInstalled, whyNotInstalled } from './installed.ts';

const describeInstalled = describe.skipIf(!isInstalled);
const jax = isInstalled ? await import('@jax-js/jax') : (undefined as never);
const core = isInstalled ? await import('paramlayout') : (undefined as never);
const adapter = isInstalled ? await import('paramlayout/jax') : (undefined as never);
const { CASES, differences } =
  isInstalled ? await import('./jax-losses.ts') : { CASES: [], differences: undefined as never };
if (isInstalled) {
  await jax.init('wasm');
  jax.defaultDevice('wasm');
}

describeInstalled(`paramlayout/jax${whyNotInstalled}`, () => {
  const { numpy: np, grad, jit, tree, vmap } = jax ?? {};
  const { flatten, unflatten, valueAndGrad } = adapter ?? {};
  const { layout, repeat, tied } = core ?? {};
  const make = () =>
    layout({ wte: [5, 4], h: repeat(2, { w: [4, 4], b: [4] }), gain: [], head: tied('wte', { transpose: true }) });

  it('unflatten gives each leaf its shape, the transpose at a transposed tie, and the slice at a tie to rows', () => {
    const model = layout({
      a: [3, 2],
      turned: tied('a', { transpose: true }),
      rows: tied('a', { rows: [1, 3] }),
      row: tied('a', { at: [2] }),
      same: tied('a'),
    });
    const p = unflatten(model, np.array(new Float32Array([1, 2, 3, 4, 5, 6])));
    expect(p.turned.js()).toEqual([[1, 3, 5], [2, 4, 6]]); // prettier-ignore
    expect(p.rows.js()).toEqual([[3, 4], [5, 6]]); // prettier-ignore
    expect(p.row.js()).toEqual([5, 6]);
    expect(p.same.js()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    expect(p.a.js()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  });

  it('flatten undoes unflatten bit for bit, and puts zeros in pads', () => {
    const model = layout({ a: [3], b: [5], none: [0, 2], s: [] }, { align: 4 });
    const flat = model.zeros();
    const p = model.view(flat);
    p.a.set([1, 1e-40, NaN]); // -0 would come back as 0, for jax-js joins arrays by sums
    p.b.fill(2);
    p.s = 3;
    const x = flatten(model, unflatten(model, np.array(flat)));
    expect(x.shape).toEqual([model.length]);
    expect(x.dataSync()).toEqual(flat);
  });

  it('flatten and unflatten name the path of an array that does not fit, and consume nothing then', () => {
    const model = make();
    const flat = np.array(model.zeros());
    expect(() => unflatten(model, np.zeros([3]))).toThrow(
      'unflatten: a jax-js array of shape [61] was expected, found one of [3]',
    );
    // @ts-expect-error a typed array is not a jax-js array
    expect(() => unflatten(model, model.zeros())).toThrow(
      'unflatten: a jax-js array of shape [61] was expected, found an array of 61',
    );
    const p = unflatten(model, flat);
    const wrong = { ...p, h: [p.h[0], { b: np.zeros([3]), w: p.h[1].w }] as const };
    expect(() => flatten(model, wrong)).toThrow(
      new RangeError("'h.1.b': a jax-js array of shape [4] was expected, found one of [3]"),
    );
    // @ts-expect-error Property 'gain' is missing
    expect(() => flatten(model, { wte: p.wte, h: p.h, head: p.head })).toThrow(new TypeError("'gain' is missing"));
    const more = { ...p, gian: p.gain };
    expect(() => flatten(model, more)).toThrow(TypeError);
    const mixed = { ...p, gain: np.array(1).astype(np.int32) };
    expect(() => flatten(model, mixed)).toThrow("'h.0.b': an array of int32 was expected, found one of float32");
    expect(flatten(model, p).js()).toHaveLength(61); // all arrays of p are still there
  });

  it.each(CASES)(
    'the gradient agrees with central differences: $name',
    { timeout: 120_000 },
    async ({ length, gradient }) => {
      const flat = new Float32Array(length).map((_, i) => Math.sin(1 + i));
      const step = gradient({ jit: true });
      const { value, grad: found } = await step(flat);
      const expected = await differences(async (at) => (await step(at)).value, flat);
      step.dispose();
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
      for (const [i, d] of expected.entries())
        expect(Math.abs((found[i] as number) - d)).toBeLessThan(0.02 * (1 + Math.abs(d)));
      const traced = await gradient({})(flat);
      expect(traced.value).toBeCloseTo(value, 4);
      for (const [i, d] of Array.from(traced.grad).entries()) expect(d).toBeCloseTo(found[i] as number, 4);
    },
  );

  it('a constant gradient stays in the range of its leaf, with and without jit', async () => {
    const model = layout({ a: [3], rows: tied('a', { rows: [1, 2] }), b: [2], c: [] }, { align: 2 });
    const expected = [1, 6, 1, 0, 0, 0, 0, 0];
    for (const options of [{}, { jit: true }]) {
      const { grad: found } = await valueAndGrad(
        model,
        (p) => p.a.sum().add(p.rows.sum().mul(5)),
        options,
      )(model.zeros());
      expect([...found]).toEqual(expected);
    }
    const ofFlat = (x: InstanceType<typeof jax.Array>) => {
      const p = unflatten(model, x);
      return p.a.sum().add(p.rows.sum().mul(5));
    };
    expect(grad(ofFlat)(np.array(model.zeros())).js()).toEqual(expected);
    expect(jit(grad(ofFlat))(np.array(model.zeros())).js()).toEqual(expected);
  });

  it('jit, grad and vmap work around flatten and unflatten', () => {
    const model = make();
    const flat = np.array(model.zeros().fill(1));
    const twice = jit((x: InstanceType<typeof jax.Array>) => {
      const { h, ...rest } = unflatten(model, x);
      const doubled = [{ ...h[0], b: h[0].b.mul(2) }, h[1]] as const;
      return flatten(model, { ...rest, h: doubled });
    });
    const doubled = twice(flat.ref).js() as number[];
    expect(doubled.filter((x) => x === 2)).toHaveLength(model.at('h.0.b').length);
    twice.dispose();
    const sums = vmap((x: InstanceType<typeof jax.Array>) => {
      const p = unflatten(model, x);
      const sum = p.h[1].b.sum().add(p.head.sum());
      return sum;
    });
    expect(sums(np.stack([flat.ref, flat.mul(3)])).js()).toEqual([24, 72]);
  });

  it('the error for a second use of an array names the path of the parameter, at every kind of use', async () => {
    const model = make();
    const flat = model.zeros();
    const uses = {
      "'h.1.b'": ({ h }) => h[1].b.add(h[1].b).sum(),
      "'gain'": ({ gain }) => gain.mul(gain.ref).mul(gain),
      "'head'": ({ head }) => head.add(head).sum(),
    } satisfies Record<string, Parameters<typeof valueAndGrad<ReturnType<typeof make>, []>>[1]>;
    for (const [path, loss] of Object.entries(uses)) {
      const message = new RegExp(`Referenced tracer .*${path} float32.* freed, please use .ref`);
      await expect(valueAndGrad(model, loss)(flat)).rejects.toThrow(message);
      await expect(valueAndGrad(model, loss, { jit: true })(flat)).rejects.toThrow(message);
      expect(() => loss(unflatten(model, np.array(flat)))).toThrow(message);
      expect(() => grad((x: InstanceType<typeof jax.Array>) => loss(unflatten(model, x)))(np.array(flat))).toThrow(
        message,
      );
      expect(() => jit((x: InstanceType<typeof jax.Array>) => loss(unflatten(model, x)))(np.array(flat))).toThrow(
        message,
      );
    }
  });

  it('further arguments reach the loss as arrays, numbers and trees, and a second reference keeps an array', async () => {
    const model = layout({ w: [2] });
    const step = valueAndGrad(
      model,
      (
        { w },
        x: InstanceType<typeof jax.Array>,
        scale: InstanceType<typeof jax.Array>,
        more: { y: InstanceType<typeof jax.Array> },
      ) => w.mul(x).mul(scale).sum().add(more.y.sum()),
      { jit: true },
    );
    const x = np.array(new Float32Array([3, 5]));
    for (const scale of [1, 2]) {
      const { value, grad: found } = await step(model.zeros().fill(1), x.ref, scale, { y: np.ones([4]) });
      expect([value, ...found]).toEqual([8 * scale + 4, 3 * scale, 5 * scale]);
    }
    expect(x.refCount).toBe(1);
    x.dispose();
    step.dispose();
  });

  it('without jit the loss is traced at each call, with jit once for each shape of its arguments', async () => {
    const model = layout({ w: [2] });
    for (const [isJit, expected] of [
      [false, 4],
      [true, 2],
    ] as const) {
      // prettier-ignore
      let traces = 0;
      const step = valueAndGrad(
        model,
        ({ w }, x: InstanceType<typeof jax.Array>) => {
          traces++;
          return w.sum().mul(x.sum());
        },
        { jit: isJit },
      );
      for (const count of [1, 1, 2, 2]) await step(model.zeros(), np.ones([count]));
      expect(traces).toBe(expected);
    }
  });

  it('out takes the gradient, and keeps what it holds when the loss throws or is no scalar', async () => {
    const model = layout({ w: [3] });
    const [out, other] = [model.zeros().fill(7), model.zeros().fill(7)];
    const flat = model.zeros().fill(2);
    const losses = {
      'my own error': () => {
        throw new Error('my own error');
      },
      'the loss: a jax-js array of shape [] was expected, found one of [3]': ({ w }) => w,
      'the loss: a jax-js array of shape [] was expected, found number': () => 3 as never,
      'the loss: a jax-js array of shape [] was expected, found a Promise': () => Promise.resolve(3) as never,
    } satisfies Record<string, Parameters<typeof valueAndGrad<typeof model, []>>[1]>;
    for (const [message, loss] of Object.entries(losses))
      await expect(valueAndGrad(model, loss, { out })(flat)).rejects.toThrow(message);
    expect([...out]).toEqual([7, 7, 7]);

    const step = valueAndGrad(model, ({ w }) => np.square(w).sum(), { out });
    expect((await step(flat)).grad).toBe(out);
    expect([...out]).toEqual([4, 4, 4]);
    expect((await step(flat.fill(3), { out: other })).grad).toBe(other);
    expect([[...out], [...other]]).toEqual([[4, 4, 4], [6, 6, 6]]); // prettier-ignore
  });

  it('valueAndGrad refuses what does not fit, and says what was expected', async () => {
    const model = layout({ w: [3] });
    const step = valueAndGrad(model, ({ w }) => w.sum());
    const flat = model.zeros();
    const short: Float32Array = new Float32Array(2);
    await expect(step(short)).rejects.toThrow('a flat array of length 3 was expected, found one of 2');
    await expect(step(model.zeros(Int32Array))).rejects.toThrow(
      'a Float32Array or Float64Array was expected, found Int32Array',
    );
    await expect(step(flat, { out: short })).rejects.toThrow(
      'out: a flat array of length 3 was expected, found one of 2',
    );
    await expect(step(flat, { out: flat })).rejects.toThrow('out has elements in common with the flat array');
    // @ts-expect-error the gradient of a Float32Array is a Float32Array
    await expect(step(flat, { out: new Float64Array(3) })).rejects.toThrow(
      'out: a Float32Array was expected, found Float64Array',
    );
    // @ts-expect-error 'jitt' does not exist
    expect(() => valueAndGrad(model, ({ w }) => w.sum(), { jitt: true })).toThrow("did you mean 'jit'?");
    // @ts-expect-error a loss was expected
    expect(() => valueAndGrad(model, 3)).toThrow('a loss was expected, found number');
  });

  it('a flat Float64Array has a gradient in float64 where jax-js takes one, and an error elsewhere', async () => {
    const model = layout({ w: [2] });
    const flat = model.pack({ w: [1 / 3, 2 / 3] }, model.zeros(Float64Array));
    const promise = valueAndGrad(model, ({ w }) => np.square(w).sum())(flat);
    if ('Float16Array' in globalThis) expect((await promise).grad).toEqual(Float64Array.of(2 / 3, 4 / 3));
    else await expect(promise).rejects.toThrow('only where JavaScript has Float16Array');
  });

  it('NaN passes through, for jax-js gives it no meaning', async () => {
    const model = layout({ w: [2] });
    const { value, grad: found } = await valueAndGrad(model, ({ w }) => np.log(w).sum())(model.pack({ w: [-1, 1] }));
    expect(value).toBeNaN();
    expect(found[1]).toBe(1);
  });

  it('a call reads the flat array at once, so a program may change it while it waits', async () => {
    const model = layout({ w: [2] });
    const flat = model.zeros().fill(3);
    const pending = valueAndGrad(model, ({ w }) => np.square(w).sum())(flat);
    flat.fill(100);
    expect([...(await pending).grad]).toEqual([6, 6]);
  });

  it('tree.dispose frees a whole structure, ties included', () => {
    const model = make();
    const flat = np.array(model.zeros().map((_, i) => i));
    const p = unflatten(model, flat.ref);
    tree.dispose(p);
    expect(flat.refCount).toBe(1);
    expect(() => p.wte.ref).toThrow("'wte'");
    flat.dispose();
  });

  it('the compiler knows the shape of each array by its path', () => {
    const model = layout({ a: [3, 2], h: repeat(2, { w: [4] }), s: [], t: tied('a', { transpose: true }) });
    const p = unflatten(model, np.array(model.zeros()));
    const shapes: readonly [readonly [3, 2], readonly [4], readonly [], readonly [2, 3]] = [
      p.a.shape,
      p.h[1].w.shape,
      p.s.shape,
      p.t.shape,
    ];
    expect(shapes).toEqual([[3, 2], [4], [], [2, 3]]);
    // @ts-expect-error there is no third block
    expect(p.h[2]).toBeUndefined();
    // @ts-expect-error there is no 'b'
    expect(p.b).toBeUndefined();
    // @ts-expect-error the first dimension is 3
    const wrong: readonly [4, 2] = p.a.shape;
    expect(wrong).toEqual([3, 2]);
    const width: number = 2;
    const open = layout({ w: [3, width] });
    const q = unflatten(open, np.array(open.zeros()));
    const [rows, columns]: readonly [3, number] = q.w.shape;
    expect([rows, columns]).toEqual([3, 2]);
    tree.dispose([p, q]);
  });
});
