// The twin is types/place/pattern.ts, whose remainders these are; src/place/pattern.ts matches whole names.
import { parsePattern } from '../place/pattern.ts';

/**
 * What remains of a pattern below a node, and the rule that the pattern belongs to. The rest `''` means that the
 * pattern ends at this node.
 */
export interface Remainder {
  readonly rest: string;
  readonly rule: string;
}
/** What remains of all patterns below a node, in a fixed order, so that equal remainders have equal texts. */
export type Remainders = readonly Remainder[];

/**
 * Returns what remains of a pattern at the root. A last `**` has no effect, because a pattern that matches a subtree
 * selects all of it.
 *
 * @throws TypeError for an invalid pattern
 */
export function remainderOf(pattern: string, rule: string): Remainder {
  parsePattern(pattern);
  const segments = pattern
    .replace(/\{\*\*[A-Za-z_]\w*\}/g, '**')
    .replace(/\{[A-Za-z_]\w*\}/g, '*')
    .split('.');
  const rest = segments.filter((segment, i) => segment !== '**' || segments[i - 1] !== '**');
  if (rest.at(-1) === '**') rest.pop();
  return { rest: rest.join('.'), rule };
}

/** Returns what remains below the child at a segment. A pattern that ends above the child is gone. */
export const stepEach = (remainders: Remainders, segment: string): Remainders =>
  inOrder(remainders.flatMap(({ rest, rule }) => stepOne(rest, segment).map((next) => ({ rest: next, rule }))));

/** The same for patterns that mean all below the node where they end. */
export function step(remainders: Remainders, segment: string): Remainders {
  const ended = new Set(remainders.filter(({ rest }) => rest === '').map(({ rule }) => rule));
  const next = stepEach(remainders, segment);
  for (const { rest, rule } of next) if (rest === '') ended.add(rule);
  return inOrder([
    ...Array.from(ended, (rule) => ({ rest: '', rule })),
    ...next.filter(({ rule }) => !ended.has(rule)),
  ]);
}

/** Whether a pattern ends at this node; with a rule, whether one of that rule does. */
export const endsHere = (remainders: Remainders, rule?: string): boolean =>
  remainders.some((each) => each.rest === '' && (rule === undefined || each.rule === rule));

/** A text that is equal for equal remainders. */
export const textOf = (remainders: Remainders): string =>
  remainders.map(({ rest, rule }) => `${rest}\\${rule}`).join('\n');

/** Whether the remainders treat all indices alike: whether every segment that comes next is `*` or `**`. */
export const namesNoIndex = (remainders: Remainders): boolean =>
  remainders.every(({ rest }) => /^(?:\*\*\.)?(?:\*(?:\.|$)|$)/.test(rest));

function stepOne(rest: string, segment: string): string[] {
  if (rest === '') return [];
  const dot = rest.indexOf('.');
  const glob = dot < 0 ? rest : rest.slice(0, dot);
  const after = dot < 0 ? '' : rest.slice(dot + 1);
  if (glob === '**') return [rest, ...stepOne(after, segment)];
  return glob === segment || glob === '*' || (glob.includes('*') && parsePattern(glob).matches(segment)) ? [after] : [];
}

function inOrder(remainders: Remainders): Remainders {
  const byText = new Map(remainders.map((each) => [textOf([each]), each]));
  return Array.from(byText.keys())
    .sort()
    .map((text) => byText.get(text) as Remainder);
}
