import type * as library from '../../src/index.ts';
import type { Case, Stated } from './case.ts';
import { FLAWS, type Flawed, located, randomFlawed } from './flaw.ts';
import type { Random } from './random.ts';
import { run } from './runtime.ts';
import { MARK, sourceOf } from './source.ts';

/** Random schemas with one flaw each, every kind as often as another. */
export const flawedCases = (random: Random, count: number): Case[] =>
  Array.from({ length: count }, (_, i) => flawedCase(randomFlawed(random, FLAWS[i % FLAWS.length] as string)));

const flawedCase = (flawed: Flawed): Case => ({
  sketch: flawed.sketch,
  of(sketch) {
    const smaller = { ...flawed, sketch };
    return located(smaller) === undefined ? undefined : flawedCase(smaller);
  },
  stated: (runtime) => stated(flawed, runtime),
});

function stated(flawed: Flawed, runtime: typeof library): Stated {
  const { sketch, kind, names } = flawed;
  const { path, marked } = located(flawed) as NonNullable<ReturnType<typeof located>>;
  const code = `layout(${marked === sketch ? MARK : ''}${sourceOf(sketch, marked)});`;
  const error = refusalOf(() => run(runtime, code));
  const isExpected = error.path === path && error.message.includes(names);
  const found = `refused at '${error.path}': ${error.message}\nexpected at '${path}': ${names}`;
  const refusal = {
    says: error.message,
    problem: problemOf(error),
    column: code.indexOf(MARK) + MARK.length + 1,
    isOneOfSeveral: flawed.isOneOfSeveral === true,
  };
  return {
    lines: [[code, { about: kind, refusal }]],
    disagreements: isExpected ? [] : [{ between: 'runtime and naive reference', about: kind, code, found }],
  };
}

interface Refused {
  readonly path: string | undefined;
  readonly message: string;
}
const problemOf = ({ path, message }: Refused): string =>
  message.slice(`${path === '' ? 'the schema' : `'${path}'`}: `.length);

function refusalOf(doIt: () => unknown): Refused {
  try {
    doIt();
    return { path: undefined, message: 'nothing was refused' };
  } catch (error) {
    return error as Refused;
  }
}
