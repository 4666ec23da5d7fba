// Says where somebody speaks in a recording. Run: npm run demo:voice -- recording.wav
// Without a file it takes speech.wav, which espeak-ng has spoken.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'paramlayout/checkpoint';
import { saveWeights } from './checkpoint.ts';
import { barsOf, pictureOf, spansOf } from './draw.ts';
import { listenToAll } from './listen.ts';
import { model } from './model.ts';
import { RATE, readWav } from './wav.ts';

const at = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
await mkdir(at('out'), { recursive: true });
await saveWeights(at('out/voice.safetensors'));
const network = model.view(await load(model, at('out/voice.safetensors')));

const given = process.argv[2];
// npm runs a script in the folder of its package.json; INIT_CWD is where the user is.
const file = given === undefined ? at('speech.wav') : resolve(process.env['INIT_CWD'] ?? '.', given);
const samples = readWav(await readFile(file), basename(file));
const probabilities = listenToAll(network, samples);
console.log(`${basename(file)}: ${(samples.length / RATE).toFixed(1)} s`);
console.log(barsOf(samples, probabilities));
const spans = spansOf(probabilities).map(([start, end]) => `from ${start.toFixed(1)} to ${end.toFixed(1)} s`);
console.log(spans.length === 0 ? 'Nobody speaks.' : `Somebody speaks ${new Intl.ListFormat('en').format(spans)}.`);
await writeFile(at('out/voice.svg'), pictureOf(samples, probabilities));
console.log('The picture: examples/voice/out/voice.svg');
