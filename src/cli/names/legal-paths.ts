import { isKeyChar, keyFlaw, MAX_KEY_LENGTH } from '../../key.ts';
import { badDimension, badProduct } from '../../refusal.ts';

/** A tensor's name that is no path of a layout, and the path that stands for it. */
export interface LegalPath {
  readonly path: string;
  readonly why: string;
}

/** Characters of a segment that is cut, so that a number can be added. */
const MAX_CUT_SEGMENT = MAX_KEY_LENGTH - 15;
/** Segments that a path made here has at most: real names have ten, and the compiler takes no more (types/depth.ts). */
const MAX_PATH_SEGMENTS = 16;

/**
 * Paths for the names of a file that cannot be paths themselves. Whoever has the names has the paths, whatever their order: typegen and check
 * agree on them without being told.
 *
 * - What no key may hold becomes `_`: `[ ] * \`, control characters, and the nothing between two dots; other characters become `u` and their number,
 *   `重み` is `u91cdu307f`. What is too long is cut.
 * - Segments past the 16th are joined by `_`.
 * - A name from which others go on, `weight` beside `weight.scale`, goes in among them: `weight.value`.
 * - Where another tensor has that path, `_2` is added, `_3` and so on.
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
    renamed.set(name, { path: taken.free([name, 'value']), why: 'other names go on from it' });
  for (const [name, why] of [...odd].sort(([a], [b]) => (a < b ? -1 : 1)))
    renamed.set(name, { path: taken.free(legalSegmentsOf(name)), why });
  return renamed;
}

/** Why a name is no path; undefined for one that is. */
function nameIssueOf(name: string): string | undefined {
  const segments = name.split('.');
  if (segments.length > MAX_PATH_SEGMENTS) return `it has more than ${MAX_PATH_SEGMENTS} segments`;
  const bad = segments.find((key) => keyFlaw(key) !== undefined);
  if (bad === undefined) return undefined;
  if (bad.length > MAX_KEY_LENGTH) return `it has a segment of more than ${MAX_KEY_LENGTH} characters`;
  if (bad === '') return 'it has a segment of no characters';
  return /[[\]*\\]/.test(bad) ?
      'a key has none of [ ] * and the backslash'
    : 'a key has printable ASCII, Greek and Latin-1 letters and subscript digits only';
}

/** Why no layout has a leaf of a shape; undefined where one can. */
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
        .slice(0, MAX_CUT_SEGMENT) || '_',
  );
}

const encodeCharacter = (char: string): string =>
  isKeyChar(char) ? char : `u${(char.codePointAt(0) as number).toString(16).padStart(4, '0')}`;

/** Paths of leaves, and of what lies above them. */
class TakenPaths {
  readonly #leaves = new Set<string>();
  readonly #above = new Set<string>();
  /** The number that is to be tried next for a path: hostile names may all become the same one. */
  readonly #next = new Map<string, number>();

  add(path: string): void {
    this.#leaves.add(path);
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) this.#above.add(path.slice(0, dot));
  }
  /** Takes leaves away that have others below them, and gives them in code-unit order. */
  clashes(): readonly string[] {
    const found = [...this.#leaves].filter((path) => this.#above.has(path)).sort();
    for (const path of found) this.#leaves.delete(path);
    return found;
  }
  /** Takes a path, with a number added to the first segment where it meets another leaf. */
  free(segments: readonly string[]): string {
    let path = '';
    segments.forEach((segment, i) => {
      const isLast = i === segments.length - 1;
      const stem = path === '' ? segment : `${path}.${segment}`;
      const isFree = (each: string): boolean => !this.#leaves.has(each) && !(isLast && this.#above.has(each));
      path = stem;
      // Only what was looked for on the same terms may be passed over: a struct can be gone into, a leaf's place must be empty.
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
