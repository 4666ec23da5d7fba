// No twin in types: the compiler checks each rule by itself.
import type { Captures } from '../../place/pattern.ts';
import type { Stack } from './expression.ts';
import type { Rule, RuleLeaf } from './rule.ts';

/** A rule with one value for each of its wildcards, and the leaves that it takes. */
export interface RuleInstance {
  readonly rule: Rule;
  readonly captures: Captures;
  readonly paths: readonly string[];
  /** The number of values that a stack runs over. */
  countOf(stack: Stack, captures: Captures): number;
}

/** How a rule takes a leaf. */
interface RuleMatch {
  readonly rule: Rule;
  readonly leaf: RuleLeaf;
  readonly captures: Captures;
}

/**
 * Gives each leaf to the most literal rule that matches it, and groups the leaves of a rule by its wildcards.
 *
 * @throws TypeError for a leaf that two rules match equally well, and for a rule that takes no leaf
 */
export function assignLeaves(
  rules: readonly Rule[],
  leaves: ReadonlyMap<string, unknown>,
): { readonly instances: readonly RuleInstance[]; readonly unmatched: readonly string[] } {
  const unmatched: string[] = [];
  const groups = new Map<
    string,
    { readonly rule: Rule; readonly captures: Captures; readonly taken: Map<string, RuleMatch> }
  >();
  const used = new Set<Rule>();
  for (const path of leaves.keys()) {
    const match = bestMatchOf(rules, path);
    if (match === undefined) {
      unmatched.push(path);
      continue;
    }
    const { rule } = match;
    used.add(rule);
    const captures = new Map(rule.wildcards.map((name) => [name, match.captures.get(name) as string]));
    const key = `${rules.indexOf(rule)} ${JSON.stringify([...captures.values()])}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rule, captures, taken: new Map([[path, match]]) });
    else group.taken.set(path, match);
  }
  const idle = rules.find((rule) => !used.has(rule));
  if (idle !== undefined) throw new IdleRuleError(idle);
  const instances = Array.from(groups.values(), ({ rule, captures, taken }): RuleInstance => {
    const matches = [...taken.values()];
    return { rule, captures, paths: [...taken.keys()], countOf: (stack, at) => countValues(matches, stack, at) };
  });
  return { instances, unmatched };
}

/** A rule takes no leaf of the layout. */
export class IdleRuleError extends TypeError {
  readonly rule: Rule;

  constructor(rule: Rule) {
    super(`the rule ${rule.text} takes no leaf`);
    this.rule = rule;
  }
}

function bestMatchOf(rules: readonly Rule[], path: string): RuleMatch | undefined {
  let best: RuleMatch | undefined;
  let rival: RuleMatch | undefined;
  for (const rule of rules) {
    for (const leaf of rule.leaves) {
      if (best !== undefined && leaf.literals < best.leaf.literals) continue;
      const captures = leaf.name.pattern.capture(path);
      if (captures === undefined || leaf.stacks.some(({ over }) => !isIndex(captures.get(over)))) continue;
      rival = best?.leaf.literals === leaf.literals ? best : undefined;
      best = { rule, leaf, captures };
    }
  }
  if (best !== undefined && rival !== undefined)
    throw new TypeError(
      rival.rule === best.rule ?
        `the rule ${best.rule.text} takes '${path}' twice: as '${rival.leaf.name.pattern.text}' and as '${best.leaf.name.pattern.text}'`
      : `two rules take the leaf '${path}': ${rival.rule.text} and ${best.rule.text}`,
    );
  return best;
}

const isIndex = (text: string | undefined): boolean => text !== undefined && /^(?:0|[1-9]\d*)$/.test(text);

/** The number of values of a stack's wildcard, among the leaves that have the given values of the others. */
function countValues(matches: readonly RuleMatch[], stack: Stack, captures: Captures): number {
  let count = 0;
  for (const { leaf, captures: own } of matches) {
    if (!leaf.stacks.includes(stack)) continue;
    if ([...captures].every(([name, value]) => (own.get(name) ?? value) === value))
      count = Math.max(count, Number(own.get(stack.over)) + 1);
  }
  if (count > matches.length)
    throw new TypeError(
      `stack takes a leaf for each value of '{${stack.over}}' from 0 to ${count - 1}; some are missing`,
    );
  return count;
}
