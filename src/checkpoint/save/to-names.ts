// The twin is types/checkpoint/fit/names.ts, which checks names for `load`.
import type { NameFunction, NameMap, NamePair } from '../../../types/checkpoint/fit/names.ts';
import { mapRenamerOf } from '../../place/name-map.ts';

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
  const back: Record<string, string> = {};
  for (const [from, to] of Object.entries(names as NameMap)) {
    if (from.replaceAll(/\{\*\*[^}]*\}/g, '').includes('*'))
      throw new TypeError(
        `names: '${from}' has a wildcard without a name, so save cannot tell the file's name; write {i}`,
      );
    if (back[to] !== undefined)
      throw new TypeError(`names maps '${back[to]}' and '${from}' to '${to}', so save cannot tell the file's name`);
    back[to] = from;
  }
  const rename = mapRenamerOf(back, 'the path');
  return (path) => prefix + rename(path);
}

function requireName(name: unknown, path: string): string {
  if (typeof name === 'string') return name;
  throw new TypeError(`names.toName must give a name for '${path}', found ${String(name)}`);
}
