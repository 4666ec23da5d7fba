import { type AnyLayout, assign, select } from '../../src/index.ts';
import { is, type Line } from './line.ts';
import type { Naive } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

/** Beyond this, `slots` would be long. */
const MOST_LEAVES = 5000;

/** The lines in which the compiler must agree with `select` and `assign`: on lengths and values, or on the error. */
export function selections(random: Random, model: AnyLayout, judged: Naive): Line[] {
  const paths = [...judged.places.keys()];
  if (paths.length === 0 || mostLeaves(judged) > MOST_LEAVES) return [];
  const pattern = (): string => randomPattern(random, random.pick(paths));
  const singles = Array.from({ length: 3 }, pattern);
  const matching = Array.from({ length: 8 }, pattern).filter((each) => says(() => select(model, each)) === undefined);
  const [a, b, c] = matching;
  return [
    ...singles.flatMap((each, i): Line[] => selected(model, `q${i}`, each)),
    ...(b === undefined ? [] : combined(model, [a as string, b], c)),
    ...(b === undefined || a === b ? [] : assigned(random, model, a as string, b)),
  ];
}

/** An upper bound of the number of leaves, because the naive reference does not list all blocks of a long repeat. */
function mostLeaves({ places, root }: Naive): number {
  const counts = [root, ...places.values()].map(({ holds, count }) => (holds === 'list' ? Math.max(count, 1) : 1));
  return places.size * counts.reduce((most, count) => Math.max(most, count), 1);
}

const says = messageOf;
const isOpen = (...patterns: (string | undefined)[]): boolean => patterns.some((each) => each?.includes('{'));

function selected(model: AnyLayout, name: string, pattern: string): Line[] {
  const message = says(() => select(model, pattern));
  const call = `select(m, ${quoted(pattern)})`;
  if (message !== undefined) {
    if (isOpen(pattern)) return [];
    const expectedError = { says: message, message, column: 'select(m, '.length + 1 };
    return [[`${call};`, { about: `${call} is refused`, expectedError }]];
  }
  const { length } = select(model, pattern);
  return [
    [`const ${name} = ${call};`, { about: call }],
    is(`${call}.length`, `typeof ${name}.length`, isOpen(pattern) ? 'number' : `${length}`),
  ];
}

function combined(model: AnyLayout, patterns: readonly string[], except: string | undefined): Line[] {
  const options = except === undefined ? '' : `, { except: ${quoted(except)} }`;
  const call = `select(m, [${patterns.map(quoted).join(', ')}]${options})`;
  const { length } = except === undefined ? select(model, patterns) : select(model, patterns, { except });
  return [
    [`const qs = ${call};`, { about: call }],
    is(`${call}.length`, 'typeof qs.length', isOpen(except, ...patterns) ? 'number' : `${length}`),
  ];
}

function assigned(random: Random, model: AnyLayout, a: string, b: string): Line[] {
  if (isOpen(a, b)) return [];
  const withRest = random.percent(70);
  // The compiler keeps no key `__proto__` of an object literal.
  const rules: Record<string, number> = { [a]: 1, [b]: random.pick([1, 2]), ...(withRest ? { rest: 3 } : {}) };
  const keys = Object.keys(rules);
  if (keys.length !== (withRest ? 3 : 2)) return [];
  const code = `{ ${keys.map((key) => `[${quoted(key)}]: ${rules[key]}`).join(', ')} }`;
  const call = `assign(m, ${code})`;
  const message = says(() => assign(model, rules));
  if (message !== undefined) {
    const first = keys.findIndex((key) => message.includes(`'${key}'`));
    const before = code.indexOf(`[${quoted(keys[Math.max(first, 0)] as string)}]`);
    const expectedError = { says: message, message, column: 'assign(m, '.length + before + 1 };
    return [[`${call};`, { about: `${call} is refused`, expectedError }]];
  }
  const made = assign(model, rules);
  const leaf = random.pick(model.slots);
  const of = `.of(${quoted(leaf.path)})`;
  return [
    [`const w = ${call};`, { about: call }],
    ...(leaf.path === '' ?
      []
    : ([
        [`const v = w${of};`, { about: `${call}${of}` }],
        is(`${call}${of}`, 'typeof v', `${made.of(leaf.path)}`),
      ] as Line[])),
  ];
}

/** A pattern near a path: some segments become `*`, a text with `*`, or `**`; some are wrong. */
function randomPattern(random: Random, path: string): string {
  const segments = path.split('.').map((segment) => randomSegment(random, segment));
  const gaps = segments.filter((segment, i) => segment !== '**' || segments[i - 1] !== '**');
  if (random.percent(15)) gaps.push('**');
  if (random.percent(15)) gaps.unshift('**');
  return (random.percent(20) ? gaps.slice(0, random.int(1, gaps.length)) : gaps).join('.');
}
function randomSegment(random: Random, segment: string): string {
  switch (random.weighted({ same: 50, star: 22, gap: 12, glob: 10, wrong: 6 })) {
    case 'star':
      return '*';
    case 'gap':
      return '**';
    case 'glob': {
      const [from, to] = [random.int(0, segment.length), random.int(0, segment.length)].sort((x, y) => x - y);
      return `${segment.slice(0, from)}*${segment.slice(to)}`;
    }
    case 'wrong':
      return `${segment}x`;
    default:
      return segment;
  }
}
