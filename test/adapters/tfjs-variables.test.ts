// Variables and layers models of the real tfjs over flat arrays: what aliases, what copies, what optimisers see.
import type { AnyLayout } from 'paramlayout';
import { describe, expect, it } from 'vitest';
import { isInstalled, whyNotInstalled } from './installed.ts';

const tf = isInstalled ? await import('@tensorflow/tfjs') : (undefined as never);
if (isInstalled) await import('@tensorflow/tfjs-backend-wasm');
const core = isInstalled ? await import('paramlayout') : (undefined as never);
const adapter = isInstalled ? await import('paramlayout/tfjs') : (undefined as never);

describe.skipIf(!isInstalled).each([
  { backend: 'cpu', aliases: true },
  { backend: 'wasm', aliases: false },
])(`variables of paramlayout/tfjs on the $backend backend${whyNotInstalled}`, ({ backend, aliases }) => {
  const { fromWeights, readVariables, setVariables, toWeights, unflatten, valueAndGrad, variables } = adapter ?? {};
  const { layout, tied } = core ?? {};
  const make = () => layout({ a: [2, 3], b: [3], turned: tied('a', { transpose: true }) });
  /** Runs `work` on the backend, and expects as many tensors after it as before. */
  const onBackend = (work: () => unknown) => async (): Promise<void> => {
    expect(await tf.setBackend(backend)).toBe(true);
    const before = tf.memory().numTensors;
    await work();
    expect(tf.memory().numTensors).toBe(before);
  };

  it(
    'a variable sees later edits of the flat array where the backend keeps its memory, until something assigns to it',
    onBackend(async () => {
      const model = make();
      const flat = model.zeros().fill(1);
      const list = variables(model, flat);
      expect(list.map(({ name, shape }) => [name, shape])).toEqual([['a', [2, 3]], ['b', [3]]]); // prettier-ignore
      flat.fill(2);
      const seen = aliases ? 2 : 1;
      expect([...(await readVariables(model, list))]).toEqual(Array(9).fill(seen));
      const seven = tf.fill([3], 7);
      list[1]?.assign(seven);
      seven.dispose();
      flat.fill(3);
      expect([...(await readVariables(model, list))].slice(6)).toEqual([7, 7, 7]);
      expect([...flat]).toEqual(Array(9).fill(3));
      setVariables(model, list, flat);
      flat.fill(4);
      expect([...(await readVariables(model, list))]).toEqual(Array(9).fill(aliases ? 4 : 3));
      tf.dispose(list);
    }),
  );

  it(
    'an optimiser of tfjs trains the variables as plain gradient descent on the flat array does, ties included',
    onBackend(async () => {
      const model = make();
      const flat = model.zeros().map((_, i) => Math.sin(i + 1));
      const list = variables(model, flat.slice(), { prefix: 'net.' });
      const loss = ({ a, b, turned }: ReturnType<typeof unflatten<typeof model>>) =>
        tf.matMul(a, tf.tanh(turned)).square().sum().add(b.square().sum()) as ReturnType<typeof tf.scalar>;
      const optimiser = tf.train.sgd(0.01);
      const step = valueAndGrad(model, loss);
      for (let i = 0; i < 10; i++) {
        tf.tidy(() => void optimiser.minimize(() => loss(unflatten(model, list)), false, list));
        const { grad } = await step(flat);
        for (const [k, d] of grad.entries()) flat[k]! -= 0.01 * d;
      }
      const trained = await readVariables(model, list, { out: model.zeros() });
      for (const [k, x] of trained.entries()) expect(x).toBeCloseTo(flat[k] as number, 5);
      tf.dispose([list]);
      optimiser.dispose();
    }),
  );

  it(
    'variables refuses a name that is taken, and makes none then; setVariables and readVariables name the path',
    onBackend(async () => {
      const model = make();
      const list = variables(model, model.zeros());
      const count = tf.memory().numTensors;
      expect(() => variables(model, model.zeros())).toThrow("'a': tfjs has a variable 'a' already; pass a prefix");
      expect(() => variables(layout({ b: [3], c: [1] }), new Float32Array(4))).toThrow("'b': tfjs has a variable");
      expect(() => setVariables(model, list.slice(1), model.zeros())).toThrow(
        'setVariables: 2 tensors were expected, found 1',
      );
      expect(() => setVariables(model, [...list].reverse(), model.zeros())).toThrow(
        "'a': a float32 tensor of shape [2, 3] was expected, found float32 of shape [3]",
      );
      await expect(readVariables(model, [])).rejects.toThrow('readVariables: 2 tensors were expected, found 0');
      expect(tf.memory().numTensors).toBe(count);
      tf.dispose(list);
    }),
  );

  it(
    'a flat array goes into a layers model and back, by name and by order, and changes nothing else',
    onBackend(async () => {
      const net = tf.sequential({
        layers: [
          tf.layers.dense({ name: 'first', units: 4, inputShape: [3], activation: 'tanh' }),
          tf.layers.batchNormalization({ name: 'norm' }),
          tf.layers.dense({ name: 'last', units: 2 }),
        ],
      });
      const norm = { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] } as const;
      const model = layout({ first: { kernel: [3, 4], bias: [4] }, norm, last: { kernel: [4, 2], bias: [2] } });
      const flat = await fromWeights(model, net);
      expect([...model.view(flat).norm.gamma, ...model.view(flat).norm.moving_variance]).toEqual(Array(8).fill(1));
      expect(model.view(flat).first.kernel).toEqual(net.getLayer('first').getWeights()[0]?.dataSync());
      const changed = flat.map((x, i) => x + i);
      const list = await toWeights(model, changed, net);
      net.setWeights(list);
      tf.dispose(list);
      expect(await fromWeights(model, net)).toEqual(changed);

      // By order: trainable weights first, and then the others, as `net.weights` has them.
      const slots = net.weights.map(({ originalName }) => originalName.replaceAll('/', '_'));
      const fields = net.weights.map(({ shape }, i) => [slots[i], shape] as never);
      // `as`: only the run time knows these weights.
      const ordered = layout(core.ordered(...fields) as object) as unknown as AnyLayout;
      const inOrder = await fromWeights(ordered, net, { names: 'order' });
      expect([...inOrder]).toEqual(net.getWeights().flatMap((each) => [...each.dataSync()]));

      // A layout of one layer: the other weights keep their values.
      const part = layout({ kernel: [4, 2], bias: [2] });
      const names = (name: string) => (name.startsWith('last/') ? name.slice(5) : undefined);
      const zeros = await toWeights(part, part.zeros(), net, { names });
      net.setWeights(zeros);
      tf.dispose(zeros);
      const after = model.view(await fromWeights(model, net));
      expect([...after.last.kernel, ...after.last.bias]).toEqual(Array(10).fill(0));
      expect([...after.first.kernel]).toEqual([...model.view(changed as typeof flat).first.kernel]);
      net.dispose();
    }),
  );

  it(
    'a transposed tie gives a layer the transpose of its owner',
    onBackend(async () => {
      const net = tf.sequential({
        layers: [tf.layers.dense({ name: 'turned', units: 2, useBias: false, inputShape: [3] })],
      });
      const model = layout({ a: [2, 3], turned: { kernel: tied('a', { transpose: true }) } });
      const names = { 'turned/kernel': 'turned.kernel' };
      await expect(toWeights(model, model.zeros(), net, { names })).rejects.toThrow(
        "'a': no weight of the model has this path",
      );
      const part = layout({ kernel: [3, 2] });
      const list = await toWeights(part, model.zeros().map((_, i) => i) as never, net, { names: () => 'kernel' });
      expect(list[0]?.arraySync()).toEqual([[0, 1], [2, 3], [4, 5]]); // prettier-ignore
      tf.dispose(list);
      net.dispose();
    }),
  );

  it(
    'toWeights and fromWeights name the weight that does not fit, and leave out as it was',
    onBackend(async () => {
      const net = tf.sequential({ layers: [tf.layers.dense({ name: 'a', units: 2, inputShape: [3] })] });
      const refused = async (schema: object, options: object, message: string) => {
        const model = layout(schema) as unknown as AnyLayout;
        const out = new Float32Array(model.length).fill(5);
        await expect(toWeights(model, out, net, options)).rejects.toThrow(message);
        await expect(fromWeights(model, net, { ...options, out })).rejects.toThrow(message);
        expect([...out].every((x) => x === 5)).toBe(true);
      };
      const bias = { bias: [2] };
      await refused({ a: { kernel: [3, 3], ...bias } }, {}, "'a.kernel': a weight of shape [3, 3] was expected, found 'a/kernel' of [3, 2]"); // prettier-ignore
      await refused({ a: { kernels: [3, 2], ...bias } }, {}, "the weight 'a/kernel' has no leaf: there is no 'a.kernel'; did you mean 'a.kernels'?"); // prettier-ignore
      await refused({ a: { kernel: [3, 2], ...bias, more: [1] } }, {}, "'a.more': no weight of the model has this path"); // prettier-ignore
      await refused({ w: [3, 2] }, { names: () => 'w' }, "'w': one weight was expected, found 'a/kernel' and 'a/bias'"); // prettier-ignore
      await refused({ w: [3, 2] }, { names: 'order' }, '1 weights were expected, found 2');
      await refused({ w: [3, 2], v: [2] }, { names: 'order' }, "'v': a weight of shape [2] was expected, found 'a/kernel' of [3, 2]"); // prettier-ignore
      await refused({ a: [1] }, { name: 'order' }, "has no option 'name'");
      // @ts-expect-error no layers model
      await expect(fromWeights(make(), {})).rejects.toThrow('a layers model of tfjs was expected, found an object');
      net.dispose();
    }),
  );
});
