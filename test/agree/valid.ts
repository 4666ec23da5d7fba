import type * as library from '../../src/index.ts';
import type { AnyLayout } from '../../src/index.ts';
import { arithmetic } from './arithmetic.ts';
import type { Case, Stated } from './case.ts';
import { randomValid, type Valid } from './generate.ts';
import { againstNaive } from './judge.ts';
import { literals } from './literals.ts';
import { readIfValid } from './naive.ts';
import type { Random } from './random.ts';
import { run } from './runtime.ts';
import { selections } from './selections.ts';
import { shards } from './shards.ts';
import { argumentsOf } from './source.ts';
import { otherFlats, otherSources, subtrees } from './subtrees.ts';

/** Random valid schemas. */
export const validCases = (random: Random, count: number): Case[] =>
  Array.from({ length: count }, () => validCase(randomValid(random)));

const validCase = (valid: Valid): Case => ({
  sketch: valid.sketch,
  of(sketch) {
    const naive = readIfValid(sketch);
    return naive === undefined ? undefined : validCase({ sketch, naive });
  },
  stated: (runtime, random) => stated(valid, runtime, random),
});

function stated({ sketch, naive }: Valid, runtime: typeof library, random: Random): Stated {
  const code = argumentsOf(sketch);
  try {
    const model = run(runtime, `layout(${code})`) as AnyLayout;
    const sum = arithmetic(random, runtime);
    const parts = shards(random, code, model, naive, runtime);
    return {
      lines: [
        ...literals(random, code, model, naive),
        ...subtrees(random, model, naive),
        ...otherFlats(random, model, naive),
        ...otherSources(random, model, naive),
        ...parts.lines,
        ...selections(random, model, naive),
        ...sum.lines,
      ],
      disagreements: [...againstNaive(code, model, naive), ...parts.disagreements, ...sum.disagreements],
    };
  } catch (error) {
    return {
      lines: [],
      disagreements: [{ between: 'runtime and naive reference', about: 'refused', code, found: String(error) }],
    };
  }
}
