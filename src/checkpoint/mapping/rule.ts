// The twin is types/checkpoint/mapping/check-rules.ts.
import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import { clipText } from '../text.ts';
import {
  type Expression,
  namesIn,
  type NameExpression,
  parseArrangement,
  type Stack,
  wildcardNamesOf,
} from './expression.ts';

/** A rule of a mapping that was checked. */
export interface Rule {
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
export function readRules(data: unknown): readonly Rule[] {
  if (!Array.isArray(data)) throw new TypeError(`a list of rules was expected, found ${JSON.stringify(data)}`);
  return data.map((rule: unknown, i) => {
    if (!Array.isArray(rule) || rule.length !== 2)
      throw new TypeError(
        `a rule [file, layout] was expected at index ${i}, found ${clipText(JSON.stringify(rule) ?? 'nothing')}`,
      );
    return inRule(describeRule(rule as unknown as MappingRule), () => readRule(rule as unknown as MappingRule));
  });
}

function readRule(data: MappingRule): Rule {
  const file = parseArrangement(data[0]);
  const layout = parseArrangement(data[1]);
  const wildcards = wildcardNamesOf(layout);
  for (const side of [file, layout]) {
    const own = wildcardNamesOf(side);
    const missing =
      [...wildcards].find((name) => !own.has(name)) ?? [...wildcardNamesOf(file)].find((name) => !own.has(name));
    if (missing !== undefined) throw new TypeError(`the wildcard '{${missing}}' is on one side only`);
    for (const { name, stacks } of ruleLeavesOf(side, [])) {
      const bound = new Set(stacks.map(({ over }) => over));
      const lost = [...wildcards, ...bound].find((each) => !name.pattern.names.includes(each));
      if (lost !== undefined)
        throw new TypeError(
          `'${name.pattern.text}' lacks the wildcard '{${lost}}', so several instances would share it`,
        );
    }
    const texts = namesIn(side).map(({ pattern }) => pattern.text);
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    if (twice !== undefined) throw new TypeError(`'${twice}' occurs twice on one side`);
  }
  return { file, layout, wildcards: [...wildcards], leaves: ruleLeavesOf(layout, []), text: describeRule(data) };
}

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
const describeRule = (rule: MappingRule): string =>
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
