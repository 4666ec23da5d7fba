// No twin in types: the compiler does not see the text of a shader.
import type { ShaderPlace } from './shader-places.ts';
import { nameTaken } from './issues.ts';

/** What follows the name of a leaf or a repeat in the names that belong to it. */
const SUFFIXES = {
  leaf: ['', '_index', '_set', '_vec4', '_offset', '_length', '_shape', '_strides'],
  repeat: ['_count', '_stride'],
} as const;

/** How the words of WGSL with an underscore begin, which a prefix and a key can make together. */
const WGSL_WORD = /^(co|const|dynamic|read|reinterpret|sampler|static|texture|thread)_[^_]/;

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
  const levels = places.map(() => 0);
  const isFree = (name: string): boolean =>
    !`${name}_`.startsWith(`${own}_`) && !taken.includes(name) && !WGSL_WORD.test(name);
  for (;;) {
    const names = places.map((place, i) =>
      [prefix, ...keysOf(place, levels[i] as number)].join(levels[i] ? '__' : '_'),
    );
    const holders = new Map<string, Set<number>>();
    for (const [i, { kind }] of places.entries())
      for (const suffix of SUFFIXES[kind]) {
        const name = names[i] + suffix;
        holders.set(name, (holders.get(name) ?? new Set()).add(i));
      }
    const longer = new Set<number>();
    for (const [name, holding] of holders) {
      if (holding.size === 1 && isFree(name)) continue;
      const rest = [...holding].filter((i) => (levels[i] as number) < 2);
      if (rest.length === 0) throw new RangeError(nameTaken(name));
      for (const i of rest) longer.add(i);
    }
    if (longer.size === 0) return names;
    for (const i of longer) levels[i] = (levels[i] as number) + 1;
  }
}

/**
 * The keys of a path, as parts of a name. The blocks of a repeat that are repeats themselves have the index 0, so that
 * each has a name. WGSL takes identifiers from Unicode's XID, which has no subscript digits. At the last level no two
 * places have the same keys.
 */
function keysOf({ kind, path }: ShaderPlace, level: number): string[] {
  const named = kind === 'repeat' ? path.replace(/(?<=^|\.)\*(?=(\.\*)*$)/g, '0') : path;
  const keys = named.split('.').filter((key) => key !== '*' && key !== '');
  return keys.map((key) =>
    level < 2 ?
      key.replace(/[\u2080-\u2089]/g, (digit) => `${digit.charCodeAt(0) - 0x2080}`).replace(/\P{XIDC}/gu, '_')
    : key.replace(/\P{XIDC}|_/gu, (char) => `_x${char.charCodeAt(0).toString(16)}_`),
  );
}
