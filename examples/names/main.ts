// Learns to make up first names. Run: npm run demo:names
// Options: --until 500 (stop there; the next run goes on), --out <folder>, --count 20 and --seed 1 (names to make up)
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultDevice, init } from '@jax-js/jax';
import { surpriseOfBigrams } from './bigrams.ts';
import { openRun, saveRun } from './checkpoint.ts';
import { model } from './model.ts';
import { heldOut, known, training } from './names.ts';
import { surprise } from './network.ts';
import { randomFrom } from './random.ts';
import { sampleName } from './sample.ts';
import { STEPS, train } from './train.ts';

const { values: options } = parseArgs({
  options: {
    until: { type: 'string', default: `${STEPS}` },
    out: { type: 'string', default: fileURLToPath(new URL('../out', import.meta.url)) },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const SAVE_EVERY = 250;
const [until, count, seed] = [number('until', STEPS), number('count', 1000), number('seed', 2 ** 32 - 1)];

await init('wasm');
defaultDevice('wasm');
await mkdir(options.out, { recursive: true });
const file = join(options.out, 'names.safetensors');
const run = await openRun(file);
const network = model.view(run.flat); // windows: they always show the parameters of the last step
const { step: start } = run.optimiser.state;

console.log(`${known.size} names, ${model.length} parameters, ${start === 0 ? 'a new run' : `on from step ${start}`}`);
let losses: number[] = [];
await train(run, training, until, async (step, loss) => {
  losses.push(loss);
  if (step % SAVE_EVERY !== 0) return;
  await saveRun(run, file);
  const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
  const [trained, held] = [mean, surprise(network, heldOut)].map((nats) => nats.toFixed(3));
  console.log(`step ${`${step}`.padStart(4)} of ${STEPS}: loss ${trained}, of held-out names ${held}`);
  losses = [];
});
await saveRun(run, file);

console.log(`
Surprise by a letter of a held-out name, in nats
  27 tokens at random    ${Math.log(27).toFixed(3)}
  a table of pairs       ${surpriseOfBigrams(training, heldOut).toFixed(3)}
  this network           ${surprise(network, heldOut).toFixed(3)}

Names that it makes up (a star: it is in the lists)`);
const random = randomFrom(seed);
for (let i = 0; i < count; i++) {
  const name = sampleName(network, random);
  console.log(`  ${name === undefined ? '(no name)' : name + (known.has(name) ? ' *' : '')}`);
}

/** The value of an option that must be an integer from 0 on. */
function number(name: keyof typeof options, most: number): number {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`--${name}: an integer from 0 to ${most} was expected, found '${options[name]}'`);
}
