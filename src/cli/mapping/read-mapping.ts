import { readFile } from 'node:fs/promises';
import { toPrintable } from '../../array/printable.ts';
import type { KnownLeaf } from '../../checkpoint/mapping/relate.ts';
import { restoreParts } from '../../checkpoint/mapping/from-json.ts';
import { parseRules, type ParsedRule } from '../../checkpoint/mapping/rule.ts';
import { UsageError } from '../command.ts';
import { importModule } from '../model/import-module.ts';
import { splitReference } from '../model/load-model.ts';

/** What `--mapping` gave: rules, and the leaves of the layout if it knows them. */
export interface GivenMapping {
  readonly rules: readonly ParsedRule[];
  readonly prefix: string;
  readonly ignore: readonly string[];
  readonly leaves: ReadonlyMap<string, KnownLeaf> | undefined;
}

/** The members by which a mapping is known, also one that another copy of this library made. */
interface ForeignMapping {
  readonly rules: unknown;
  toJSON(): unknown;
}

/**
 * Reads a mapping: the export `hub.ts#hub` of a module, or the only one that it exports; a .json file with what
 * `JSON.stringify(mapping)` gives, or only with a list of rules.
 *
 * @throws UsageError if there is no mapping, or a wrong one
 */
export async function readMapping(reference: string): Promise<GivenMapping> {
  const { path, name } = await splitReference(reference);
  const data: unknown = path.endsWith('.json') ? await readJson(path) : await readExport(path, name);
  try {
    if (Array.isArray(data)) return { rules: parseRules(data), prefix: '', ignore: [], leaves: undefined };
    return restoreParts(data);
  } catch (error) {
    throw new UsageError(`'${toPrintable(reference)}': ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    const data: unknown = JSON.parse(await readFile(path, 'utf8'));
    // The output of `typegen --json` holds the mapping beside the layout.
    return typeof data === 'object' && data !== null && 'layout' in data && 'mapping' in data ? data.mapping : data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`'${path}': a mapping as JSON was expected: ${toPrintable(error.message)}`, { cause: error });
  }
}

async function readExport(path: string, name: string | undefined): Promise<unknown> {
  const found = await importModule(path);
  const mappings = Object.entries(found).filter(([, value]) => isMapping(value));
  const named = name === undefined ? mappings : mappings.filter(([key]) => key === name);
  const [first] = named;
  if (first !== undefined && named.length === 1) return (first[1] as ForeignMapping).toJSON();
  const known = mappings.length === 0 ? 'no mapping' : mappings.map(([key]) => toPrintable(key)).join(', ');
  throw new UsageError(`'${path}' should export one mapping, or '${path}#name' should name one; it exports ${known}`);
}

const isMapping = (value: unknown): value is ForeignMapping =>
  typeof value === 'object' &&
  value !== null &&
  Object.prototype.toString.call(value) === '[object Mapping]' &&
  'toJSON' in value;
