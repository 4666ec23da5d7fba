/** A value in the dictionary of a header. A tuple is an array. */
export type HeaderValue = string | boolean | number | readonly HeaderValue[] | DictList;
/** A list. numpy writes one for the fields of a structured element type. */
export interface DictList {
  readonly list: readonly HeaderValue[];
}

/** Writes a value as Python does. */
export function formatValue(value: HeaderValue | undefined): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return String(value);
  if ('list' in value) return `[${value.list.map(formatValue).join(', ')}]`;
  return `(${value.map(formatValue).join(', ')}${value.length === 1 ? ',' : ''})`;
}

/** A syntax error in the dictionary of a header; `at` is its position in characters. */
export class DictError extends Error {
  readonly at: number;
  readonly expected: string;
  readonly found: string;
  constructor(at: number, expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.at = at;
    this.expected = expected;
    this.found = found;
  }
}

const TOKEN_PATTERN = /[ \t\r\n]*(?:([{}()[\],:])|'([^'\\\r\n]*)'|"([^"\\\r\n]*)"|(\d+)L?|(True|False))/y;

/**
 * Parses the subset of Python's dictionary literals that numpy writes into its headers. Keys are strings without
 * escapes; values are strings, `True`, `False`, tuples of integers, and lists of such values and tuples. A comma may
 * follow the last item and must follow the only item of a tuple.
 * numpy writes, for example, `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
 *
 * @throws DictError
 */
export function readDict(text: string): ReadonlyMap<string, HeaderValue> {
  const tokens = new DictTokens(text);
  const dict = new Map<string, HeaderValue>();
  tokens.take('{');
  while (!tokens.is('}')) {
    const { at } = tokens;
    const key = tokens.string();
    if (dict.has(key)) throw new DictError(at, 'each key once', `'${key}' again`);
    tokens.take(':');
    dict.set(key, readValue(tokens));
    if (!tokens.is('}')) tokens.take(',');
  }
  tokens.take('}');
  tokens.end();
  return dict;
}

function readValue(tokens: DictTokens): HeaderValue {
  const { kind } = tokens;
  if (kind === 'string') return tokens.string();
  if (kind === 'boolean') return tokens.boolean();
  if (tokens.is('(')) return readTuple(tokens, () => tokens.integer());
  if (tokens.is('[')) return readDictList(tokens, 1);
  throw tokens.unexpected('a string, True, False or a tuple of integers');
}

/** Structured types nest a few levels. A hostile header may nest as deep as it is long. */
const MAX_DICT_NESTING = 32;

function readDictList(tokens: DictTokens, depth: number): DictList {
  const list: HeaderValue[] = [];
  tokens.take('[');
  while (!tokens.is(']')) {
    list.push(readItem(tokens, depth));
    if (!tokens.is(']')) tokens.take(',');
  }
  tokens.take(']');
  return { list };
}

/** A value within a list: a field is a tuple of its name, its type, and its shape if it has one. */
function readItem(tokens: DictTokens, depth: number): HeaderValue {
  if (depth > MAX_DICT_NESTING) throw tokens.unexpected(`at most ${MAX_DICT_NESTING} levels`);
  if (tokens.is('[')) return readDictList(tokens, depth + 1);
  if (tokens.is('(')) return readTuple(tokens, () => readItem(tokens, depth + 1));
  return tokens.kind === 'integer' ? tokens.integer() : readValue(tokens);
}

function readTuple(tokens: DictTokens, readOne: () => HeaderValue): readonly HeaderValue[] {
  const items: HeaderValue[] = [];
  let isTuple = true;
  tokens.take('(');
  while (!tokens.is(')')) {
    items.push(readOne());
    isTuple = !tokens.is(')') || items.length > 1; // (3) is the number 3 in brackets
    if (!tokens.is(')')) tokens.take(',');
  }
  if (!isTuple) throw tokens.unexpected("',' after the only item of a tuple");
  tokens.take(')');
  return items;
}

class DictTokens {
  readonly #text: string;
  #next: RegExpExecArray | null = null;
  /** Where the next token begins, including the white space before it. */
  at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance(0);
  }
  get kind(): 'mark' | 'string' | 'integer' | 'boolean' | 'other' {
    const [, mark, single, double, digits, boolean] = this.#next ?? [];
    if (mark !== undefined) return 'mark';
    if (single !== undefined || double !== undefined) return 'string';
    return (
      digits !== undefined ? 'integer'
      : boolean !== undefined ? 'boolean'
      : 'other'
    );
  }
  is(mark: string): boolean {
    return this.#next?.[1] === mark;
  }
  take(mark: string): void {
    if (!this.is(mark)) throw this.unexpected(`'${mark}'`);
    this.#step();
  }
  string(): string {
    if (this.kind !== 'string') throw this.unexpected('a string');
    const text = this.#next?.[2] ?? this.#next?.[3] ?? '';
    this.#step();
    return text;
  }
  boolean(): boolean {
    const isTrue = this.#next?.[5] === 'True';
    this.#step();
    return isTrue;
  }
  integer(): number {
    const digits = this.#next?.[4];
    if (digits === undefined) throw this.unexpected('an integer');
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) throw this.unexpected(`an integer up to ${Number.MAX_SAFE_INTEGER}`);
    this.#step();
    return number;
  }
  end(): void {
    if (this.#text.slice(this.at).trim() !== '') throw this.unexpected('the end of the header');
  }
  unexpected(expected: string): DictError {
    const rest = this.#text.slice(this.at).trimStart();
    return new DictError(
      this.#text.length - rest.length,
      expected,
      rest === '' ? 'its end' : JSON.stringify(rest.slice(0, 20)),
    );
  }
  #step(): void {
    this.#advance(this.at + (this.#next?.[0].length ?? 0));
  }
  #advance(at: number): void {
    this.at = at;
    TOKEN_PATTERN.lastIndex = at;
    this.#next = TOKEN_PATTERN.exec(this.#text);
  }
}
