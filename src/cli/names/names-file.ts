import { readFile } from 'node:fs/promises';
import { UsageError } from '../exit.ts';

/** Reads a JSON file of names. @throws UsageError for one that holds none */
export async function readNames(path: string): Promise<Readonly<Record<string, string>>> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new UsageError(`${path}: an object of names was expected, { "from": "to" }${why}`, { cause });
  };
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) refuse(`: ${error.message}`, error);
    throw error;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refuse(`, found ${JSON.stringify(json)}`);
  const wrong = Object.entries(json).filter(([, to]) => typeof to !== 'string');
  if (wrong.length > 0)
    refuse(`, found ${wrong.map(([from, to]) => `${JSON.stringify(to)} for '${from}'`).join(', ')}`);
  return json as Readonly<Record<string, string>>; // all values were looked at
}
