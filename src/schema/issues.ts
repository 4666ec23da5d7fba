/**
 * The sentences of errors about a schema, a path or a flat array. types/schema/issues.ts has the same ones for the
 * compiler, word for word; the cases in test/invalid-cases.ts check both halves.
 */

/** Thrown for a schema that cannot be laid out. The message names the path, what was expected and what was found. */
export class SchemaError extends TypeError {
  override readonly name = 'SchemaError';
  /** The path in the schema that the error is about; empty for the root. */
  readonly path: string;
  constructor(path: string, issue: string) {
    super(`${path === '' ? 'the schema' : `'${path}'`}: ${issue}`);
    this.path = path;
  }
}

/** How deep a schema may nest, ties followed. Each walk over it uses stack for each level. */
export const MAX_DEPTH = 500;
/**
 * The error for a schema that nests too deep. Often that schema contains itself and its path has no end, so the error
 * shows only its beginning.
 */
export const tooDeep = (path: string): SchemaError =>
  new SchemaError(
    path.length > 99 ? `${path.slice(0, 99)}…` : path,
    `a schema may nest at most ${MAX_DEPTH} levels deep, ties followed`,
  );

/** In elements. */
export const MAX_ALIGNMENT = 2 ** 30;
const MAX_SIZE = Number.MAX_SAFE_INTEGER;

export const notASchema = (found: string): string =>
  `a shape, a struct or a marker such as repeat(…) was expected, found ${found}`;
export const SPREAD_LAYOUT = 'a struct was expected, found a spread layout; spread its .schema instead';
export const MIXED_ARRAY = 'an array must hold only numbers or only schemas, found both';
export const holeAt = (index: number): string => `an array must have no hole, found one at index ${index}`;
export const badKey = (key: string, spelling: string): string =>
  'a key must be one or more printable ASCII characters (except . [ ] * and the backslash), ' +
  `Greek or Latin-1 letters or subscript digits, found '${key}'${spelling}`;
export const longKey = (max: number, found: number): string =>
  `a key may have at most ${max} characters, found ${found}`;
export const SYMBOL_KEY = 'a key must be a string, found a symbol';
export const keyTwice = (key: string): string => `the key '${key}' is given twice`;
export const markerKey = (key: string): string => `a marker may have only its own keys, found '${key}'`;
export const badSliceOption = (key: string, found: unknown): string =>
  `'${key}' must be an array of ${key === '.rows' ? 'two ' : ''}indices, found ` +
  `${Array.isArray(found) ? `[${found.join(', ')}]` : String(found)}`;
export const badAlignment = (found: unknown): string =>
  `an alignment must be a power of two up to ${MAX_ALIGNMENT}, found ${String(found)}`;
export const badTranspose = (found: unknown): string => `'.transpose' must be true or absent, found ${String(found)}`;
export const badDimension = (found: unknown): string =>
  `a dimension must be an integer from 0 to ${MAX_SIZE}, found ${String(found)}`;
export const badCount = (found: unknown): string =>
  `a repeat count must be an integer from 0 to ${MAX_SIZE}, found ${String(found)}`;
export const badProduct = (product: bigint): string =>
  `the product of its dimensions, with zeros counted as 1, must be at most ${MAX_SIZE}, found ${product}`;
export const badLength = (length: bigint): string => `its length must be at most ${MAX_SIZE}, found ${length}`;

export const badTarget = (path: string, why: string): string => `tied to '${path}', but ${why}`;
export const throughTie = (path: string, tie: string, owner: string): string =>
  `tied to '${path}', a path through the tie '${tie}'; name the owner '${owner}'`;
export const tiedToTie = (path: string, owner: string): string =>
  `tied to '${path}', which is itself a tie; name the owner '${owner}'`;
export const tiedToItself = (path: string): string => `tied to '${path}', which is tied to itself`;
export const tieCycle = (path: string): string => `the tie to '${path}' leads back to itself`;
export const notAMatrix = (path: string, found: string): string =>
  `tied transposed to '${path}': a matrix was expected, found ${found}`;

export const badSlice = (option: string, slice: string, path: string, found: string): string =>
  `'${option}' [${slice}] lies outside '${path}', ${found}`;

export const noSuchName = (name: string, where: string, suggestion: string): string =>
  `there is no '${name}'${where === '' ? '' : ` in '${where}'`}${suggestion}`;
export const belowLeaf = (name: string, where: string): string =>
  `there is no '${name}' in '${where}', which is a leaf`;
export const beyondEnd = (index: string, where: string, count: number): string =>
  `index ${index} is out of range in ${where === '' ? 'the layout' : `'${where}'`}, which has ${count} items`;
export const didYouMean = (name: string): string => `; did you mean '${name}'?`;

export const wrongLength = (expected: number, found: number): string =>
  `a flat array of length ${expected} was expected, found one of ${found}`;
export const leafIsNoLayout = (path: string): string => `'${path}' must be a subtree, found a leaf; use viewAt`;
export const tieLeadsOut = (target: string, path: string): string =>
  `tied to '${target}', which is outside '${path}'; so '${path}' cannot be a layout`;
export const noNumbers = (found: string): string => `a constructor of arrays of numbers was expected, found ${found}`;
export const onlyBuffers = (found: string): string =>
  `a buffer was expected with a byte offset or a type, found ${found}; pass its buffer`;
export const NO_VIEW = 'a layout of one scalar has no view, because a scalar needs a parent';
