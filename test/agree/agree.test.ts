// Random schemas, of which the runtime and two compilers must say the same, and a naive reference what both say.
// Needs the built package: `npm run build`. `PARAMLAYOUT_SEED=… npx vitest run test/agree` repeats a run; `npm run proof -- --count 5000` is a longer one.
import { afterAll, describe, expect, it } from 'vitest';
import { COMPILERS, type Compiler } from './compilers.ts';
import { exclusionsUsed } from './exclusions.ts';
import { againstCompiler, reported } from './judge.ts';
import { Installed } from './package.ts';
import { validProgram } from './valid.ts';

const seed = Number(process.env['PARAMLAYOUT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env['PARAMLAYOUT_COUNT'] ?? 500);
const BATCH = 500;

console.log(`PARAMLAYOUT_SEED=${seed} PARAMLAYOUT_COUNT=${count}`);
const installed = new Installed();
afterAll(() => {
  installed.remove();
  for (const line of exclusionsUsed()) console.log(line);
});

describe.each(Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => i))('batch %i', (batch) => {
  it('both halves and the naive reference agree on sound schemas', async () => {
    const { program, disagreements } = await validProgram(installed, seed + batch, Math.min(BATCH, count - batch * BATCH));
    const found = await Promise.all((Object.keys(COMPILERS) as Compiler[]).map((compiler) => againstCompiler(compiler, installed, program)));
    expect(reported([...disagreements, ...found.flat()])).toBe('');
  }, 600_000);
});
