// The twin is types/checkpoint/fit/names.ts, which checks names for `load`.
import type { NameFunction, NameMap, NamePair } from '../../../types/checkpoint/fit/names.ts';
import { mapRenamerOf, markGaps } from '../../place/name-map.ts';
import { parsePattern } from '../../place/pattern.ts';

/**
 * Turns the option `names` round: returns the function from a path of the layout to the name in the file.
 *
 * @throws TypeError for a function without its inverse, and for a map that does not tell all of the file's name
 */
export function toNamesOf(
  prefix: string,
  names: NameMap | NameFunction | NamePair | undefined,
): (path: string) => string {
  if (names === undefined) return (path) => prefix + path;
  if (typeof names === 'function')
    throw new TypeError(
      "save needs the way back from a path to the file's name: pass names as { toPath, toName } instead of a function",
    );
  const { toName } = names;
  if (typeof toName === 'function') return (path) => prefix + requireName(toName(path), path);
  if (typeof names.toPath === 'function')
    throw new TypeError("save needs names.toName, the way back from a path to the file's name, beside names.toPath");
  const back: Record<string, string> = {};
  for (const [from, path] of Object.entries(names as NameMap)) {
    const { names: wildcards } = parsePattern(from);
    const lost = wildcards.find((name) => !path.includes(`{${name}}`));
    if (lost !== undefined)
      throw new TypeError(
        `names: '${from}' has the wildcard '{${lost}}', which '${path}' lacks, so save cannot tell the file's name`,
      );
    const to = markGaps(path, from);
    if (from.replaceAll(/\{\*\*[^}]*\}/g, '').includes('*'))
      throw new TypeError(
        `names: '${from}' has a wildcard without a name, so save cannot tell the file's name; write {i}`,
      );
    if (back[to] !== undefined)
      throw new TypeError(`names maps '${back[to]}' and '${from}' to '${path}', so save cannot tell the file's name`);
    back[to] = from.replaceAll('{**', '{');
  }
  const rename = mapRenamerOf(back, 'the path');
  return (path) => prefix + rename(path);
}

function requireName(name: unknown, path: string): string {
  if (typeof name === 'string') return name;
  throw new TypeError(`names.toName must give a name for '${path}', found ${String(name)}`);
}
