import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UsageError } from '../exit.ts';

const nameMap = z.record(z.string(), z.string());

/** Reads a JSON file of names. @throws UsageError for one that holds none */
export async function readNamesFile(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return nameMap.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new UsageError(
        `${path}: an object of names was expected, { "from": "to" }: ${error instanceof z.ZodError ? z.prettifyError(error) : error.message}`,
        { cause: error },
      );
    }
    throw error;
  }
}
