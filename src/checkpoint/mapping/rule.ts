// The twin is types/checkpoint/mapping/check-rules.ts.
import { clipText } from '../text.ts';
import { type Expression, namesIn, type NameExpression, type Stack, wildcardNamesOf } from './expression.ts';
import { parseArrangement, showData } from './parse-arrangement.ts';

/** A rule of a mapping that was checked. */
export interface ParsedRule {
  readonly file: Expression;
  readonly layout: Expression;
  /** The wildcards that both sides share, in one order. */
  readonly wildcards: readonly string[];
  /** The names on the layout's side. */
  readonly leaves: readonly RuleLeaf[];
  /** Names the rule in messages. */
  readonly text: string;
}
/** A name on the layout's side, and the stacks that run over its wildcards, from the outside to the inside. */
export interface RuleLeaf {
  readonly name: NameExpression;
  readonly stacks: readonly Stack[];
  /** The number of its characters that are not wildcards. */
  readonly literals: number;
}

/** Reads the rules of a mapping. @throws TypeError that names the rule and says what is wrong with it */
export function parseRules(data: unknown): readonly ParsedRule[] {
  if (!Array.isArray(data))
    throw new TypeError(`mapping: a list of rules [[file, layout], …] was expected, found ${showData(data)}`);
  return data.map((rule: unknown, i) => {
    if (isDeeperThan(rule, MAX_RULE_NESTING))
      throw new TypeError(`mapping: the rule at index ${i} nests more than ${MAX_RULE_NESTING} objects and lists`);
    if (!Array.isArray(rule) || rule.length !== 2)
      throw new TypeError(`mapping: a rule [file, layout] was expected at index ${i}, found ${showData(rule)}`);
    const [file, layout] = rule as [unknown, unknown];
    return inRule(describeRule([file, layout]), () => parseRule(file, layout));
  });
}

function parseRule(ofFile: unknown, ofLayout: unknown): ParsedRule {
  const file = parseArrangement(ofFile);
  const layout = parseArrangement(ofLayout);
  const wildcards = wildcardNamesOf(layout);
  requireSameWildcards(wildcardNamesOf(file), wildcards);
  requireSameGaps([...namesIn(file), ...namesIn(layout)]);
  for (const side of [file, layout]) {
    for (const { name, stacks } of ruleLeavesOf(side, [])) {
      const bound = new Set(stacks.map(({ over }) => over));
      const lost = [...wildcards, ...bound].find((each) => !name.pattern.names.includes(each));
      if (lost !== undefined)
        throw new TypeError(
          `'${name.pattern.text}' lacks the wildcard '{${lost}}', so the rule ` +
            `would use it once for each value of '{${lost}}'`,
        );
    }
    const texts = namesIn(side).map(({ pattern }) => pattern.text);
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    if (twice !== undefined) throw new TypeError(`'${twice}' occurs twice on one side`);
  }
  return {
    file,
    layout,
    wildcards: [...wildcards],
    leaves: ruleLeavesOf(layout, []),
    text: describeRule([ofFile, ofLayout]),
  };
}

function requireSameWildcards(file: ReadonlySet<string>, layout: ReadonlySet<string>): void {
  const inLayout = [...layout].find((name) => !file.has(name));
  const one = inLayout ?? [...file].find((name) => !layout.has(name));
  if (one !== undefined)
    throw new TypeError(
      `the wildcard '{${one}}' is only on the ` +
        `${inLayout === undefined ? "file's" : "layout's"} side; both sides need it, or a stack must run over it`,
    );
}

/** A wildcard for several segments on one side would read another name than a wildcard for one segment wrote. */
function requireSameGaps(names: readonly NameExpression[]): void {
  const texts = names.map(({ pattern }) => pattern.text).join('.');
  const mixed = names
    .flatMap(({ pattern }) => pattern.names)
    .find((name) => texts.includes(`{${name}}`) && texts.includes(`{**${name}}`));
  if (mixed !== undefined)
    throw new TypeError(
      `the wildcard '{${mixed}}' stands for one segment, but '{**${mixed}}' for several; write it in one way`,
    );
}

/** A rule from a hostile file could otherwise exhaust the stack. Each operation takes two at most. */
const MAX_RULE_NESTING = 64;
const isDeeperThan = (value: unknown, limit: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (limit === 0 || Object.values(value).some((each) => isDeeperThan(each, limit - 1)));

function ruleLeavesOf(expression: Expression, stacks: readonly Stack[]): readonly RuleLeaf[] {
  switch (expression.op) {
    case 'name': {
      const literals = expression.pattern.text.replaceAll(/\{[^}]*\}|\./g, '').length;
      return [{ name: expression, stacks, literals }];
    }
    case 'concat':
      return expression.parts.flatMap((part) => ruleLeavesOf(part, stacks));
    case 'stack':
      return ruleLeavesOf(expression.of, [...stacks, expression]);
    default:
      return ruleLeavesOf(expression.of, stacks);
  }
}

/** A rule as text, for messages. */
const describeRule = (rule: readonly [file: unknown, layout: unknown]): string =>
  clipText(`[${rule.map((side) => JSON.stringify(side)).join(', ')}]`);

/** Runs `use`. @throws its TypeError with the rule in its message */
export function inRule<T>(text: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`the rule ${text}: ${error.message}`, { cause: error });
    throw error;
  }
}
