// The example names: that it learns, that a run which stops and goes on is the same run, and that it makes up names.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPage, folderOf, prepare } from './example.ts';

const folder = folderOf('names');
const whyNot = prepare('names');
const run = (...args: string[]): string =>
  execFileSync(process.execPath, [join(folder, 'build/main.js'), ...args], { encoding: 'utf8' });
/** The built modules. The compiler does not see them: they exist once the example is installed. */
const built = <T>(file: string): Promise<T> => imported(pathToFileURL(join(folder, 'build', file)).href);
const imported = async <T>(url: string): Promise<T> => (await import(/* @vite-ignore */ url)) as T;

interface Examples {
  readonly contexts: Int32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
}
interface Run {
  readonly flat: Float32Array<ArrayBuffer>;
}

describe.skipIf(whyNot !== '')(`the example names${whyNot}`, () => {
  let out: string;
  let printed: string;
  let trained: Run;
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'names-'));
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    printed = run('--count', '50');
    const { openRun } = await built<{ openRun: (file: string) => Promise<Run> }>('checkpoint.js');
    trained = await openRun(join(folder, 'out/names.safetensors'));
  }, 300_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('the network predicts names that it has not seen better than a table of pairs', async () => {
    const { training, heldOut } = await built<Record<'training' | 'heldOut', Examples>>('names.js');
    const surprises = Array.from(printed.matchAll(/^ {2}(?:27|a table|this).* (\d\.\d{3})$/gm), ([, nats]) =>
      Number(nats),
    );
    const [uniform, pairs, network] = surprises as [number, number, number];
    expect(uniform).toBeCloseTo(Math.log(27), 3);
    expect(network).toBeLessThan(pairs - 0.2);
    // No table of pairs does better than one that was counted in the held-out names themselves.
    expect(pairs).toBeGreaterThan(entropyOfPairs(heldOut));
    expect(network).toBeLessThan(entropyOfPairs(heldOut));
    expect(training.targets.length).toBeGreaterThan(8 * heldOut.targets.length);
  });

  it('the names are letters up to an end that the network draws, and as long as real ones', async () => {
    const names = Array.from(printed.matchAll(/^ {2}(.*?)(?: \*)?$/gm), ([, name]) => name as string).slice(3);
    expect(names).toHaveLength(50);
    for (const name of names) expect(name).toMatch(/^[A-Z][a-z]*$/);
    const { known } = await built<{ known: ReadonlySet<string> }>('names.js');
    const lengthOf = (list: readonly string[]): number => list.join('').length / list.length;
    expect(Math.abs(lengthOf(names) - lengthOf([...known]))).toBeLessThan(1.5);
    expect(names.filter((name) => /[aeiouy]/i.test(name)).length).toBeGreaterThan(45);
    expect(new Set(names).size).toBeGreaterThan(40);
  });

  it('a run that stops twice and goes on writes the same file, bit for bit, as one that does not stop', () => {
    const runs = [[300], [7, 123, 300]].map((stops, i) => {
      for (const until of stops) run('--until', `${until}`, '--out', join(out, `${i}`), '--count', '0');
      return readFileSync(join(out, `${i}`, 'names.safetensors'));
    });
    expect(runs[0]?.equals(runs[1] as Buffer)).toBe(true);
  });

  it('the network on views agrees with the network in jax-js', async () => {
    const { defaultDevice, init, numpy: np } = await import('@jax-js/jax');
    const { unflatten } = await imported<{ unflatten: (model: unknown, x: unknown) => unknown }>(
      new URL('../../dist/src/jax/index.js', import.meta.url).href,
    );
    await init('wasm');
    defaultDevice('wasm');
    const { heldOut, CONTEXT } = await built<{ heldOut: Examples; CONTEXT: number }>('names.js');
    const { model } = await built<{ model: { view(flat: Float32Array): unknown } }>('model.js');
    const { surprise } = await built<{ surprise: (network: unknown, examples: Examples) => number }>('network.js');
    const { loss } = await built<{ loss: (...args: unknown[]) => { js(): number } }>('loss.js');
    const count = 500;
    const some = { contexts: heldOut.contexts.slice(0, CONTEXT * count), targets: heldOut.targets.slice(0, count) };
    const arrays = unflatten(model, np.array(trained.flat));
    const tokens = np.array(some.contexts, { shape: [count, CONTEXT] });
    const found = loss(arrays, tokens, np.array(some.targets)).js();
    expect(found).toBeCloseTo(surprise(model.view(trained.flat), some), 4);
  });

  it('an option out of range is refused', () =>
    expect(() => run('--until', '1501')).toThrow("--until: an integer from 0 to 1500 was expected, found '1501'"));

  it('the page of the example shows what its commands print', () => expectPage('names', folder));
});

/** The mean surprise of a table of pairs about the examples in which it was counted: no smaller is possible. */
function entropyOfPairs({ contexts, targets }: Examples): number {
  const width = contexts.length / targets.length;
  const [pairs, firsts] = [new Map<string, number>(), new Map<number, number>()];
  for (const [i, target] of targets.entries()) {
    const before = contexts[width * i + width - 1] as number;
    pairs.set(`${before},${target}`, (pairs.get(`${before},${target}`) ?? 0) + 1);
    firsts.set(before, (firsts.get(before) ?? 0) + 1);
  }
  let sum = 0;
  for (const [pair, count] of pairs) sum -= count * Math.log(count / (firsts.get(Number.parseInt(pair, 10)) as number));
  return sum / targets.length;
}
