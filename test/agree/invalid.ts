import type * as library from '../../src/index.ts';
import type { Case, Stated } from './case.ts';
import { type InvalidSchema, ISSUES, located, randomInvalid } from './invalid-schema.ts';
import type { Random } from './random.ts';
import { run } from './runtime.ts';
import { argumentsOf, MARK } from './source.ts';

/** Random schemas with one issue each. All kinds are equally frequent. */
export const invalidCases = (random: Random, count: number): Case[] =>
  Array.from({ length: count }, (_, i) => invalidCase(randomInvalid(random, ISSUES[i % ISSUES.length] as string)));

const invalidCase = (invalid: InvalidSchema): Case => ({
  sketch: invalid.sketch,
  of(sketch) {
    const smaller = { ...invalid, sketch };
    return located(smaller) === undefined ? undefined : invalidCase(smaller);
  },
  stated: (runtime) => stated(invalid, runtime),
});

function stated(invalid: InvalidSchema, runtime: typeof library): Stated {
  const { sketch, kind, names } = invalid;
  const { path, marked } = located(invalid) as NonNullable<ReturnType<typeof located>>;
  const code = `layout(${argumentsOf(sketch, marked)});`;
  const error = errorOf(() => run(runtime, code));
  const isExpected =
    (error.path === path && error.message.includes(names)) ||
    (invalid.isOneOfSeveral === true && error.message.endsWith(' leads back to itself'));
  const found = `refused at '${error.path}': ${error.message}\nexpected at '${path}': ${names}`;
  const expectedError = {
    says: error.message,
    message: withoutPlace(error),
    column: code.indexOf(MARK) + MARK.length + 1,
    isOneOfSeveral: invalid.isOneOfSeveral === true,
  };
  return {
    lines: [[code, { about: kind, expectedError }]],
    disagreements: isExpected ? [] : [{ between: 'runtime and naive reference', about: kind, code, found }],
  };
}

interface Refused {
  readonly path: string | undefined;
  readonly message: string;
}
const withoutPlace = ({ path, message }: Refused): string =>
  message.slice(`${path === '' ? 'the schema' : `'${path}'`}: `.length);

function errorOf(doIt: () => unknown): Refused {
  try {
    doIt();
    return { path: undefined, message: 'nothing was refused' };
  } catch (error) {
    return error as Refused;
  }
}
