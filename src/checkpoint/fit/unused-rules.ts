// No twin in types: the compiler does not see the names of a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { parsePattern } from '../../place/pattern.ts';
import { clipText } from '../text.ts';
import { nearestNameOf } from './near-names.ts';
import type { FitOptions } from './options.ts';

/** A rule of the options that no tensor of a file matched. */
export interface UnusedRule {
  /** The option that has it. */
  readonly option: 'prefix' | 'names' | 'ignore' | 'transpose';
  /** The prefix or the pattern. */
  readonly rule: string;
  /** A sentence that names the rule and, if there is one, the nearest name of the file. */
  readonly message: string;
}

/** The rules of the options that no tensor of a file matched. Such a rule is often misspelt. */
export function unusedRulesOf(
  layout: LayoutLike,
  { mapping, prefix = mapping?.prefix ?? '', names, ignore = [], transpose = [] }: FitOptions,
  fileNames: Iterable<string>,
  stored: ReadonlyMap<string, unknown>,
): readonly UnusedRule[] {
  const unused: UnusedRule[] = [];
  const whole = [...fileNames];
  const shorts = whole.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const add = (option: UnusedRule['option'], rule: string, all: Iterable<string>): void => {
    const near = nearestNameOf(rule, all);
    const hint = near === undefined ? '' : `; the nearest is '${clipText(near)}'`;
    const what = option === 'prefix' ? 'the prefix' : `the pattern '${clipText(rule)}' of the option ${option}`;
    const message =
      option === 'prefix' ?
        `no name in the file begins with ${what} '${clipText(rule)}'${hint}`
      : `no name in the file matches ${what}${hint}`;
    unused.push({ option, rule, message });
  };
  if (prefix !== '' && shorts.length === 0) {
    const count = prefix.split('.').length - 1;
    add('prefix', prefix, new Set(whole.map((name) => beginningOf(name, count))));
  }
  const given = typeof names === 'object' ? Object.keys(names) : [];
  const full = new Set(given.filter((from) => !/[*{]/.test(from)));
  for (const from of given) {
    const { matches } = parsePattern(from);
    // A full name takes precedence over patterns.
    const isUsed = full.has(from) ? shorts.includes(from) : shorts.some((name) => matches(name) && !full.has(name));
    if (!isUsed) add('names', from, shorts);
  }
  for (const pattern of ignore) {
    const { matches } = parsePattern(pattern);
    if (!shorts.some((name) => matches(name) || (prefix !== '' && matches(prefix + name))))
      add('ignore', pattern, prefix === '' ? shorts : [...shorts, ...whole]);
  }
  for (const pattern of transpose) {
    const { matches } = parsePattern(pattern);
    const slots = layout.slots.filter(({ path }) => matches(path));
    const rule = `the pattern '${pattern}' of the option transpose`;
    if (!slots.some(({ shape }) => shape.length === 2))
      unused.push({ option: 'transpose', rule: pattern, message: `${rule} matches no matrix of the layout` });
    else if (!slots.some(({ path, tiedTo }) => stored.has(tiedTo ?? path)))
      unused.push({ option: 'transpose', rule: pattern, message: `the file has no tensor that ${rule} matches` });
  }
  return unused;
}

/** The beginning of a name up to its dot of a number. */
function beginningOf(name: string, dots: number): string {
  let end = 0;
  for (let i = 0; i < dots; i++) end = name.indexOf('.', end) + 1 || name.length;
  return name.slice(0, end);
}
