import { FLAWS, randomFlawed } from './flaw.ts';
import type { Disagreement } from './judge.ts';
import type { Installed } from './package.ts';
import { Program } from './program.ts';
import { Random } from './random.ts';
import { run } from './runtime.ts';
import { MARK, NAMES, sourceOf } from './source.ts';
import type { Made } from './valid.ts';

const HEAD = [`import { ${NAMES.join(', ')} } from 'paramlayout';`, "const mark: unique symbol = Symbol('mark');"];

/** Random schemas with one flaw each, from a seed: a program that states how the runtime refused them, and where it should have done otherwise. */
export async function flawedProgram(installed: Installed, seed: number, count: number): Promise<Made> {
  const runtime = await installed.runtime();
  const random = new Random(seed);
  const program = new Program('flawed', HEAD, 200);
  const disagreements: Disagreement[] = [];
  for (let i = 0; i < count; i++) {
    const { kind, sketch, path, marked, names, isNever } = randomFlawed(random, FLAWS[i % FLAWS.length] as string);
    const code = `layout(${marked === sketch ? MARK : ''}${sourceOf(sketch, marked)});`;
    const error = refusalOf(() => run(runtime, code));
    if (error.path !== path || !error.message.includes(names)) {
      disagreements.push({ between: 'runtime and naive reference', about: kind, code, found: `refused at '${error.path}': ${error.message}\nexpected at '${path}': ${names}` });
    }
    const column = code.indexOf(MARK) + MARK.length + 1;
    program.group(`${kind} ${i}`, [[code, { about: kind, refusal: { says: error.message, problem: problemOf(error), column, isNever } }]]);
  }
  return { program, disagreements };
}

interface Refused {
  readonly path: string | undefined;
  readonly message: string;
}
const problemOf = ({ path, message }: Refused): string => message.slice(`${path === '' ? 'the schema' : `'${path}'`}: `.length);

function refusalOf(doIt: () => unknown): Refused {
  try {
    doIt();
    return { path: undefined, message: 'nothing was refused' };
  } catch (error) {
    return error as Refused;
  }
}
