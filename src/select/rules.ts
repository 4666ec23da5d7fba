import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe } from '../array/describe.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { type Place, rootPlaceOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { underNoRule, underTwoRules } from './issues.ts';
import { isBefore, sortKeys } from '../schema/order.ts';
import { ownersMatching } from './matches.ts';
import { rest as REST } from './rest.ts';

/** The patterns that have one value. */
export interface Rule<V> {
  /** What errors call the rule: its pattern, or the name of its group. */
  readonly name: string;
  readonly patterns: readonly string[];
  readonly value: V;
}
export interface Rules<V> {
  readonly rules: readonly Rule<V>[];
  /** The value of all owners under no rule, if the rules give one. */
  readonly rest: { readonly value: V } | undefined;
}

/**
 * Reads an object of rules. `ruleOf` gives the patterns and the value of an entry, and `'rest'` for the entry of the
 * rest.
 *
 * @throws TypeError for anything but a plain object, and for two entries for the rest
 */
export function readRules<V>(
  layout: LayoutLike,
  given: unknown,
  ruleOf: (key: string | symbol, value: unknown, root: Place) => Omit<Rule<V>, 'name'> | { readonly rest: V },
): Rules<V> {
  const root = rootPlaceOf(rootOfLayout(layout));
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError(`an object of rules was expected, found ${describe(given)}`);
  const rules: Rule<V>[] = [];
  let rest: { readonly value: V } | undefined;
  for (const key of Reflect.ownKeys(given)) {
    const rule = ruleOf(key, (given as Record<string | symbol, unknown>)[key], root);
    if (!('rest' in rule)) rules.push({ name: String(key), ...rule });
    else if (rest === undefined) rest = { value: rule.rest };
    else throw new TypeError('there must be one rule for the rest, found two');
  }
  return { rules, rest };
}

/** Whether a key or value stands for the rest in rules for a layout, whose root is given. */
export const isRest = (given: unknown, { node }: Place): boolean =>
  given === REST || (given === 'rest' && !(node.kind === 'group' && node.keys?.includes('rest') === true));

/** Reads the rules of `assign`: an object from patterns to values. */
export const readValues = (layout: LayoutLike, given: unknown): Rules<unknown> =>
  readRules(layout, given, (key, value, root) => {
    if (isRest(key, root)) return { rest: value };
    if (typeof key === 'symbol') throw new TypeError(`a pattern or rest was expected, found ${String(key)}`);
    return { patterns: [key], value };
  });

/**
 * Returns the value of each owner of a layout, in the order of the owners.
 *
 * @throws RangeError for a pattern that no owner matches, and for an owner under no rule or under rules of different
 * values
 * @throws TypeError for a malformed pattern
 */
export function valuesOfOwners<V>(layout: LayoutLike, { rules, rest }: Rules<V>): readonly V[] {
  const owners = slotsOfOwners(layout);
  const found: Rule<V>[][] = Array.from(owners, () => []);
  for (const rule of rules)
    for (const pattern of rule.patterns)
      for (const i of ownersMatching(layout, pattern)) (found[i] as Rule<V>[]).push(rule);
  const overlap = firstOverlap(owners, found);
  if (overlap !== undefined) throw new RangeError(underTwoRules(...overlap));
  if (rest === undefined) {
    const path = firstPath(owners.filter((_, i) => (found[i] as Rule<V>[]).length === 0));
    if (path !== undefined) throw new RangeError(underNoRule(path));
  }
  return found.map(([rule]) => (rule ?? (rest as { readonly value: V })).value);
}

/**
 * Returns an owner under two rules of different values, with the names of the rules. The compiler knows neither the
 * order of the owners nor that of the rules, so both halves name the first rule by code units, and the first owner.
 */
function firstOverlap(
  owners: readonly Slot[],
  found: readonly (readonly Rule<unknown>[])[],
): [path: string, a: string, b: string] | undefined {
  const namesBeside = (i: number, name: string): string[] => {
    const above = found[i] as readonly Rule<unknown>[];
    const own = above.find((rule) => rule.name === name);
    return own === undefined ? [] : above.filter(({ value }) => !Object.is(value, own.value)).map((rule) => rule.name);
  };
  const names = found.flatMap((above, i) =>
    above.map(({ name }) => name).filter((name) => namesBeside(i, name).length > 0),
  );
  const name = sortKeys(names)[0];
  if (name === undefined) return undefined;
  const path = firstPath(owners.filter((_, i) => namesBeside(i, name).length > 0)) as string;
  const at = owners.findIndex((slot) => slot.path === path);
  return [path, name, sortKeys(namesBeside(at, name))[0] as string];
}

/** Returns the path that comes first if paths are compared segment by segment. */
function firstPath(slots: readonly Slot[]): string | undefined {
  const isFirst = (a: readonly string[], b: readonly string[]): boolean => {
    const i = a.findIndex((segment, at) => segment !== b[at]);
    return i >= 0 && isBefore(a[i] as string, b[i] as string);
  };
  let first: readonly string[] | undefined;
  for (const { path } of slots) {
    const segments = path.split('.');
    if (first === undefined || isFirst(segments, first)) first = segments;
  }
  return first?.join('.');
}
