// paramlayout/tfjs with the real tfjs in Node, on its cpu and wasm backends.
import { describe, expect, it } from 'vitest';
import { isInstalled, whyNotInstalled } from './installed.ts';

const tf = isInstalled ? await import('@tensorflow/tfjs') : (undefined as never);
if (isInstalled) await import('@tensorflow/tfjs-backend-wasm');
const core = isInstalled ? await import('paramlayout') : (undefined as never);
const adapter = isInstalled ? await import('paramlayout/tfjs') : (undefined as never);
const { CASES, differences } =
  isInstalled ? await import('./tfjs-losses.ts') : { CASES: [], differences: undefined as never };
type Tensor = import('@tensorflow/tfjs').Tensor;

describe.skipIf(!isInstalled).each(['cpu', 'wasm'])(
  `paramlayout/tfjs on the %s backend${whyNotInstalled}`,
  (backend) => {
    const { flatten, unflatten, valueAndGrad } = adapter ?? {};
    const { layout, repeat, tied } = core ?? {};
    const make = () =>
      layout({ wte: [5, 4], h: repeat(2, { w: [4, 4], b: [4] }), gain: [], head: tied('wte', { transpose: true }) });
    /** Runs `work` on the backend, and expects as many tensors after it as before. */
    const onBackend = (work: () => unknown) => async (): Promise<void> => {
      expect(await tf.setBackend(backend)).toBe(true);
      const before = tf.memory().numTensors;
      await work();
      expect(tf.memory().numTensors).toBe(before);
    };

    it(
      'unflatten gives each leaf its shape, the transpose at a transposed tie, and the slice at a tie to rows',
      onBackend(() => {
        const model = layout({
          a: [3, 2],
          turned: tied('a', { transpose: true }),
          rows: tied('a', { rows: [1, 3] }),
          row: tied('a', { at: [2] }),
          same: tied('a'),
        });
        tf.tidy(() => {
          const p = unflatten(model, tf.tensor([1, 2, 3, 4, 5, 6]));
          expect(p.turned.arraySync()).toEqual([[1, 3, 5], [2, 4, 6]]); // prettier-ignore
          expect(p.rows.arraySync()).toEqual([[3, 4], [5, 6]]); // prettier-ignore
          expect(p.row.arraySync()).toEqual([5, 6]);
          expect(p.same).toBe(p.a);
          expect(p.a.arraySync()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
        });
      }),
    );

    it(
      'flatten undoes unflatten bit for bit, and puts zeros in pads',
      onBackend(() => {
        const model = layout({ a: [3], b: [5], none: [0, 2], s: [] }, { align: 4 });
        const flat = model.zeros();
        const p = model.view(flat);
        p.a.set([-0, 1e-40, NaN]);
        p.b.fill(2);
        p.s = 3;
        tf.tidy(() => {
          expect(flatten(model, unflatten(model, tf.tensor(flat))).dataSync()).toEqual(flat);
        });
      }),
    );

    it(
      'a layout without parameters has an empty tensor, and a loss without a gradient',
      onBackend(async () => {
        const model = layout({});
        tf.tidy(() => {
          expect(flatten(model, unflatten(model, tf.tensor([], [0]))).shape).toEqual([0]);
        });
        const { value, grad } = await valueAndGrad(model, () => tf.scalar(3))(model.zeros());
        expect([value, grad.length]).toEqual([3, 0]);
      }),
    );

    it(
      'flatten and unflatten name the path of a tensor that does not fit',
      onBackend(() => {
        const model = make();
        tf.tidy(() => {
          expect(() => unflatten(model, tf.zeros([3]))).toThrow(
            new RangeError('unflatten: a float32 tensor of shape [61] was expected, found float32 of shape [3]'),
          );
          // @ts-expect-error a typed array is not a tensor
          expect(() => unflatten(model, model.zeros())).toThrow(
            'unflatten: a float32 tensor of shape [61] was expected, found an array of 61',
          );
          expect(() => unflatten(model, [tf.zeros([4])])).toThrow(
            new RangeError('unflatten: 6 tensors were expected, found 1'),
          );
          expect(() => unflatten(model, tf.zeros([61], 'int32'))).toThrow(
            new TypeError('unflatten: a float32 tensor of shape [61] was expected, found int32 of shape [61]'),
          );
          const p = unflatten(model, tf.zeros([61]));
          expect(() => flatten(model, { ...p, h: [p.h[0], { b: tf.zeros([3]), w: p.h[1].w }] })).toThrow(
            new RangeError("'h.1.b': a float32 tensor of shape [4] was expected, found float32 of shape [3]"),
          );
          // @ts-expect-error Property 'gain' is missing
          expect(() => flatten(model, { wte: p.wte, h: p.h, head: p.head })).toThrow(
            new TypeError("'gain' is missing"),
          );
          expect(() => flatten(model, { ...p, gain: tf.scalar(1, 'int32') })).toThrow(
            "'gain': a float32 tensor of shape [] was expected, found int32 of shape []",
          );
        });
      }),
    );

    it.each(CASES)('the gradient agrees with central differences and with separate variables: $name', async (each) => {
      const { length, gradient, separate } = each;
      await onBackend(async () => {
        const flat = new Float32Array(length).map((_, i) => Math.sin(1 + i));
        const [{ value, grad }, other] = [await gradient(flat), await separate(flat)];
        expect(value).toBe(other.value);
        expect(grad).toEqual(other.grad);
        const expected = await differences(gradient, flat);
        expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
        for (const [i, d] of expected.entries())
          expect(Math.abs((grad[i] as number) - d)).toBeLessThan(0.02 * (1 + Math.abs(d)));
      })();
    });

    it(
      'gradients pass through flatten and unflatten, and add up at ties',
      onBackend(() =>
        tf.tidy(() => {
          const model = layout({ a: [3], rows: tied('a', { rows: [1, 2] }), b: [2], c: [] }, { align: 2 });
          const ofFlat = (x: Tensor): Tensor => {
            const p = unflatten(model, flatten(model, unflatten(model, x)));
            return p.a.sum().add(p.rows.sum().mul(5));
          };
          expect([...tf.grad(ofFlat)(tf.tensor(model.zeros())).dataSync()]).toEqual([1, 6, 1, 0, 0, 0, 0, 0]);
        }),
      ),
    );

    it(
      'further arguments reach the loss as they are, and stay the caller’s',
      onBackend(async () => {
        const model = layout({ w: [2] });
        const step = valueAndGrad(model, ({ w }, x: Tensor, scale: number, more: { readonly y: Tensor }) =>
          w.mul(x).mul(scale).sum().add(more.y.sum()),
        );
        const [x, y] = [tf.tensor([3, 5]), tf.ones([4])];
        for (const scale of [1, 2]) {
          const { value, grad } = await step(model.zeros().fill(1), x, scale, { y });
          expect([value, ...grad]).toEqual([8 * scale + 4, 3 * scale, 5 * scale]);
        }
        expect([x.isDisposed, y.isDisposed]).toEqual([false, false]);
        tf.dispose([x, y]);
      }),
    );

    it(
      'a tensor of the program that is the loss, or a gradient, stays the program’s',
      onBackend(async () => {
        const model = layout({ w: [2] });
        const [own, slope] = [tf.scalar(7), tf.tensor([2, 3])];
        expect(await valueAndGrad(model, () => own)(model.zeros())).toEqual({ value: 7, grad: model.zeros() });
        const sloped = tf.customGrad((w) => ({ value: (w as Tensor).sum(), gradFunc: () => slope }));
        const { grad } = await valueAndGrad(model, ({ w }) => sloped(w))(model.zeros());
        expect([...grad]).toEqual([2, 3]);
        expect([own.isDisposed, slope.isDisposed]).toEqual([false, false]);
        tf.dispose([own, slope]);
      }),
    );

    it(
      'out takes the gradient, and keeps what it holds when the loss throws or is no scalar',
      onBackend(async () => {
        const model = layout({ w: [3] });
        const [out, other] = [model.zeros().fill(7), model.zeros().fill(7)];
        const flat = model.zeros().fill(2);
        const losses = {
          'my own error': ({ w }) => {
            w.square().exp();
            throw new Error('my own error');
          },
          'the loss: a float32 tensor of shape [] was expected, found float32 of shape [3]': ({ w }) => w.square(),
          'the loss: a float32 tensor of shape [] was expected, found number': () => 3 as never,
          'the loss: a float32 tensor of shape [] was expected, found a Promise': () => Promise.resolve(3) as never,
          'the loss: a float32 tensor of shape [] was expected, found int32 of shape []': () => tf.scalar(3, 'int32'),
        } satisfies Record<string, Parameters<typeof valueAndGrad<typeof model, []>>[1]>;
        for (const [message, loss] of Object.entries(losses))
          await expect(valueAndGrad(model, loss, { out })(flat)).rejects.toThrow(message);
        expect([...out]).toEqual([7, 7, 7]);

        const step = valueAndGrad(model, ({ w }) => w.square().sum(), { out });
        expect((await step(flat)).grad).toBe(out);
        expect([...out]).toEqual([4, 4, 4]);
        expect((await step(flat.fill(3), { out: other })).grad).toBe(other);
        expect([[...out], [...other]]).toEqual([[4, 4, 4], [6, 6, 6]]); // prettier-ignore
      }),
    );

    it(
      'an out that is reused has zeros for parameters that the loss leaves unused, and in pads',
      onBackend(async () => {
        const model = layout({ a: [1], b: [1] }, { align: 2 });
        const out = model.zeros().fill(9);
        await valueAndGrad(model, ({ a }) => a.sum(), { out })(model.zeros());
        expect([...out]).toEqual([1, 0, 0, 0]);
      }),
    );

    it(
      'valueAndGrad refuses what does not fit, and says what was expected',
      onBackend(async () => {
        const model = layout({ w: [3] });
        const step = valueAndGrad(model, ({ w }) => w.sum());
        const flat = model.zeros();
        const short: Float32Array = new Float32Array(2);
        await expect(step(short)).rejects.toThrow('a flat array of length 3 was expected, found one of 2');
        // @ts-expect-error tfjs has no float64
        await expect(step(model.zeros(Float64Array))).rejects.toThrow(
          'a Float32Array was expected, found Float64Array',
        );
        await expect(step(flat, { out: short })).rejects.toThrow(
          'out: a flat array of length 3 was expected, found one of 2',
        );
        await expect(step(flat, { out: flat })).rejects.toThrow('out has elements in common with the flat array');
        // @ts-expect-error the gradient is a Float32Array
        await expect(step(flat, { out: new Float64Array(3) })).rejects.toThrow(
          'out: a Float32Array was expected, found Float64Array',
        );
        // @ts-expect-error 'outs' does not exist
        expect(() => valueAndGrad(model, ({ w }) => w.sum(), { outs: flat })).toThrow("did you mean 'out'?");
        // @ts-expect-error a loss was expected
        expect(() => valueAndGrad(model, 3)).toThrow('a loss was expected, found number');
      }),
    );

    it(
      'a call reads the flat array at once, so a program may change it while it waits; shared memory works',
      onBackend(async () => {
        const model = layout({ w: [2] });
        const flat = model.zeros({ shared: true }).fill(3);
        const pending = valueAndGrad(model, ({ w }) => w.square().sum())(flat);
        flat.fill(100);
        expect(await pending).toEqual({ value: 18, grad: new Float32Array([6, 6]) });
      }),
    );

    it(
      'a thousand steps leave as many tensors as one, with unused parameters, ties and arguments',
      { timeout: 120_000 },
      onBackend(async () => {
        const model = make();
        const flat = model.zeros().map((_, i) => Math.sin(i));
        const x = tf.ones([2, 5]);
        const step = valueAndGrad(
          model,
          ({ wte, h, head }, batch: Tensor) =>
            tf
              .matMul(tf.matMul(tf.matMul(batch, wte).add(h[0].b), h[0].w), head)
              .square()
              .sum(),
          { out: model.zeros() },
        );
        await step(flat, x);
        const { numTensors, numBytes } = tf.memory();
        for (let i = 0; i < 1000; i++) await step(flat, x);
        expect(tf.memory().numTensors).toBe(numTensors);
        expect(tf.memory().numBytes).toBe(numBytes);
        x.dispose();
      }),
    );
  },
);
