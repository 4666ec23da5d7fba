// No twin in types: the compiler never sees the names of a file.
import { isKeyChar, keyIssueOf, MAX_KEY_LENGTH } from '../../schema/key.ts';
import { badDimension, badProduct } from '../../schema/issues.ts';

/** The path that stands for a tensor name that cannot be a path. */
export interface LegalPath {
  readonly path: string;
  readonly why: string;
}

/** The longest segment after a cut. The rest is room for a number. */
const MAX_CUT_SEGMENT_LENGTH = MAX_KEY_LENGTH - 15;
/** The most segments of a path made here. Real names have ten; the compiler has a limit (types/schema/depth.ts). */
const MAX_PATH_SEGMENTS = 16;

/**
 * Finds paths for names that cannot be paths themselves. The result depends only on the set of names, not on their
 * order, so typegen and check find the same paths independently.
 *
 * - Characters that no key may hold become `_`: `[ ] * \`, control characters, and an empty segment. Other characters
 *   become `u` and their code: `重み` becomes `u91cdu307f`. Long segments are cut.
 * - Segments after the 16th are joined by `_`.
 * - A name with other names below it, such as `weight` beside `weight.scale`, moves below itself: `weight.value`.
 * - If another tensor already has the path, `_2`, `_3` and so on is added.
 */
export function legalPathsOf(names: Iterable<string>): ReadonlyMap<string, LegalPath> {
  const taken = new TakenPaths();
  const odd = new Map<string, string>();
  for (const name of names) {
    const why = nameIssueOf(name);
    if (why === undefined) taken.add(name);
    else odd.set(name, why);
  }
  const renamed = new Map<string, LegalPath>();
  for (const name of taken.clashes())
    renamed.set(name, { path: taken.free([name, 'value']), why: 'other names lie below it' });
  for (const [name, why] of [...odd].sort(([a], [b]) => (a < b ? -1 : 1)))
    renamed.set(name, { path: taken.free(legalSegmentsOf(name)), why });
  return renamed;
}

/** Why a name cannot be a path; undefined if it can. */
function nameIssueOf(name: string): string | undefined {
  const segments = name.split('.');
  if (segments.length > MAX_PATH_SEGMENTS) return `it has more than ${MAX_PATH_SEGMENTS} segments`;
  const bad = segments.find((key) => keyIssueOf(key) !== undefined);
  if (bad === undefined) return undefined;
  if (bad.length > MAX_KEY_LENGTH) return `it has a segment of more than ${MAX_KEY_LENGTH} characters`;
  if (bad === '') return 'it has an empty segment';
  return /[[\]*\\]/.test(bad) ?
      'a key must not contain [ ] * or a backslash'
    : 'a key may contain only printable ASCII, Greek and Latin-1 letters and subscript digits';
}

/** Why no leaf can have a shape; undefined if one can. */
export function shapeIssueOf(shape: readonly (number | bigint)[]): string | undefined {
  const bad = shape.find((dim) => !Number.isSafeInteger(Number(dim)) || dim < 0);
  if (bad !== undefined) return badDimension(bad);
  const product = shape.reduce((n: bigint, dim) => n * (Number(dim) === 0 ? 1n : BigInt(dim)), 1n);
  return product <= Number.MAX_SAFE_INTEGER ? undefined : badProduct(product);
}

function legalSegmentsOf(name: string): readonly string[] {
  const segments = name.split('.');
  const cut =
    segments.length <= MAX_PATH_SEGMENTS ?
      segments
    : [...segments.slice(0, MAX_PATH_SEGMENTS - 1), segments.slice(MAX_PATH_SEGMENTS - 1).join('_')];
  return cut.map(
    (segment) =>
      segment
        .slice(0, MAX_KEY_LENGTH)
        .replace(/[[\]*\\\p{Cc}]/gu, '_')
        .replace(/[^\x20-\x7e]/gu, encodeCharacter)
        .slice(0, MAX_CUT_SEGMENT_LENGTH) || '_',
  );
}

const encodeCharacter = (char: string): string =>
  isKeyChar(char) ? char : `u${(char.codePointAt(0) as number).toString(16).padStart(4, '0')}`;

/** The paths that are taken: leaves, and the structs above them. */
class TakenPaths {
  readonly #leaves = new Set<string>();
  readonly #above = new Set<string>();
  /**
   * The next number to try for a path. Without it, hostile names that all become one path would take quadratic time.
   */
  readonly #next = new Map<string, number>();

  add(path: string): void {
    this.#leaves.add(path);
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) this.#above.add(path.slice(0, dot));
  }
  /** Removes the leaves that have others below them and returns them in code-unit order. */
  clashes(): readonly string[] {
    const found = [...this.#leaves].filter((path) => this.#above.has(path)).sort();
    for (const path of found) this.#leaves.delete(path);
    return found;
  }
  /** Takes a path. If another leaf is in its way, the segment that meets it gets a number. */
  free(segments: readonly string[]): string {
    let path = '';
    segments.forEach((segment, i) => {
      const isLast = i === segments.length - 1;
      const stem = path === '' ? segment : `${path}.${segment}`;
      const isFree = (each: string): boolean => !this.#leaves.has(each) && !(isLast && this.#above.has(each));
      path = stem;
      // A leaf needs an empty place, a struct may be shared. So both count their numbers separately.
      const key = `${isLast ? 'leaf' : 'above'} ${stem}`;
      for (let n = this.#next.get(key) ?? 2; !isFree(path); n++) {
        path = `${stem}_${n}`;
        this.#next.set(key, n);
      }
    });
    this.add(path);
    return path;
  }
}
