/** A schema that cannot be laid out. The message names the path, what was expected and what was found. */
export class SchemaError extends TypeError {
  override readonly name = 'SchemaError';
  /** Where in the schema; empty for the root. */
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path === '' ? 'the schema' : `'${path}'`}: ${problem}`);
    this.path = path;
  }
}

/** Whether two names are one edit or one transposition of neighbours apart. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  if (short.length < long.length) return short.slice(i) === long.slice(i + 1);
  if (short.slice(i + 1) === long.slice(i + 1)) return true;
  return short[i] === long[i + 1] && short[i + 1] === long[i] && short.slice(i + 2) === long.slice(i + 2);
}

/** `; did you mean 'x'?` for the first near name, or nothing. */
export function suggestion(wrong: string, names: Iterable<string>): string {
  for (const name of names) if (isNear(wrong, name)) return `; did you mean '${name}'?`;
  return '';
}
