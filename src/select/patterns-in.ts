// No twin in types: PatternsOf in types/place/pattern.ts lists them as a union.
import { describe } from '../array/describe.ts';

/** Returns the patterns in a pattern or a list of patterns. @throws TypeError for anything else */
export function patternsIn(given: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const each of list)
    if (typeof each !== 'string') throw new TypeError(`a pattern was expected, found ${describe(each)}`);
  return list as readonly string[];
}
