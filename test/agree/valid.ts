import type { Installed } from './package.ts';
import { againstNaive, type Disagreement } from './judge.ts';
import { HEAD, literals } from './literals.ts';
import { Program } from './program.ts';
import { Random } from './random.ts';
import { randomValid } from './generate.ts';
import { run, type Untyped } from './runtime.ts';
import { sourceOf } from './source.ts';

/** Random sound schemas from a seed: a program that states what the runtime computed of them, and where the naive reference differs. */
export async function validProgram(installed: Installed, seed: number, count: number): Promise<{ program: Program; disagreements: Disagreement[] }> {
  const runtime = await installed.runtime();
  const random = new Random(seed);
  const program = new Program('sound', HEAD, 1000);
  const disagreements: Disagreement[] = [];
  for (let i = 0; i < count; i++) {
    const { sketch, naive } = randomValid(random);
    const code = sourceOf(sketch);
    try {
      const model = run(runtime, `layout(${code})`) as Untyped;
      disagreements.push(...againstNaive(code, model, naive));
      program.group(`schema ${i}`, literals(random, code, model, naive));
    } catch (error) {
      disagreements.push({ between: 'runtime and naive reference', about: `schema ${i}`, code, found: String(error) });
    }
  }
  return { program, disagreements };
}
