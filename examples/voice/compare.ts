// Compares the network on views with the ONNX model in onnxruntime-web, for each chunk of speech.wav:
// npm run demo:voice && node examples/voice/build/compare.js
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { load } from 'paramlayout/checkpoint';
import { onnxFile } from './checkpoint.ts';
import { BEFORE, CHUNK, listenToAll } from './listen.ts';
import { model } from './model.ts';
import { RATE, readWav } from './wav.ts';

const at = (name: string): URL => new URL(`../${name}`, import.meta.url);
const samples = readWav(await readFile(at('speech.wav')), 'speech.wav');
const ours = listenToAll(model.view(await load(model, at('out/voice.safetensors'))), samples);

const session = await ort.InferenceSession.create(await readFile(onnxFile));
let state = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
const sr = new ort.Tensor('int64', [BigInt(RATE)], []);
const whole = new Float32Array(BEFORE + ours.length * CHUNK);
whole.set(samples, BEFORE);
let largest = 0;
for (const [i, p] of ours.entries()) {
  const chunk = whole.slice(i * CHUNK, (i + 1) * CHUNK + BEFORE);
  const results = await session.run({ input: new ort.Tensor('float32', chunk, [1, chunk.length]), state, sr });
  state = results['stateN'] as typeof state;
  largest = Math.max(largest, Math.abs(p - Number(results['output']!.data[0])));
}
const bound = 10 ** Math.ceil(Math.log10(largest)); // the next power of ten
console.log(`${ours.length} chunks; no probability differs by more than ${bound.toExponential(0)}`);
