// npm run bench:gradients: what a gradient by owners costs beside the same by separate arrays and by slices of one array,
// in jax-js on WebAssembly with jit. Needs `npm run build`.
import { defaultDevice, init, jit, numpy as np, valueAndGrad as valueAndGradOf } from '@jax-js/jax';
import { layout, ownerSlots, repeat } from '../../dist/src/index.js';
import { valueAndGrad } from '../../dist/src/jax/index.js';
import { median, now } from '../runtime/measure.mjs';

const ROUNDS = 100;
const ROWS = 32;

await init('wasm');
defaultDevice('wasm');

/** Dense layers one after the other, two leaves each. */
function loss(h, batch) {
  let y = batch;
  for (const { b, w } of h) y = np.tanh(np.matmul(y, w).add(b));
  return np.square(y).mean();
}

/** Each takes the parameters from typed arrays, and puts the gradient into typed arrays. */
function contestantsOf(model, batch) {
  const flat = model.zeros().map((_, i) => Math.sin(i) / 4);
  const slots = ownerSlots(model);

  const byOwners = model.zeros();
  const step = valueAndGrad(model, ({ h }, x) => loss(h, x), { jit: true, out: byOwners });

  const bySlices = model.zeros();
  const sliced = jit(
    valueAndGradOf((x, rows) => {
      const { h } = model.map(({ offset, length, shape }) =>
        x.ref.slice([offset, offset + length]).reshape([...shape]),
      );
      x.dispose();
      return loss(h, rows);
    }),
  );

  // Without a flat array there is a typed array for each leaf, and one for its gradient: windows here, to compare them.
  const apart = model.zeros();
  const windows = slots.map(({ offset, length }) => apart.subarray(offset, offset + length));
  const leaves = slots.map(({ offset, length }) => flat.slice(offset, offset + length));
  const separate = jit(
    valueAndGradOf((arrays, rows) => {
      const h = arrays.flatMap((w, i) => (i % 2 === 0 ? [] : [{ b: arrays[i - 1], w }]));
      return loss(h, rows);
    }),
  );

  const runs = {
    owners: () => step(flat, batch.ref),
    separate: async () => {
      const arrays = leaves.map((leaf, i) => np.array(leaf, { shape: [...slots[i].shape] }));
      const [value, gradients] = separate(arrays, batch.ref);
      // Await one array first: if all were awaited at once, each would wait for all kernels, 1 s for 256 leaves.
      await value.data();
      for (const [i, gradient] of gradients.entries()) windows[i].set(gradient.dataSync());
    },
    slices: async () => {
      const [value, gradient] = sliced(np.array(flat), batch.ref);
      await value.data();
      bySlices.set(gradient.dataSync());
    },
  };
  const check = () => {
    for (const other of [apart, bySlices])
      if (byOwners.every((x) => x === 0) || byOwners.some((x, i) => !(Math.abs(x - other[i]) <= 1e-6)))
        throw new Error('the contestants found different gradients');
  };
  return { runs, check };
}

console.log(
  'Processor time of a gradient: the least, and the median ratio of a round. Target: 1.1 of separate arrays.\n',
);
console.log('| leaves | elements | owners | of separate arrays | of slices |');
console.log('|--:|--:|--:|--:|--:|');
for (const width of [16, 64])
  for (const leaves of [16, 64, 256]) {
    const model = layout({ h: repeat(leaves / 2, { b: [width], w: [width, width] }) });
    const batch = np.array(new Float32Array(ROWS * width).map((_, i) => Math.cos(i))).reshape([ROWS, width]);
    const { runs, check } = contestantsOf(model, batch);
    const timed = async (run) => {
      const start = now();
      await run();
      return now() - start;
    };
    for (const run of Object.values(runs)) await run(); // traces
    check();
    const times = { owners: [], separate: [], slices: [] };
    // In turn, backwards every other round: what one leaves to the garbage collector falls to each of the others.
    for (let round = 0; round < ROUNDS; round++) {
      const names = Object.keys(runs);
      for (const name of round % 2 === 0 ? names : names.reverse()) times[name].push(await timed(runs[name]));
    }
    const ratio = (name) => median(times.owners.map((time, i) => time / times[name][i])).toFixed(2);
    const [elements, least] = [model.length.toLocaleString('en-US'), Math.min(...times.owners).toFixed(1)];
    console.log(`| ${leaves} | ${elements} | ${least} ms | ${ratio('separate')} | ${ratio('slices')} |`);
  }
