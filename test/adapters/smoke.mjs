// Tries each adapter with its real library. test/runtimes/run.mjs runs this file in several versions of Node.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { defaultDevice, init, numpy as np } from '@jax-js/jax';
import * as ort from 'onnxruntime-node';
import { layout, repeat, tied } from 'paramlayout';
import { valueAndGrad as valueAndGradOfJax } from 'paramlayout/jax';
import { ndarrays } from 'paramlayout/ndarray';
import { feeds, lift, lower } from 'paramlayout/ort';
import { valueAndGrad as valueAndGradOfTf } from 'paramlayout/tfjs';
import { wgsl } from 'paramlayout/webgpu';

const model = layout({ wte: [5, 4], h: repeat(2, { bias: [4] }), head: tied('wte', { transpose: true }) });
const flat = model.zeros().map((_, i) => Math.sin(i));
const { wte } = model.view(flat);

// The gradient of the sum of wte · head is the sum of the columns, for the matrix and for its transpose.
const wanted = Array.from({ length: 20 }, (_, i) => {
  let sum = 0;
  for (let row = 0; row < 5; row++) sum += 2 * wte[4 * row + (i % 4)];
  return sum;
});
const at = model.at('wte').offset;
const requireWanted = ({ grad }) => {
  for (const [i, x] of wanted.entries()) assert.ok(Math.abs(grad[at + i] - x) < 1e-5, `${grad[at + i]}, not ${x}`);
};

await init('wasm');
defaultDevice('wasm');
requireWanted(await valueAndGradOfJax(model, ({ wte, head }) => np.dot(wte, head).sum())(flat));
await tf.setBackend('cpu');
requireWanted(await valueAndGradOfTf(model, ({ wte, head }) => tf.sum(tf.matMul(wte, head)))(flat));

ndarrays(model, flat).head.set(3, 4, 7);
assert.equal(wte[19], 7);
assert.match(wgsl(model, { prefix: 'net' }), /fn net_head\(/);

const silero = fileURLToPath(new URL('node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx', import.meta.url));
const bytes = readFileSync(silero);
const lifted = await lift(bytes);
const inputs = {
  input: new ort.Tensor(
    'float32',
    Float32Array.from({ length: 512 }, (_, i) => Math.sin(i / 5)),
    [1, 512],
  ),
  state: new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]),
  sr: new ort.Tensor('int64', [16000n], []),
};
const outputs = [];
for (const [file, given] of [
  [bytes, inputs],
  [lifted.bytes, Object.assign(feeds(ort, lifted), inputs)],
])
  outputs.push((await (await ort.InferenceSession.create(file)).run(given)).output.data[0]);
assert.ok(Math.abs(outputs[0] - outputs[1]) < 1e-6, `${outputs}`);
assert.equal(Buffer.compare(await lower(lifted, lifted.flat), bytes), 0);
console.log('all adapters');
