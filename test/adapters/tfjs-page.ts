// What tfjs-browser.test.ts runs in Chromium, and in Node for comparison.
import * as tf from '@tensorflow/tfjs';
import { layout, repeat, tied } from 'paramlayout';
import { readVariables, setVariables, valueAndGrad, variables } from 'paramlayout/tfjs';

export interface Trained {
  readonly backend: string;
  readonly losses: number[];
  readonly grad: number[];
  /** Tensors that the steps left behind. */
  readonly left: number;
  /** Whether variables saw an edit of the flat array after the backend had used them: one of 4 elements, one of 4096. */
  readonly aliases: readonly boolean[];
}

/** Twenty steps of gradient descent on a backend. The flat array lies in shared memory where there is any. */
export async function train(backend: string): Promise<Trained> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend} here`);
  await tf.ready();
  const model = layout({ wte: [8, 4], h: repeat(2, { w: [4, 4], b: [4] }), head: tied('wte', { transpose: true }) });
  const flat = 'SharedArrayBuffer' in globalThis ? model.zeros({ shared: true }) : model.zeros();
  for (let i = 0; i < flat.length; i++) flat[i] = Math.sin(i) / 2;
  const x = tf.tensor(
    new Float32Array(64).map((_, i) => Math.cos(i)),
    [8, 8],
  );
  const step = valueAndGrad(
    model,
    ({ wte, h, head }, batch: tf.Tensor) => {
      let y: tf.Tensor = tf.matMul(batch, wte);
      for (const { w, b } of h) y = tf.tanh(tf.matMul(y, w).add(b));
      return tf.matMul(y, head).sub(batch).square().mean();
    },
    { out: model.zeros() },
  );
  const before = tf.memory().numTensors;
  const losses: number[] = [];
  let last: ArrayLike<number> = [];
  for (let i = 0; i < 20; i++) {
    const { value, grad } = await step(flat, x);
    for (const [k, d] of grad.entries()) flat[k]! -= 0.5 * d;
    losses.push(value);
    last = grad;
  }
  const left = tf.memory().numTensors - before;
  x.dispose();

  const sizes = layout({ large: [64, 64], small: [4] });
  const own = sizes.zeros();
  const list = variables(sizes, own.fill(1));
  tf.tidy(() => list.map((each) => each.square().dataSync()));
  own.fill(2);
  const means = tf.tidy(() => list.map((each) => each.square().mean().dataSync()[0]));
  setVariables(sizes, list, own);
  if ((await readVariables(sizes, list)).some((each) => each !== 2)) throw new Error('the variables are not set');
  tf.dispose(list);
  return { backend: tf.getBackend(), losses, grad: Array.from(last), left, aliases: means.map((mean) => mean === 4) };
}
