import { withArticle } from '../../array/describe.ts';
import { parsePattern } from '../../place/pattern.ts';
import { type Dtype, isDtype } from '../dtype/dtype.ts';
import { whyNotEncoded } from '../dtype/encode.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';

/** One dtype for all leaves, or one for each pattern of paths. */
export type DtypeOption<D extends string = string> = D | { readonly [pattern: string]: D };

/**
 * The dtype to write for each path, in the order of the paths. If several patterns match a path, the most literal one
 * counts: the one with most characters other than `*` and dots. Paths that no pattern matches keep the flat array's own
 * dtype.
 *
 * @throws CheckpointError for a dtype to which the kind does not convert, a pattern that matches nothing, and two
 * patterns that match equally well
 */
export function chooseDtypes(paths: readonly string[], kind: string, option?: DtypeOption): readonly Dtype[] {
  const own = nativeDtypeOf(kind) as Dtype; // the flat array was checked
  if (option === undefined) return paths.map(() => own);
  if (typeof option === 'string') {
    const dtype = requireDtype(option, kind, undefined);
    return paths.map(() => dtype);
  }
  const { choose, findUnused } = makeDtypeRules(
    Object.entries(option).map(([pattern, name]) => ({ pattern, dtype: requireDtype(name, kind, pattern) })),
  );
  const dtypes = paths.map((path) => choose(path) ?? own);
  const unused = findUnused();
  if (unused !== undefined)
    throw new CheckpointError(`the pattern '${unused}' of the option dtype matches no path of the layout`);
  return dtypes;
}

/** Patterns that choose dtypes. */
interface DtypeRules {
  /** The dtype of the most literal pattern that matches. @throws CheckpointError if two match equally well */
  choose(path: string): Dtype | undefined;
  /** Returns a pattern that has matched nothing so far, if there is one. */
  findUnused(): string | undefined;
}

export function makeDtypeRules(given: readonly DtypeRule[]): DtypeRules {
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
        throw ambiguityError(path, best, rule);
      if (best === undefined || rule.literal > best.literal) best = rule;
    }
    return best?.dtype;
  };
  return { choose, findUnused: () => rules.find((rule) => !rule.used)?.pattern };
}

const literalLengthOf = (pattern: string): number => pattern.replaceAll(/[*.]/g, '').length;

function requireDtype(dtype: unknown, kind: string, pattern: string | undefined): Dtype {
  const whose = pattern === undefined ? '' : ` for '${pattern}'`;
  if (typeof dtype !== 'string' || !isDtype(dtype))
    throw new CheckpointError(`the option dtype${whose} is wrong`, {
      expected: 'the name of a dtype, such as BF16',
      found: JSON.stringify(dtype),
    });
  const why = whyNotEncoded(kind, dtype);
  if (why === undefined) return dtype;
  throw new CheckpointError(`the option dtype${whose} does not suit ${withArticle(kind)}: ${why}`, { found: dtype });
}

/** The dtype for the paths that a pattern matches. */
export interface DtypeRule {
  readonly pattern: string;
  readonly dtype: Dtype;
}
const ambiguityError = (path: string, one: DtypeRule, other: DtypeRule): CheckpointError =>
  new CheckpointError('two patterns of the option dtype match it equally well', {
    tensor: path,
    expected: 'one',
    found: `'${one.pattern}' (${one.dtype}) and '${other.pattern}' (${other.dtype})`,
  });
