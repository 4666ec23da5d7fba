import { gapInSegment } from './issues.ts';

/**
 * A pattern over dotted names. All patterns of this library have one grammar: `*` matches any run of characters within
 * a segment, and `**` matches any number of segments, also none. A wildcard with a name captures the text that it
 * matches: `{i}` is a `*`, and `{**rest}` is a `**`. All other characters match themselves.
 */
export interface Pattern {
  readonly text: string;
  /** The names of its wildcards, in order. */
  readonly names: readonly string[];
  matches(name: string): boolean;
  /** Returns the text that each named wildcard matches in a name; undefined if the name does not match. */
  capture(name: string): Captures | undefined;
}
export type Captures = ReadonlyMap<string, string>;

/** The part of a pattern that matches one segment, or for a gap any number of them. */
export type PatternPart = Glob | Gap;

/** A segment with wildcards: the literal text before, between and after them, and their names. */
interface Glob {
  readonly literals: readonly string[];
  readonly names: readonly (string | undefined)[];
}
/** A wildcard for any number of segments; its name, if it has one. */
interface Gap {
  readonly gap: string | undefined;
}

const WILDCARD_PATTERN = /\*|\{([A-Za-z_]\w*)\}/;
const GAP_PATTERN = /^(?:\*\*|\{\*\*([A-Za-z_]\w*)\})$/;

/**
 * Parses a pattern.
 *
 * @throws TypeError for a `**` that is only part of a segment, and for a name that two wildcards share
 */
export function parsePattern(text: string): Pattern {
  const parts = parseParts(text);
  const names = parts.flatMap((part) => ('gap' in part ? [part.gap] : part.names)).filter((name) => name !== undefined);
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) throw new TypeError(`the pattern '${text}' names its wildcard '${duplicate}' twice`);
  const align = (name: string): readonly number[] | undefined => alignSegments(parts, name.split('.'));
  return {
    text,
    names,
    matches: (name) => align(name) !== undefined,
    capture: (name) => {
      const starts = align(name);
      return starts === undefined ? undefined : captureWildcards(parts, starts, name.split('.'));
    },
  };
}

/** Parses a pattern into its parts. @throws TypeError for a `**` that is only part of a segment */
export const parseParts = (text: string): readonly PatternPart[] =>
  text.split('.').map((segment) => parseSegment(segment, text));

/** Replaces the named wildcards of a template with captured text. A gap that matched no segment leaves none. */
export const fillIn = (template: string, captures: Captures): string =>
  template
    .split('.')
    .map((segment) =>
      segment.replace(/\{(?:\*\*)?([A-Za-z_]\w*)\}/g, (whole, name: string) => captures.get(name) ?? whole),
    )
    .filter((filled, i, { length }) => filled !== '' || length === 1 || !template.split('.')[i]?.startsWith('{**'))
    .join('.');

/** Returns the names of the wildcards in a template. */
export const wildcardsOf = (template: string): string[] =>
  Array.from(template.matchAll(/\{([A-Za-z_]\w*)\}/g), ([, name]) => name as string);

function parseSegment(segment: string, text: string): PatternPart {
  const gap = GAP_PATTERN.exec(segment);
  if (gap !== null) return { gap: gap[1] };
  if (/\*\*/.test(segment)) throw new TypeError(gapInSegment(text, segment));
  const pieces = segment.split(WILDCARD_PATTERN); // literals have even indices, names odd ones
  return { literals: pieces.filter((_, i) => i % 2 === 0), names: pieces.filter((_, i) => i % 2 === 1) };
}

/**
 * Returns the index of the segment where each part of a pattern begins in a name; undefined if the name does not match.
 * If a part does not match, only the last gap needs to grow, so the time is at most proportional to the product of both
 * lengths.
 */
function alignSegments(parts: readonly PatternPart[], segments: readonly string[]): readonly number[] | undefined {
  const starts: number[] = [];
  let gap = -1;
  let part = 0;
  for (let at = 0; at < segments.length || part < parts.length;) {
    const next = parts[part];
    starts[part] = at;
    if (next !== undefined && 'gap' in next) gap = part++;
    else if (next !== undefined && at < segments.length && matchSegment(next, segments[at] as string) !== undefined) {
      part++;
      at++;
    } else if (gap >= 0 && at < segments.length) {
      part = gap + 1;
      at = (starts[part] as number) + 1;
    } else return undefined;
  }
  return starts;
}

/**
 * Returns the text that each wildcard of a segment matches: each as short as possible, and the last one takes the rest.
 */
export function matchSegment({ literals }: Glob, segment: string): readonly string[] | undefined {
  const first = literals[0] as string;
  const last = literals.at(-1) as string;
  if (literals.length === 1) return segment === first ? [] : undefined;
  const end = segment.length - last.length;
  let at = first.length;
  if (at > end || !segment.startsWith(first) || !segment.endsWith(last)) return undefined;
  const runs: string[] = [];
  for (const literal of literals.slice(1, -1)) {
    const found = segment.indexOf(literal, at);
    if (found < 0 || found + literal.length > end) return undefined;
    runs.push(segment.slice(at, found));
    at = found + literal.length;
  }
  return [...runs, segment.slice(at, end)];
}

function captureWildcards(
  parts: readonly PatternPart[],
  starts: readonly number[],
  segments: readonly string[],
): Captures {
  const captures = new Map<string, string>();
  parts.forEach((part, i) => {
    const at = starts[i] as number;
    if ('gap' in part) {
      if (part.gap !== undefined)
        captures.set(part.gap, segments.slice(at, i + 1 < parts.length ? starts[i + 1] : segments.length).join('.'));
      return;
    }
    const runs = matchSegment(part, segments[at] as string) as readonly string[]; // `alignSegments` has matched it
    part.names.forEach((name, j) => name !== undefined && captures.set(name, runs[j] as string));
  });
  return captures;
}
