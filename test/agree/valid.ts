import type { AnyLayout } from '../../src/index.ts';
import type { Installed } from './package.ts';
import { againstNaive, type Disagreement } from './judge.ts';
import { HEAD, literals } from './literals.ts';
import { arithmetic } from './arithmetic.ts';
import { otherFlats, subtrees } from './subtrees.ts';
import { Program } from './program.ts';
import { Random } from './random.ts';
import { randomValid } from './generate.ts';
import { run } from './runtime.ts';
import { sourceOf } from './source.ts';

export interface Made {
  readonly program: Program;
  readonly disagreements: readonly Disagreement[];
}

/** Random sound schemas from a seed: a program that states what the runtime computed of them, and where the naive reference differs. */
export async function validProgram(installed: Installed, seed: number, count: number): Promise<Made> {
  const runtime = await installed.runtime();
  const random = new Random(seed);
  const program = new Program('sound', HEAD, 1000);
  const disagreements: Disagreement[] = [];
  for (let i = 0; i < count; i++) {
    const { sketch, naive } = randomValid(random);
    const code = sourceOf(sketch);
    try {
      const model = run(runtime, `layout(${code})`) as AnyLayout;
      disagreements.push(...againstNaive(code, model, naive));
      const sums = arithmetic(random, runtime, i);
      disagreements.push(...sums.disagreements);
      program.group(`schema ${i}`, [...literals(random, code, model, naive), ...subtrees(random, model, naive), ...otherFlats(random, model, naive), ...sums.lines]);
    } catch (error) {
      disagreements.push({ between: 'runtime and naive reference', about: `schema ${i}`, code, found: String(error) });
    }
  }
  return { program, disagreements };
}
