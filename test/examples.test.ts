// The examples as a user runs them: compiled against the built package, in a process of their own.
//
// The run is short here, some seconds for compiling the losses, and says nothing of the fit. `npm run test:demo` runs
// the whole fit and holds its errors to what the docs promise; it takes half a minute on two idle cores, too long for
// every run of the tests.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyLayout } from '../src/index.ts';
import { expectPage } from './examples/example.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const isBuilt = existsSync(join(root, 'dist/src/index.js'));
const isFull = process.env.MODE === 'full'; // vitest --mode full;

/** What the demo prints while it fits, without what differs between machines. */
function progressOf(steps: number): string[] {
  const every = Math.ceil(steps / 10);
  const counts = Array.from({ length: Math.ceil(steps / every) - 1 }, (_, i) => (i + 1) * every);
  return ['Lotka-Volterra', 'with a network'].flatMap((title) => [
    `${title}: ${steps} steps, the first one takes the longest`,
    ...counts.map((count) => `${title}: step ${count} of ${steps}, loss …`),
    `${title}: ${steps} steps in …, last loss …`,
  ]);
}
const withoutFigures = (line: string): string =>
  line.replace(/ in \d+\.\d s/, ' in …').replace(/loss \d+\.\d{4}$/, 'loss …');

describe.skipIf(!isBuilt)(`examples${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'lynx-hare-'));
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'examples'], { cwd: root });
  }, 120_000);
  afterAll(() => rm(out, { recursive: true, force: true }));

  const main = join(root, 'examples/build/lynx-hare/main.js');

  it('the example lynx-hare runs from the first step to the reloaded checkpoint', { timeout: 300_000 }, async () => {
    const { stdout, stderr } = await run(process.execPath, [main, ...(isFull ? [] : ['--quick']), '--out', out]);

    expect(stdout).toContain('Loaded    28 parameters, bit-equal to those saved');
    expect(stdout).toMatch(/Refused .*\n.*\n.*network\.hidden\.bias +wrong shape +\[8\] +\[4\]/);
    expect(stdout).toMatch(/^ {2}alpha +per year +\d\.\d{4} +\d\.\d{4}$/m);
    // No terminal, so lines instead of a bar
    expect(stderr.trim().split('\n').map(withoutFigures)).toEqual(progressOf(isFull ? 2100 : 22));

    const checkpoint = await readFile(join(out, 'lynx-hare.safetensors'));
    expect(checkpoint.length).toBe(8 + Number(checkpoint.readBigUInt64LE()) + 4 * 28);
    const picture = await readFile(join(out, 'lynx-hare.svg'), 'utf8');
    expect(picture).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    expect(picture.match(/<circle/g)).toHaveLength(2 * 21 + 1);

    if (isFull) {
      const [, plain, universal] = (/^ {2}error +(\S+) +(\S+)$/m.exec(stdout) ?? []).map(Number);
      expect(plain).toBeCloseTo(0.0481, 3);
      expect(universal).toBeLessThan(0.9 * (plain as number));
    }
  });

  it('the example workers trains a network with two workers on one flat array', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'examples/build/workers/main.js')]);
    const errors = Array.from(stdout.matchAll(/squared error (\S+)/g), ([, error]) => Number(error));
    expect(errors).toHaveLength(5);
    expect(errors[4]).toBeLessThan(0.01 * (errors[0] as number));
    expect(stdout).toContain('2 workers shared 77 numbers');
  });

  it('the example tied-mlp lowers its error', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'examples/tied-mlp.mjs')]);
    const errors = Array.from(stdout.matchAll(/squared error (\S+)/g), ([, error]) => Number(error));
    expect(errors).toHaveLength(5);
    expect(errors[4]).toBeLessThan(0.5 * (errors[0] as number));
  });

  it('the page of the example merge shows what its commands print', () => expectPage('merge', join(root, 'examples')));

  it('the gradient of the example merge agrees with differences, with adapters and with one matrix for q, k and v', async () => {
    const at = (file: string): string => pathToFileURL(join(root, 'examples/build/merge', file)).href;
    const { adapted, fused } = (await import(at('model.js'))) as Record<'adapted' | 'fused', AnyLayout>;
    const { loss } = (await import(at('train.js'))) as {
      loss: (p: unknown, words: readonly string[], slopesOf?: (leaf: Float32Array) => Float32Array) => number;
    };
    const words = ['may', 'june'];
    for (const model of [adapted, fused]) {
      const flat = model.zeros().map((_, i) => 0.4 * Math.sin(1 + 7 * i));
      const [p, gradient] = [model.view(flat), model.zeros()];
      loss(p, words, (leaf) => gradient.subarray(leaf.byteOffset / 4, leaf.byteOffset / 4 + leaf.length));
      for (let i = 3; i < flat.length; i += 61) {
        // A small step: a larger one crosses kinks of relu.
        const [before, step] = [flat[i] as number, 2 ** -10];
        const [up, down] = [before + step, before - step].map((x) => {
          flat[i] = x;
          return loss(p, words);
        }) as [number, number];
        flat[i] = before;
        const [slope, difference] = [gradient[i] as number, (up - down) / (2 * step)];
        expect(Math.abs(slope - difference), `of element ${i}, ${slope} and ${difference}`).toBeLessThan(
          5e-4 + 0.01 * Math.abs(slope),
        );
      }
      expect(gradient.filter((slope) => slope !== 0).length).toBeGreaterThan(0.5 * flat.length);
    }
  });
});
