// Lynx and hare: a universal differential equation fitted to twenty-one years of pelts, beside plain Lotka-Volterra fitted in the
// same way. Run: npm run demo    (--quick: a few steps only; --out <folder>: where the files go)
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultDevice, init } from '@jax-js/jax';
import type { PathOf } from 'paramlayout';
import { CheckpointError, load, save } from 'paramlayout/checkpoint';
import { curve, errorOf } from './curve.ts';
import { counts } from './data.ts';
import { fit, lotkaVolterraProblem, schedules, universalProblem } from './fit.ts';
import { lotkaVolterra, universal, widerUniversal } from './model.ts';
import { plot } from './plot.ts';
import { progress } from './progress.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const folder = options.out ?? fileURLToPath(new URL('../../lynx-hare/out', import.meta.url)); // this file runs from build/lynx-hare
const schedule = options.quick ? schedules.quick : schedules.full;
const print = (text = ''): void => void process.stdout.write(`${text}\n`);

await init('wasm');
defaultDevice('wasm');

if (options.quick) print('Quick: too few steps for a fit. What follows shows only that everything runs.\n');
print('All parameters of the model with a network, in one flat array:\n');
print(universal.summary());

// Two fits of the same kind. What comes back is a flat array; its layout gives the numbers their names.
async function fitted(title: string, problem: Parameters<typeof fit>[0]): Promise<Float32Array> {
  const bar = progress(title, schedule.segments + schedule.whole);
  const flat = await fit(problem, schedule, (loss) => bar.step(loss));
  bar.done();
  return flat;
}
const plain = await fitted('Lotka-Volterra', lotkaVolterraProblem());
const full = await fitted('with a network', universalProblem(1));

const units = {
  alpha: 'per year',
  beta: 'per year and thousand',
  gamma: 'per year',
  delta: 'per year and thousand',
  'start.hare': 'thousand pelts',
  'start.lynx': 'thousand pelts',
} as const satisfies Partial<Record<PathOf<typeof lotkaVolterra>, string>>;
print(`\n${'fitted'.padEnd(36)}  Lotka-Volterra  with a network`);
for (const [path, unit] of Object.entries(units)) {
  const values = [plain[lotkaVolterra.at(path).offset], full[universal.at(path).offset]] as const;
  print(
    `  ${path.padEnd(12)}${unit.padEnd(22)}${values.map((value) => (value as number).toFixed(4).padStart(16)).join('')}`,
  );
}

const errors = [errorOf(curve(lotkaVolterra.view(plain))), errorOf(curve(universal.view(full)))] as const;
print(`  ${'error'.padEnd(34)}${errors.map((error) => error.toFixed(4).padStart(16)).join('')}`);
print(`
The error is the mean squared error of log counts over the ${2 * counts.length} numbers that were fitted: in-sample, none held out.
The network brings it to ${(errors[1] / errors[0]).toFixed(2)} of that of Lotka-Volterra, with ${universal.length} parameters instead of ${lotkaVolterra.length}.
`);

await mkdir(folder, { recursive: true });
const picture = join(folder, 'lynx-hare.svg');
await writeFile(
  picture,
  plot('Hare and lynx pelts of the Hudson’s Bay Company', [
    { label: `Lotka–Volterra (error ${errors[0].toFixed(3)})`, points: curve(lotkaVolterra.view(plain), 16) },
    { label: `with a network (error ${errors[1].toFixed(3)})`, points: curve(universal.view(full), 16) },
  ]),
);
print(`Plotted   ${relative('.', picture)}`);

const file = join(folder, 'lynx-hare.safetensors');
await save(universal, full, file, { metadata: { example: 'lynx-hare' } });
const loaded = await load(universal, file);
const bytes = (flat: Float32Array): Uint8Array => new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength);
if (Buffer.compare(bytes(full), bytes(loaded)) !== 0)
  throw new Error('the loaded parameters are not those that were saved');
print(`Saved     ${relative('.', file)}`);
print(`Loaded    ${loaded.length} parameters, bit-equal to those saved`);

// A network of another width is another layout, and the file is held against it before anything is read.
await load(widerUniversal, file).catch((error: unknown) => {
  if (!(error instanceof CheckpointError)) throw error;
  print(`Refused   by a layout with a wider network: ${error.message}`);
});
