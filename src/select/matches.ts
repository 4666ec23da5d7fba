// No twin in types: the compiler goes through the folded schema, in types/select/reach.ts and restricted.ts.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { explainPattern } from './explain-pattern.ts';
import { matcherOf } from './matcher.ts';

/**
 * Returns which owners of a layout match a pattern, as indices of `owners`. A pattern that matches a subtree means all
 * its leaves. Only the path of the owner itself counts, not those of its ties.
 *
 * @throws RangeError for a pattern that no owner matches
 * @throws TypeError for a malformed pattern
 */
export function ownersMatching(layout: LayoutLike, pattern: string): readonly number[] {
  const owners = slotsOfOwners(layout);
  const match = matcherOf(pattern);
  const found: number[] = [];
  for (let i = 0; i < owners.length; i++) if (match((owners[i] as Slot).path) >= 0) found.push(i);
  if (found.length === 0) throw new RangeError(explainPattern(layout, pattern));
  return found;
}
