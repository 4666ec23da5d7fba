// The run time, two compilers and a naive reference must agree on random schemas. Needs the built package: `npm run
// build`. `PARAMLAYOUT_SEED=… npx vitest run test/agree` repeats a run; `npm run proof -- --count 5000` is a longer
// one.
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, programOf } from './case.ts';
import { type Compiler, COMPILERS } from './compilers.ts';
import type { Disagreement } from './disagreement.ts';
import { FEATURES } from './features.ts';
import { randomValid } from './generate.ts';
import { invalidCases } from './invalid.ts';
import { againstCompiler, reported } from './judge.ts';
import { Installed } from './package.ts';
import { Random } from './random.ts';
import { shrunk } from './shrink.ts';
import { validCases } from './valid.ts';

// One that stays: what lands must not hang on luck; `npm run proof` takes another each time
const seed = Number(process.env['PARAMLAYOUT_SEED'] ?? 374101465);
const count = Number(process.env['PARAMLAYOUT_COUNT'] ?? 500);
const BATCH = 250; // schemas in one program
const compilers = Object.keys(COMPILERS) as Compiler[];

console.log(`PARAMLAYOUT_SEED=${seed} PARAMLAYOUT_COUNT=${count}`);
const installed = new Installed();
afterAll(() => installed.remove());

describe.each(Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => i))('batch %i', (batch) => {
  const size = Math.min(BATCH, count - batch * BATCH);
  it.each([
    ['agree on valid schemas', validCases],
    ['refuse invalid schemas at the same place in the same words', invalidCases],
  ])(
    'the run time, both compilers and the naive reference %s',
    async (_, make) => {
      const cases = make(new Random(seed + batch), size);
      const left = await judgedBy(compilers, cases);
      expect(reported([...(await small(left, cases)), ...left])).toBe('');
    },
    900_000,
  );
});

it('the generator makes every form of schema', () => {
  const random = new Random(seed);
  const all = Array.from({ length: 1000 }, () => randomValid(random));
  const never = Object.entries(FEATURES).filter(([, isIn]) => !all.some(isIn));
  expect(never.map(([feature]) => feature)).toEqual([]);
}, 60_000);

async function judgedBy(by: readonly Compiler[], cases: readonly Case[]): Promise<Disagreement[]> {
  const { program, disagreements } = programOf(cases, 'schemas', await installed.runtime(), new Random(seed));
  const found = await Promise.all(by.map((compiler) => againstCompiler(compiler, installed, [program])));
  return [...disagreements, ...found.flat(2)];
}

/** The first disagreements of up to three kinds, each with the smallest schema that shows it. */
async function small(left: readonly Disagreement[], cases: readonly Case[]): Promise<Disagreement[]> {
  const kindOf = ({ between, about }: Disagreement): string =>
    `${between}: ${about.replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, '…')}`;
  const kinds = [...new Set(left.map(kindOf))].slice(0, 3);
  const found: Disagreement[] = [];
  for (const kind of kinds) {
    const first = left.find((each) => kindOf(each) === kind) as Disagreement;
    const start = cases[Number(first.of)];
    if (start === undefined || first.of === '') continue;
    const by = compilers.filter((compiler) => first.between.endsWith(compiler));
    const same = async (tried: readonly Case[]): Promise<Disagreement[]> => {
      const all = await judgedBy(by, tried);
      // Where the naive reference disagrees too, the smaller schema has another issue.
      const other = new Set(all.filter((each) => each.between !== first.between).map(({ of }) => of));
      return all.filter((each) => kindOf(each) === kind && !other.has(each.of));
    };
    const smallest = await shrunk(start, async (tried) => {
      const wrong = new Set((await same(tried)).map(({ of }) => of));
      return tried.map((_, i) => wrong.has(`${i}`));
    });
    found.push(...(await same([smallest])).slice(0, 1));
  }
  return found;
}
