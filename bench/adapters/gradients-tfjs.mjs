// npm run bench:gradients-tfjs: a gradient step by owners, beside the same loss over separate arrays and over slices of
// one flat tensor, in tfjs in Node. All take float32 arrays and give gradients in float32 arrays. Needs `npm run build`
// and `npm run adapters`.
import * as tf from '../../test/adapters/node_modules/@tensorflow/tfjs/dist/tf.node.js';
import '../../test/adapters/node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js';
import { layout, ownerSlots, repeat } from '../../test/adapters/node_modules/paramlayout/dist/src/index.js';
import { unflatten, valueAndGrad } from '../../test/adapters/node_modules/paramlayout/dist/src/tfjs/index.js';
import { median } from '../runtime/measure.mjs';

const WIDTH = 32;
const ROUNDS = 31;
const WARM_UP = 8;

/** The functions to compare, for a network of `count` square matrices. Each returns the gradient's first number. */
function stepsOf(count) {
  const model = layout({ h: repeat(count, [WIDTH, WIDTH]) });
  const slots = ownerSlots(model);
  const flat = model.zeros().map((_, i) => Math.sin(i) / WIDTH);
  const out = model.zeros();
  const x = tf.ones([8, WIDTH]);
  const loss = (weights) => {
    let y = x;
    for (const w of weights) y = tf.tanh(tf.matMul(y, w));
    return tf.mean(tf.square(y));
  };

  const arrays = slots.map(({ offset, length }) => flat.slice(offset, offset + length));
  const gradients = slots.map(({ length }) => new Float32Array(length));
  const ofList = tf.valueAndGrads((...weights) => loss(weights));
  /** Reads a gradient of tfjs, and frees it. */
  const finish = async (value, grads, targets) => {
    const all = await Promise.all([value, ...grads].map((each) => each.data()));
    grads.forEach((_, i) => targets[i].set(all[i + 1]));
    tf.dispose([value, grads]);
    return targets[0][0];
  };
  const ofFlat = (unpack) => tf.valueAndGrad((all) => loss(unpack(all)));
  const bySlices = ofFlat((all) =>
    slots.map(({ offset, length, shape }) => tf.reshape(tf.slice(all, [offset], [length]), [...shape])),
  );
  const bySplit = ofFlat((all) => unflatten(model, all).h);
  const flatStep = (gradient) => async () => {
    const { value, grad } = tf.tidy(() => gradient(tf.tensor(flat)));
    return finish(value, [grad], [out]);
  };
  const step = valueAndGrad(model, ({ h }) => loss(h), { out });
  return {
    owners: async () => (await step(flat)).grad[0],
    'separate arrays': () => {
      const { value, grads } = tf.tidy(() => ofList(arrays.map((each, i) => tf.tensor(each, [...slots[i].shape]))));
      return finish(value, grads, gradients);
    },
    'unflatten of one tensor': flatStep(bySplit),
    'slices of one tensor': flatStep(bySlices),
  };
}

/** The median time of each function in milliseconds. They take turns, so that all meet the same conditions. */
async function timesOf(steps) {
  const times = Object.fromEntries(Object.keys(steps).map((name) => [name, []]));
  const results = [];
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [name, step] of Object.entries(steps)) {
      const start = performance.now();
      results.push(await step());
      if (round >= 0) times[name].push(performance.now() - start);
    }
  if (results.some((each) => Math.abs(each - results[0]) > 1e-6)) throw new Error('the gradients differ');
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

console.log('| backend | leaves | owners | separate arrays | ratio, ≤ 1.1 | unflatten | ratio | slices | ratio |');
console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|');
for (const backend of ['cpu', 'wasm']) {
  await tf.setBackend(backend);
  for (const count of [16, 64, 256]) {
    const times = await timesOf(stepsOf(count));
    const base = times['separate arrays'];
    const cells = Object.entries(times).flatMap(([name, time]) =>
      name === 'separate arrays' ? [`${time.toFixed(1)} ms`, (times.owners / time).toFixed(2)]
      : name === 'owners' ? [`${time.toFixed(1)} ms`]
      : [`${time.toFixed(1)} ms`, (time / base).toFixed(2)],
    );
    console.log(`| ${[backend, count, ...cells].join(' | ')} |`);
  }
}
