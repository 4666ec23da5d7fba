// The twin of its grammar is types/checkpoint/fit/names.ts, which checks a map of names.
import { toPrintable } from '../array/printable.ts';
import { type Captures, fillIn, parsePattern, wildcardsOf } from './pattern.ts';

/**
 * Returns a function that maps names by patterns: `{ 'blocks.{i}.w': 'h.{i}.w' }`. A name that no pattern matches stays
 * as it is. Full names take precedence over patterns. If several patterns match a name, they must agree, since the
 * order of an object's keys has no meaning here. `what` says in errors whose names they are.
 *
 * @throws TypeError for invalid patterns
 */
export function mapRenamerOf(names: Readonly<Record<string, string>>, what: string): (name: string) => string {
  const full = new Map<string, string>();
  const patterns: {
    readonly from: string;
    readonly to: string;
    readonly capture: (name: string) => Captures | undefined;
  }[] = [];
  for (const [from, to] of Object.entries(names)) {
    refuseBadWildcard(from, from, /^(?:\*\*)?[A-Za-z_]\w*$/);
    refuseBadWildcard(to, from, /^[A-Za-z_]\w*$/);
    const { names: wildcards, capture } = parsePattern(from);
    const unknown = wildcardsOf(to).find((name) => !wildcards.includes(name));
    if (unknown !== undefined)
      throw new TypeError(`the wildcard '{${unknown}}' of the path '${to}' is not in ${what} '${from}'`);
    if (wildcards.length === 0 && !from.includes('*')) full.set(from, to);
    else patterns.push({ from, to: markGaps(to, from), capture });
  }
  return (name) => {
    const path = full.get(name);
    if (path !== undefined) return path;
    let found: { readonly from: string; readonly path: string } | undefined;
    for (const { from, to, capture } of patterns) {
      const captures = capture(name);
      if (captures === undefined) continue;
      const next = fillIn(to, captures);
      if (found !== undefined && found.path !== next) {
        throw new TypeError(
          toPrintable(`names maps '${name}' to '${found.path}' by '${found.from}', but to '${next}' by '${from}'`),
        );
      }
      found = { from, path: next };
    }
    return found?.path ?? name;
  };
}

/** Writes `{rest}` as `{**rest}` where it stands for any number of segments in the pattern. */
export const markGaps = (to: string, from: string): string =>
  to.replace(/\{(\w+)\}/g, (whole, name: string) => (from.includes(`{**${name}}`) ? `{**${name}}` : whole));

/** Braces without a wildcard would match only themselves: `{0}` is a slip for `{i}` or `0`. */
function refuseBadWildcard(text: string, from: string, allowed: RegExp): void {
  for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
    if (!allowed.test(name))
      throw new TypeError(
        `'{${name}}' is no wildcard in ` +
          `'${text}'${text === from ? '' : ` for '${from}'`}: its name must be an identifier, such as {i}`,
      );
}
