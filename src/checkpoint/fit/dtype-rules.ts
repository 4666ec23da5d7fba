import { parsePattern } from '../../place/pattern.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';

/** The dtype for the paths that a pattern matches. */
export interface DtypeRule {
  readonly pattern: string;
  readonly dtype: Dtype;
}

/** Patterns that choose dtypes. */
interface DtypeRules {
  /** The dtype of the most literal pattern that matches. @throws CheckpointError if two match equally well */
  choose(path: string): Dtype | undefined;
  /** Returns a pattern that has matched nothing so far, if there is one. */
  findUnused(): string | undefined;
}

/** Chooses dtypes by patterns, of which `option` is the name of the option that gives them. */
export function makeDtypeRules(given: readonly DtypeRule[], option = 'dtype'): DtypeRules {
  const rules = given.map((rule) => ({
    ...rule,
    matches: parsePattern(rule.pattern).matches,
    literal: literalLengthOf(rule.pattern),
    used: false,
  }));
  const choose = (path: string): Dtype | undefined => {
    let best: (typeof rules)[number] | undefined;
    for (const rule of rules) {
      if (!rule.matches(path)) continue;
      rule.used = true;
      if (best !== undefined && best.literal === rule.literal && best.dtype !== rule.dtype)
        throw ambiguityError(path, best, rule, option);
      if (best === undefined || rule.literal > best.literal) best = rule;
    }
    return best?.dtype;
  };
  return { choose, findUnused: () => rules.find((rule) => !rule.used)?.pattern };
}

const literalLengthOf = (pattern: string): number => pattern.replaceAll(/[*.]/g, '').length;

const ambiguityError = (path: string, one: DtypeRule, other: DtypeRule, option: string): CheckpointError =>
  new CheckpointError(`two patterns of the option ${option} match it equally well`, {
    tensor: path,
    expected: 'one',
    found: `'${one.pattern}' (${one.dtype}) and '${other.pattern}' (${other.dtype})`,
  });
