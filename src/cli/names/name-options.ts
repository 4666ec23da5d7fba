import { type Command, InvalidArgumentError } from 'commander';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UsageError } from '../command.ts';

/** How a file's names are held against a layout: the same options as the library's `load` has, as text. */
export interface NameOptions {
  readonly names?: readonly string[];
  readonly ignore?: readonly string[];
  readonly transpose?: readonly string[];
  readonly prefix?: string;
}

/** Adds `--names`, `--ignore` and `--prefix` to a command that only renames. */
export const addRenameOptions = (command: Command): Command =>
  command
    .option(
      '--names <from=to>',
      "new names, with wildcards: 'transformer.h.{i}.{**rest}=h.{i}.{rest}'; or a .json file of them; repeatable",
      collectNamePairs,
    )
    .option('--ignore <pattern>', "tensors that are left out: 'h.*.attn.bias'; repeatable", collectValues)
    .option('--prefix <text>', "only tensors that begin with it, and without it: 'transformer.'");

/** Adds `--names`, `--ignore`, `--transpose` and `--prefix` to a command. */
export const addNameOptions = (command: Command): Command =>
  command
    .option(
      '--names <from=to>',
      "what a file's name is in the layout, with wildcards: 'blocks.{i}.w=h.{i}.w'; or a .json file of them; repeatable",
      collectNamePairs,
    )
    .option('--ignore <pattern>', "tensors of the file that are left out: 'h.*.attn.bias'; repeatable", collectValues)
    .option(
      '--transpose <pattern>',
      "paths of the layout whose matrices the file holds transposed: 'h.*.mlp.*.weight'; repeatable",
      collectValues,
    )
    .option('--prefix <text>', "only tensors that begin with it, and without it: 'transformer.'");

/** An option that may be given several times. */
export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** A pair `from=to` or the name of a file of such. */
export function collectNamePairs(value: string, before: readonly string[] = []): readonly string[] {
  if (!isNamesFile(value) && !/^[^=]+=[^=]+$/.test(value))
    throw new InvalidArgumentError("A pair 'from=to' or a .json file was expected.");
  return [...before, value];
}

const isNamesFile = (value: string): boolean => value.endsWith('.json') && !value.includes('=');

/** The map of names that `--names` gave. @throws UsageError for a file that holds none */
export async function readNameMap(names: readonly string[] = []): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = [];
  for (const each of names) {
    if (isNamesFile(each)) {
      const { readNamesFile } = await import('./name-options.ts'); // with what checks it, which most command lines do without
      entries.push(...Object.entries(await readNamesFile(each)));
    } else entries.push(each.split('=') as [string, string]);
  }
  return Object.fromEntries(entries);
}

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
