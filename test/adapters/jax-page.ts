// What jax-browser.test.ts runs in Chromium, and in Node for comparison.
import { defaultDevice, init, numpy as np } from '@jax-js/jax';
import { layout, repeat, tied } from 'paramlayout';
import { valueAndGrad } from 'paramlayout/jax';

/** Twenty steps of gradient descent: the losses, and the last gradient. */
export async function train(): Promise<{ readonly losses: number[]; readonly grad: number[] }> {
  const devices = await init('wasm');
  if (!devices.includes('wasm')) throw new Error('jax-js has no WebAssembly backend here');
  defaultDevice('wasm');
  const model = layout({ wte: [8, 4], h: repeat(2, { w: [4, 4], b: [4] }), head: tied('wte', { transpose: true }) });
  const flat = model.zeros().map((_, i) => Math.sin(i) / 2);
  const x = np.array(new Float32Array(64).map((_, i) => Math.cos(i))).reshape([8, 8]);
  const step = valueAndGrad(
    model,
    ({ wte, h, head }, batch: typeof x) => {
      let y = np.matmul(batch.ref, wte);
      for (const { w, b } of h) y = np.tanh(np.matmul(y, w).add(b));
      return np.square(np.matmul(y, head).sub(batch)).mean();
    },
    { jit: true, out: model.zeros() },
  );
  const losses: number[] = [];
  let last: ArrayLike<number> = [];
  for (let i = 0; i < 20; i++) {
    const { value, grad } = await step(flat, x.ref);
    for (const [k, d] of grad.entries()) flat[k]! -= 0.5 * d;
    losses.push(value);
    last = grad;
  }
  step.dispose();
  x.dispose();
  return { losses, grad: Array.from(last) };
}
