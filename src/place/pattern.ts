/**
 * Patterns over dotted names, one grammar wherever names or paths are matched: `*` is any run of characters within a segment, `**`
 * any number of segments, none included. A wildcard may carry a name, by which its text is kept: `{i}` is a `*`, `{**rest}` a `**`.
 * Everything else stands for itself.
 */
export interface Pattern {
  readonly text: string;
  /** The names of its wildcards, in their order. */
  readonly names: readonly string[];
  matches(name: string): boolean;
  /** What its named wildcards stand for in a name; undefined where the name does not match. */
  capture(name: string): Captures | undefined;
}
export type Captures = ReadonlyMap<string, string>;

/** Wildcards within a segment, and the literal text before, between and after them. */
interface Glob {
  readonly literals: readonly string[];
  readonly names: readonly (string | undefined)[];
}
/** Any number of segments. */
interface Gap {
  readonly gap: string | undefined;
}

const WILDCARD_PATTERN = /\*|\{([A-Za-z_]\w*)\}/;
const GAP_PATTERN = /^(?:\*\*|\{\*\*([A-Za-z_]\w*)\})$/;

/** @throws TypeError for a `**` that is part of a segment, and for a name that is given twice */
export function parsePattern(text: string): Pattern {
  const parts = text.split('.').map((segment) => parseSegment(segment, text));
  const names = parts.flatMap((part) => ('gap' in part ? [part.gap] : part.names)).filter((name) => name !== undefined);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new TypeError(`the pattern '${text}' names its wildcard '${twice}' twice`);
  const find = (name: string): readonly number[] | undefined => alignSegments(parts, name.split('.'));
  return {
    text,
    names,
    matches: (name) => find(name) !== undefined,
    capture: (name) => {
      const starts = find(name);
      return starts === undefined ? undefined : captureWildcards(parts, starts, name.split('.'));
    },
  };
}

/** Puts the texts of wildcards into another pattern that uses their names. */
export const fillIn = (template: string, captures: Captures): string =>
  template.replace(/\{([A-Za-z_]\w*)\}/g, (whole, name: string) => captures.get(name) ?? whole);

/** The names of wildcards that a pattern uses. */
export const wildcardsOf = (template: string): string[] =>
  Array.from(template.matchAll(/\{([A-Za-z_]\w*)\}/g), ([, name]) => name as string);

function parseSegment(segment: string, text: string): Glob | Gap {
  const gap = GAP_PATTERN.exec(segment);
  if (gap !== null) return { gap: gap[1] };
  if (/\*\*/.test(segment))
    throw new TypeError(`'**' must be a segment of its own in the pattern '${text}', found '${segment}'`);
  const pieces = segment.split(WILDCARD_PATTERN); // literals at even places, names at odd ones
  return { literals: pieces.filter((_, i) => i % 2 === 0), names: pieces.filter((_, i) => i % 2 === 1) };
}

/**
 * At which segment of a name each part of a pattern begins, in time linear in the product of both lengths: where a part does not fit,
 * only the last gap needs to be tried longer.
 */
function alignSegments(parts: readonly (Glob | Gap)[], segments: readonly string[]): readonly number[] | undefined {
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

/** The texts that the wildcards of a segment stand for: each as short as it can be, the last one the rest. */
function matchSegment({ literals }: Glob, segment: string): readonly string[] | undefined {
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
  parts: readonly (Glob | Gap)[],
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
    const runs = matchSegment(part, segments[at] as string) as readonly string[]; // align saw that it fits
    part.names.forEach((name, j) => name !== undefined && captures.set(name, runs[j] as string));
  });
  return captures;
}
