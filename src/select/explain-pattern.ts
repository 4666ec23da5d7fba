import type { LayoutLike } from '../../types/place/layout-like.ts';
import { matchSegment, parseParts } from '../place/pattern.ts';
import { childPlaceOf, childPlacesOf, type Place, rootPlaceOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { matchesNothing, matchesOnlyTies } from './issues.ts';
import { sortKeys } from '../schema/order.ts';
import { explainMissing, indexOfSegment } from '../schema/path.ts';
import { suggest } from '../schema/suggest.ts';
import { matcherOf } from './matcher.ts';

/** Says why no owner matches a pattern: it matches only ties, or nothing at all. */
export function explainPattern(layout: LayoutLike, pattern: string): string {
  const match = matcherOf(pattern);
  const owners = layout.slots.flatMap(({ path, tiedTo }) => (tiedTo !== undefined && match(path) >= 0 ? [tiedTo] : []));
  const owner = sortKeys(owners)[0];
  if (owner !== undefined) return matchesOnlyTies(pattern, owner);
  return matchesNothing(pattern, hintFor(rootPlaceOf(rootOfLayout(layout)), pattern.split('.')));
}

/**
 * Says why nothing matches, as far as a segment without `*` shows it: the first such segment that names no child, or
 * after a `**` the nearest key of the layout.
 */
function hintFor(place: Place, [segment, ...rest]: readonly string[]): string {
  if (segment === undefined || segment === '') return '';
  const { node, path } = place;
  if (segment === '**') return hintAfterGap(place, rest);
  if (!isLiteral(segment)) {
    const isFirst = node.kind === 'group' && node.form === 'repeat' && node.count > 0 && matches(segment, '0');
    return isFirst ? hintFor(childPlaceOf(place, 0), rest) : '';
  }
  const index = node.kind === 'group' ? indexOfSegment(node, segment) : -1;
  return index < 0 ? `: ${explainMissing(node, segment, path)}` : hintFor(childPlaceOf(place, index), rest);
}

function hintAfterGap(place: Place, rest: readonly string[]): string {
  const segment = rest.find((each) => each !== '**');
  return segment === undefined || !isLiteral(segment) ? '' : suggest(segment, [...keysBelow(place)]);
}

/** Yields all keys below a place, except those below ties. The blocks of a repeat have the same keys. */
function* keysBelow(place: Place): Generator<string> {
  const { node } = place;
  if (node.kind !== 'group') return;
  yield* node.keys ?? [];
  const children = node.form === 'repeat' && node.count > 0 ? [childPlaceOf(place, 0)] : childPlacesOf(place);
  for (const child of children)
    if (child.tiedTo === place.tiedTo || child.tiedTo === undefined) yield* keysBelow(child);
}

const isLiteral = (segment: string): boolean => !segment.includes('*');
function matches(glob: string, segment: string): boolean {
  const [part] = parseParts(glob);
  return part !== undefined && !('gap' in part) && matchSegment(part, segment) !== undefined;
}
