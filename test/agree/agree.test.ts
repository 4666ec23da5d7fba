// Random schemas, of which the runtime and two compilers must say the same, and a naive reference what both say.
// Needs the built package: `npm run build`. `PARAMLAYOUT_SEED=… npx vitest run test/agree` repeats a run; `npm run proof -- --count 5000` is a longer one.
import { afterAll, describe, expect, it } from 'vitest';
import { COMPILERS, type Compiler } from './compilers.ts';
import { judged } from './exclusions.ts';
import { againstCompiler, reported } from './judge.ts';
import { Installed } from './package.ts';
import { Random } from './random.ts';
import { FEATURES } from './features.ts';
import { flawedProgram } from './flawed.ts';
import { randomValid } from './generate.ts';
import { type Made, validProgram } from './valid.ts';

const seed = Number(process.env['PARAMLAYOUT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env['PARAMLAYOUT_COUNT'] ?? 500);
const BATCH = 500;

console.log(`PARAMLAYOUT_SEED=${seed} PARAMLAYOUT_COUNT=${count}`);
const installed = new Installed();
afterAll(() => installed.remove());

describe.each(Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => i))('batch %i', (batch) => {
  const [first, size] = [seed + batch, Math.min(BATCH, count - batch * BATCH)];
  const judge = async ({ program, disagreements }: Made): Promise<string> => {
    const found = await Promise.all((Object.keys(COMPILERS) as Compiler[]).map((compiler) => againstCompiler(compiler, installed, [program])));
    const { left, notes } = judged([...disagreements, ...found.flat(2)]);
    for (const note of notes) console.log(note);
    return reported(left);
  };
  it('both halves and the naive reference agree on sound schemas', async () => {
    expect(await judge(await validProgram(installed, first, size))).toBe('');
  }, 600_000);
  it('both halves refuse flawed schemas in the same place with the same words', async () => {
    expect(await judge(await flawedProgram(installed, first, size))).toBe('');
  }, 600_000);
});

it('the generator has all that there is', () => {
  const random = new Random(seed);
  const all = Array.from({ length: 1000 }, () => randomValid(random));
  const never = Object.entries(FEATURES).filter(([, isIn]) => !all.some(isIn));
  expect(never.map(([feature]) => feature)).toEqual([]);
}, 60_000);
