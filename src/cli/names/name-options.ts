import { type Command, InvalidArgumentError } from 'commander';
import { readFile } from 'node:fs/promises';
import { toPrintable } from '../../array/printable.ts';
import { clipText } from '../../checkpoint/text.ts';
import { type Naming, renamerOf } from '../../checkpoint/fit/names.ts';
import { UsageError } from '../command.ts';

/** Options that map the names of a file to paths. They mean the same as the options of `load`. */
export interface NameOptions {
  readonly names?: readonly string[];
  readonly ignore?: readonly string[];
  readonly transpose?: readonly string[];
  readonly prefix?: string;
}

/** Adds `--names`, `--ignore` and `--prefix`. */
export const addRenameOptions = (command: Command): Command =>
  command
    .option(
      '--names <from=to>',
      "new names, may have wildcards: 'transformer.h.{i}.{**rest}=h.{i}.{rest}'; or a .json file of such pairs; " +
        'repeatable',
      collectNamePairs,
    )
    .option('--ignore <pattern>', "tensors to leave out: 'h.*.attn.bias'; repeatable", collectValues)
    .option(
      '--prefix <text>',
      "take only tensors whose names begin with this text, and drop it from the names: 'transformer.'",
    );

/** Adds `--names`, `--ignore`, `--transpose` and `--prefix`. */
export const addNameOptions = (command: Command): Command =>
  command
    .option(
      '--names <from=to>',
      "the path for a name of the file, may have wildcards: 'blocks.{i}.w=h.{i}.w'; or a .json file of such pairs; " +
        'repeatable',
      collectNamePairs,
    )
    .option('--ignore <pattern>', "tensors of the file to leave out: 'h.*.attn.bias'; repeatable", collectValues)
    .option(
      '--transpose <pattern>',
      "paths whose matrices the file holds transposed: 'h.*.mlp.*.weight'; repeatable",
      collectValues,
    )
    .option(
      '--prefix <text>',
      "take only tensors whose names begin with this text, and drop it from the names: 'transformer.'",
    );

/** Collects the values of an option that may be repeated. */
export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Collects the values of `--names`: pairs `from=to` and names of .json files. */
export function collectNamePairs(value: string, before: readonly string[] = []): readonly string[] {
  if (!isNamesFile(value) && !/^[^=]+=[^=]+$/.test(value))
    throw new InvalidArgumentError("A pair 'from=to' or a .json file was expected.");
  return [...before, value];
}

/** Whether options leave out a tensor of a file. */
export function leftOutTestOf(naming: Naming): (name: string) => boolean {
  const rename = renamerOf(naming);
  return (name) => rename(name)?.ignored !== false;
}

const isNamesFile = (value: string): boolean => value.endsWith('.json') && !value.includes('=');

/**
 * Joins the pairs and files that `--names` gave into one map.
 *
 * @throws UsageError if a file does not hold a map of names
 */
export async function readNameMap(names: readonly string[] = []): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = [];
  for (const each of names) {
    if (isNamesFile(each)) entries.push(...Object.entries(await readNamesFile(each)));
    else entries.push(each.split('=') as [string, string]);
  }
  return Object.fromEntries(entries);
}

async function readNamesFile(path: string): Promise<Readonly<Record<string, string>>> {
  const expected = `${path}: expected a JSON object of names, { "from": "to" }`;
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UsageError(`${expected}: ${toPrintable(error.message)}`, { cause: error });
    throw error;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new UsageError(`${expected}, found ${clipText(JSON.stringify(json))}`);
  const wrong = Object.entries(json).find(([, to]) => typeof to !== 'string');
  if (wrong !== undefined)
    throw new UsageError(`${expected}, found ${clipText(JSON.stringify(wrong[1]))} for '${clipText(wrong[0])}'`);
  return json as Readonly<Record<string, string>>;
}
