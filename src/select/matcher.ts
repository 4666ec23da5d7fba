// No twin in types: the compiler carries what remains of a pattern through a schema, types/place/pattern.ts.
import { matchSegment, parseParts, type PatternPart } from '../place/pattern.ts';

/**
 * Returns the length of the shortest path, among a path and the paths above it, that a pattern matches; -1 if it matches
 * none. A pattern that matches a subtree means all its leaves, so any other result says that the path is meant.
 */
export type Matcher = (path: string) => number;

/** The parts of a pattern that may match the next segment, and the states that segments have led to so far. */
interface MatcherState {
  readonly parts: readonly number[];
  readonly next: Map<string, MatcherState>;
}

/**
 * Returns the matcher of a pattern. It keeps where each segment leads, so it looks at the text of a segment once for all
 * paths that begin alike.
 *
 * @throws TypeError for a `**` that is only part of a segment
 */
export function matcherOf(pattern: string): Matcher {
  const parts = parseParts(pattern);
  const start = stateAt(parts, [0]);
  const isMatched = ({ parts: next }: MatcherState): boolean => next.at(-1) === parts.length;
  return (path) => {
    let state = start;
    for (let at = 0; ;) {
      if (isMatched(state)) return Math.max(at - 1, 0);
      if (state.parts.length === 0 || at > path.length) return -1;
      const dot = path.indexOf('.', at);
      const end = dot < 0 ? path.length : dot;
      state = nextState(parts, state, path.slice(at, end));
      at = end + 1;
    }
  };
}

function nextState(parts: readonly PatternPart[], state: MatcherState, segment: string): MatcherState {
  const known = state.next.get(segment);
  if (known !== undefined) return known;
  const next = state.parts.flatMap((i) => {
    const part = parts[i];
    if (part === undefined) return [];
    if ('gap' in part) return [i];
    return matchSegment(part, segment) === undefined ? [] : [i + 1];
  });
  const found = stateAt(parts, next);
  state.next.set(segment, found);
  return found;
}

/** A gap may match no segment, so after each gap the part behind it may match as well. */
function stateAt(parts: readonly PatternPart[], reached: readonly number[]): MatcherState {
  const all = new Set<number>();
  for (let i of reached) {
    all.add(i);
    for (let part = parts[i]; part !== undefined && 'gap' in part; part = parts[i]) all.add(++i);
  }
  return { parts: [...all].sort((a, b) => a - b), next: new Map() };
}
