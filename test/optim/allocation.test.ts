// A step allocates nothing: a process of its own makes steps between two readings of its heap, and nothing collects
// garbage meanwhile. Needs the built package: `npm run build`.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const isBuilt = existsSync('dist/src/optim/index.js');

const STEPS = 2000;
/** Bytes that the heap has more after the steps than before. The readings themselves take some hundred bytes. */
const program = (make: string, step: string): string => `
  import { layout, ownerSlots, repeat } from './dist/src/index.js';
  import { adamw, ema, sgd } from './dist/src/optim/index.js';
  const model = layout({ h: repeat(20, { bias: [7], weight: [7, 9] }) });
  const runs = ownerSlots(model).map(({ offset, length }, i) => ({ start: offset, end: offset + length, value: 0.25 + i / 64 }));
  const flat = model.zeros(), gradient = model.zeros().fill(0.5);
  const opt = ${make};
  const run = (steps) => { for (let i = 0; i < steps; i++) ${step}; };
  // The compiler of the engine needs some thousand steps until it replaces the code that allocates.
  for (let round = 0; round < 20; round++) { run(${STEPS}); await new Promise((done) => setTimeout(done, 5)); }
  const measured = [];
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    run(${STEPS});
    measured.push(process.memoryUsage().heapUsed - before);
  }
  console.log(Math.min(...measured));
`;

async function grownBy(make: string, step = 'opt.step(flat, gradient)'): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    // So that a busy machine does not delay the compiler of the engine.
    '--no-concurrent-recompilation',
    '--input-type=module',
    '-e',
    program(make, step),
  ]);
  return Number(stdout);
}

describe.skipIf(!isBuilt)(`allocation${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it.each([
    ['adamw', 'adamw(model, { lr: 1e-3, decay: 0.1 })', undefined],
    ['adamw with rates and decays for each owner', 'adamw(model, { lr: { runs }, decay: { runs } })', undefined],
    ['adamw with a new lr for each step', 'adamw(model, { lr: 1 })', 'opt.lr = i & 1; opt.step(flat, gradient)'],
    ['sgd', 'sgd(model, { lr: 1e-3 })', undefined],
    ['sgd with momentum', 'sgd(model, { lr: { runs }, momentum: 0.9, nesterov: true })', undefined],
    ['ema', 'ema(model, { decay: 0.9 })', 'opt.update(flat)'],
  ])(`${STEPS} steps of %s allocate less than one byte each`, async (_, make, step) => {
    expect(await grownBy(make, step && `{ ${step} }`)).toBeLessThan(STEPS);
  });
  it('the measurement sees a step that allocates a list of one number', async () => {
    expect(await grownBy('sgd(model, { lr: 1 })', '{ opt.step(flat, gradient); opt.last = [i]; }')).toBeGreaterThan(
      8 * STEPS,
    );
  });
});
