// No twin in types: the compiler checks each rule by itself.
import type { Captures } from '../../place/pattern.ts';
import type { Stack } from './expression.ts';
import type { ParsedRule, RuleLeaf } from './rule.ts';

/** A rule with one value for each of its wildcards, and the leaves that it takes. */
export interface RuleInstance {
  readonly rule: ParsedRule;
  readonly captures: Captures;
  readonly paths: readonly string[];
  /** Returns the rule that takes a leaf, if any does. */
  ownerOf(path: string): ParsedRule | undefined;
  /** The number of values that a stack runs over. */
  countOf(stack: Stack, captures: Captures): number;
}

/** Says why no leaf has a name. */
export type ExplainName = (name: string) => string;

/** How a rule takes a leaf. */
interface RuleMatch {
  readonly rule: ParsedRule;
  readonly leaf: RuleLeaf;
  readonly captures: Captures;
}

/**
 * Gives each leaf to the most literal rule that matches it, and groups the leaves of a rule by its wildcards.
 *
 * @throws TypeError for a leaf that two rules match equally well, and for a rule that takes no leaf
 */
export function assignLeaves(
  rules: readonly ParsedRule[],
  leaves: ReadonlyMap<string, unknown>,
  explainName: ExplainName,
): { readonly instances: readonly RuleInstance[]; readonly unmatched: readonly string[] } {
  const unmatched: string[] = [];
  const groups = new Map<
    string,
    { readonly rule: ParsedRule; readonly captures: Captures; readonly taken: Map<string, RuleMatch> }
  >();
  const takers = new Map<string, ParsedRule>();
  const ownerOf = (path: string): ParsedRule | undefined => takers.get(path);
  for (const path of leaves.keys()) {
    const match = bestMatchOf(rules, path);
    if (match === undefined) {
      unmatched.push(path);
      continue;
    }
    const { rule } = match;
    takers.set(path, rule);
    const captures = new Map(rule.wildcards.map((name) => [name, match.captures.get(name) as string]));
    const key = `${rules.indexOf(rule)} ${JSON.stringify([...captures.values()])}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rule, captures, taken: new Map([[path, match]]) });
    else group.taken.set(path, match);
  }
  const used = new Set(takers.values());
  const idle = rules.find((rule) => !used.has(rule));
  if (idle !== undefined) throw new TypeError(`the rule ${idle.text}: ${whyIdle(idle, leaves, explainName)}`);
  const instances = Array.from(groups.values(), ({ rule, captures, taken }): RuleInstance => {
    const matches = [...taken.values()];
    return {
      rule,
      captures,
      paths: [...taken.keys()],
      ownerOf,
      countOf: (stack, at) => countStacked(matches, stack, at),
    };
  });
  return { instances, unmatched };
}

/** Why a rule takes no leaf. */
function whyIdle(rule: ParsedRule, leaves: ReadonlyMap<string, unknown>, explainName: ExplainName): string {
  const paths = [...leaves.keys()];
  const found = rule.leaves.find(({ name }) => paths.some((path) => name.pattern.matches(path)));
  if (found === undefined) return explainName((rule.leaves[0] as RuleLeaf).name.pattern.text);
  const { name, stacks } = found;
  return paths.some((path) => takes(found, path)) ?
      `more literal rules take all leaves that match '${name.pattern.text}'`
    : `no leaf that matches '${name.pattern.text}' has a number in place of ` +
        `'{${stacks.map(({ over }) => over).join("}' and '{")}}'`;
}

/** The text of the wildcards of a name if it takes a leaf: a stack runs over numbers. */
function takes({ name, stacks }: RuleLeaf, path: string): Captures | undefined {
  const captures = name.pattern.capture(path);
  return captures === undefined || stacks.some(({ over }) => !isStackIndex(captures.get(over))) ? undefined : captures;
}

function bestMatchOf(rules: readonly ParsedRule[], path: string): RuleMatch | undefined {
  let best: RuleMatch | undefined;
  let rival: RuleMatch | undefined;
  for (const rule of rules) {
    for (const leaf of rule.leaves) {
      if (best !== undefined && leaf.literals < best.leaf.literals) continue;
      const captures = takes(leaf, path);
      if (captures === undefined) continue;
      rival = best?.leaf.literals === leaf.literals ? best : undefined;
      best = { rule, leaf, captures };
    }
  }
  if (best !== undefined && rival !== undefined)
    throw new TypeError(
      rival.rule === best.rule ?
        `the rule ${best.rule.text}: it takes '${path}' twice, as ` +
          `'${rival.leaf.name.pattern.text}' and as '${best.leaf.name.pattern.text}'`
      : `the rule ${best.rule.text}: the rule ${rival.rule.text} takes '${path}' too, and neither name is more literal`,
    );
  return best;
}

const isStackIndex = (text: string | undefined): boolean => text !== undefined && /^(?:0|[1-9]\d*)$/.test(text);

/** The number of values of a stack's wildcard, among the leaves that have the given values of the others. */
function countStacked(matches: readonly RuleMatch[], stack: Stack, captures: Captures): number {
  let count = 0;
  for (const { leaf, captures: own } of matches) {
    if (!leaf.stacks.includes(stack)) continue;
    if ([...captures].every(([name, value]) => (own.get(name) ?? value) === value))
      count = Math.max(count, Number(own.get(stack.over)) + 1);
  }
  if (count > matches.length)
    throw new TypeError(
      `stack needs a leaf for each value of '{${stack.over}}' from 0 to ${count - 1}, and some are missing`,
    );
  return count;
}
