// No twin in types: the compiler does not see the text of a shader.
import type { ShaderPlace } from './shader-places.ts';

/** The words of WGSL with an underscore begin with one of these, as in `texture_2d` and `const_cast`. */
const FIRST_WORD = /^(co|const|dynamic|read|reinterpret|sampler|static|texture|thread)(_|$)/;

/** A line that declares a name. */
const DECLARATION = /^(?:fn |const |.*@.*> )(\p{XIDC}+)/gmu;

/**
 * Names the places and returns the text of each, which `write` makes. No text declares a name that another one or
 * `head` declares. If the short names of several places are the same (`a.b_c` and `a_b.c`), all of them get long ones,
 * so that adding one cannot give the name of the other a new meaning.
 */
export function withNames(
  places: readonly ShaderPlace[],
  prefix: string,
  head: string,
  write: (place: ShaderPlace, name: string) => string,
): string[] {
  const long = new Set<number>();
  for (let gap = '_'; ; gap += '_') {
    const texts = places.map((place, i) =>
      write(place, long.has(i) ? prefix + gap + longNameOf(place) : shortShaderName(place, prefix)),
    );
    const holders = new Map<string | undefined, number>();
    let isClear = true;
    for (const [i, text] of [...texts, head].entries())
      for (const [, name] of text.matchAll(DECLARATION)) {
        const holder = holders.get(name) ?? i;
        holders.set(name, i);
        if (holder === i) continue;
        isClear = false;
        long.add(holder).add(i);
      }
    if (isClear) return texts;
  }
}

/**
 * The prefix and the keys of a path with underscores between them, without the indices of blocks. The blocks of a
 * repeat that are repeats themselves have the key 0, and a leaf that is no field has the key `leaf`. WGSL takes
 * identifiers from Unicode's XID, which has no subscript digits.
 */
function shortShaderName({ at }: ShaderPlace, prefix: string): string {
  const named = 'shape' in at ? at.path.replace(/^[.*]*$/, 'leaf') : at.path.replace(/\*(?=[.*]*$)/g, '0');
  return `${prefix.replace(FIRST_WORD, '$&_')}.${named}`
    .replace(/\.\*|\.$/g, '')
    .replace(/\P{XIDC}/gu, (char) => char.normalize('NFKC').replace(/\D/g, '_'));
}

/** A path with foreign characters and underscores spelt out, so that no two paths give one name. */
const longNameOf = ({ at }: ShaderPlace): string =>
  at.path.replace(/[^\p{XIDC}.]|_/gu, (char) => `_x${char.charCodeAt(0).toString(16)}_`).replaceAll('.', '__');
