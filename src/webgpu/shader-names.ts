// No twin in types: the compiler does not see the text of a shader.
import type { ShaderPlace } from './shader-places.ts';
import { nameTaken } from './issues.ts';

/** What follows the name of a leaf or a repeat in the names that belong to it. */
const SUFFIXES = {
  leaf: ['', '_index', '_set', '_vec4', '_offset', '_length', '_shape', '_strides'],
  repeat: ['_count', '_stride'],
} as const;

/** Reserved words, types and access modes of WGSL with an underscore, which a prefix and a key can make together. */
const WGSL_WORD =
  /^((const|static)_assert|(const|dynamic|reinterpret|static)_cast|co_(await|return|yield)|thread_local|read_write|sampler_comparison|texture_(external|(storage_|depth_|multisampled_)*(\dd|cube)(_array)?))$/;

/** Whether a text can be the name of a variable. */
export const isIdentifier = (text: unknown): text is string =>
  typeof text === 'string' && /^[\p{XIDS}_]\p{XIDC}*$/u.test(text) && !/^(__|_$)/.test(text);

/**
 * Returns a name for each place: the prefix and the segments of its path with underscores between them, without the
 * indices of blocks. No name, with a suffix, is that of another place, and none is in `taken` or starts with `own`.
 *
 * If the names of several places are the same (`a.b_c` and `a_b.c`), none of them gets that name, so that adding one
 * cannot give the name of the other a new meaning: all have two underscores between segments, and where even that is
 * not enough, underscores and foreign characters are spelt out.
 */
export function shaderNamesOf(
  places: readonly ShaderPlace[],
  prefix: string,
  own: string,
  taken: readonly string[],
): string[] {
  const segments = places.map(segmentsOf);
  const levels = places.map(() => 0);
  const names = places.map((_, i) => spell(prefix, segments[i] as string[], 0));
  const isFree = (name: string): boolean =>
    name !== own && !name.startsWith(`${own}_`) && !taken.includes(name) && !WGSL_WORD.test(name);
  for (;;) {
    const holders = new Map<string, number[]>();
    places.forEach(({ kind }, i) => {
      for (const suffix of SUFFIXES[kind]) append(holders, names[i] + suffix, i);
    });
    const longer = new Set<number>();
    for (const [name, [first = 0, ...more]] of holders) {
      if (more.length === 0 && isFree(name)) continue;
      const rest = [first, ...more].filter((i) => (levels[i] as number) < SPELLINGS.length - 1);
      if (rest.length === 0) throw new RangeError(nameTaken(name, (places[first] as ShaderPlace).path));
      for (const i of rest) longer.add(i);
    }
    if (longer.size === 0) return names;
    for (const i of longer) names[i] = spell(prefix, segments[i] as string[], (levels[i] = (levels[i] as number) + 1));
  }
}

function append(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The keys of a path. The blocks of a repeat that are repeats themselves have the index 0, so that each has a name. */
function segmentsOf({ kind, path }: ShaderPlace): string[] {
  const named = kind === 'repeat' ? path.replace(/(?<=^|\.)\*(?=(\.\*)*$)/g, '0') : path;
  return named.split('.').filter((segment) => segment !== '*' && segment !== '');
}

const SPELLINGS = [
  { separator: '_', spelled: (key: string) => withDigits(key).replace(FOREIGN, '_') },
  { separator: '__', spelled: (key: string) => withDigits(key).replace(FOREIGN, '_') },
  { separator: '__', spelled: (key: string) => key.replace(FOREIGN_OR_LINE, (c) => `_x${codeOf(c)}_`) },
] as const;
/** What cannot be part of an identifier: WGSL takes identifiers from Unicode's XID. */
const FOREIGN = /\P{XIDC}/gu;
const FOREIGN_OR_LINE = /\P{XIDC}|_/gu;
const codeOf = (char: string): string => (char.codePointAt(0) as number).toString(16);
/** Subscript digits are not part of XID. */
const withDigits = (key: string): string =>
  key.replace(/[\u2080-\u2089]/g, (digit) => `${digit.charCodeAt(0) - 0x2080}`);

function spell(prefix: string, segments: readonly string[], level: number): string {
  const { separator, spelled } = SPELLINGS[level] as (typeof SPELLINGS)[number];
  return [prefix, ...segments.map(spelled)].join(separator);
}
