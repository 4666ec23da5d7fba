// No twin in types: the compiler carries what remains of a pattern through a schema, types/place/pattern.ts.
import { matchSegment, parseParts, type PatternPart } from '../place/pattern.ts';

/**
 * Returns the length of the shortest path, among a path and the paths above it, that a pattern matches; -1 if it
 * matches none. A pattern that matches a subtree selects all its leaves, so any result but -1 means that the pattern
 * selects the path.
 */
export type Matcher = (path: string) => number;

/** The parts of a pattern that may match the next segment, and the states that segments have led to so far. */
interface MatcherState {
  readonly parts: readonly number[];
  readonly next: Map<string, MatcherState>;
}

/**
 * Returns the matcher of a pattern.
 *
 * @throws TypeError for a `**` that is only part of a segment
 */
export function matcherOf(pattern: string): Matcher {
  const parts = [...parseParts(pattern)];
  while ('gap' in (parts.at(-1) ?? {})) parts.pop(); // a last `**` adds nothing to what the parts before it mean
  if (parts.length === 0) return () => 0;
  const match = matchByExpression(parts) ?? matchByStates(parts);
  return (path) => (path === '' ? -1 : match(path)); // a layout of one leaf, whose path has no segments
}

/**
 * Matches by a regular expression: the fastest way, but only for a pattern with at most one `**`, and one `*` in a
 * segment. With more, the time could grow with a power of the length of a path.
 */
function matchByExpression(parts: readonly PatternPart[]): Matcher | undefined {
  const gaps = parts.filter((part) => 'gap' in part).length;
  if (gaps > 1 || parts.some((part) => 'literals' in part && part.literals.length > 2)) return undefined;
  // The gap is lazy, so the match is the shortest. A sticky expression leaves the end of its match in `lastIndex`.
  const text = parts.map((part, i) => {
    if ('gap' in part) return String.raw`(?:[^.]+\.)*?`;
    return `${part.literals.map(escaped).join('[^.]*')}${i + 1 < parts.length ? String.raw`\.` : String.raw`(?:\.|$)`}`;
  });
  const expression = new RegExp(text.join(''), 'y');
  return (path) => {
    expression.lastIndex = 0;
    if (!expression.test(path)) return -1;
    const end = expression.lastIndex;
    return end > 0 && path[end - 1] === '.' ? end - 1 : end;
  };
}
const escaped = (literal: string): string => literal.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`);

/** Matches in steps. It keeps where each segment leads, so it looks at the text of a segment once for each state. */
function matchByStates(parts: readonly PatternPart[]): Matcher {
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
