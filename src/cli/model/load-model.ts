import { access, readFile } from 'node:fs/promises';
import type { AnyLayout } from '../../../types/layout.ts';
import { fromJSON } from '../../layout.ts';
import { UsageError } from '../command.ts';
import { toPrintable } from '../../array/printable.ts';
import { importModule, type ModuleExports } from './import-module.ts';

/** A layout from a module or a JSON file. */
export interface Model {
  /** Where it is: `model.ts#model`, `model.json`. */
  readonly reference: string;
  readonly layout: AnyLayout;
}
/** The members that identify a layout, also one made by another copy of this library. */
interface ForeignLayout {
  readonly schema: unknown;
  readonly fingerprint: string;
  toJSON(): unknown;
}

/**
 * Loads the layout that `model.ts#name` names, or the only one that the module exports if there is no name. It is
 * compiled again, so that a layout of another copy of this library becomes one of this copy. A `.json` file holds the
 * output of `JSON.stringify(layout)`.
 *
 * @throws UsageError if the module cannot be loaded or the export is not a layout; the message lists the layouts that
 * exist
 */
export async function loadModel(reference: string): Promise<Model> {
  const { path, name } = await splitReference(reference);
  if (path.endsWith('.json'))
    return { reference, layout: adoptLayout(path, readLayoutJson(path, await readFile(path, 'utf8'))) };
  const found = await importModule(path);
  const layouts = layoutsAmong(found);
  const chosen = name ?? onlyLayoutOf(path, layouts);
  const laid = layouts.get(chosen);
  if (laid === undefined) {
    const exported =
      chosen in found ? `'${toPrintable(chosen)}', which is not a layout` : `no '${toPrintable(chosen)}'`;
    throw new UsageError(`'${path}' exports ${exported}; ${describeLayouts(layouts)}`);
  }
  return { reference: `${path}#${chosen}`, layout: adoptLayout(`${path}#${chosen}`, laid) };
}

/** The name follows the last `#`, unless a file has the whole text as its name. */
export async function splitReference(
  reference: string,
): Promise<{ readonly path: string; readonly name: string | undefined }> {
  const at = reference.lastIndexOf('#');
  const isWhole =
    at < 0 ||
    (await access(reference).then(
      () => true,
      () => false,
    ));
  const [path, name] = isWhole ? [reference, undefined] : [reference.slice(0, at), reference.slice(at + 1)];
  if (path === '' || name === '')
    throw new UsageError(
      `a module and the name of an export, 'model.ts#model', were expected, found '${toPrintable(reference)}'`,
    );
  return { path, name };
}

function layoutsAmong(exports: ModuleExports): ReadonlyMap<string, ForeignLayout> {
  return new Map(
    Object.keys(exports).flatMap((name) => {
      const value = exports[name];
      return isForeignLayout(value) ? [[name, value] as const] : [];
    }),
  );
}

function isForeignLayout(value: unknown): value is ForeignLayout {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (
      'schema' in value &&
      'fingerprint' in value &&
      typeof value.fingerprint === 'string' &&
      'slots' in value &&
      Array.isArray(value.slots) &&
      'toJSON' in value &&
      typeof value.toJSON === 'function'
    );
  } catch {
    return false; // layouts have no getter that throws
  }
}

/** A layout that is exported under several names counts once. */
function onlyLayoutOf(path: string, layouts: ReadonlyMap<string, ForeignLayout>): string {
  const [name] = layouts.keys();
  if (name === undefined || new Set(layouts.values()).size > 1)
    throw new UsageError(
      `'${path}' should export one layout, or '${path}#name' should name one; ${describeLayouts(layouts)}`,
    );
  return name;
}

const describeLayouts = (layouts: ReadonlyMap<string, ForeignLayout>): string =>
  layouts.size === 0 ? 'it exports no layout' : `its layouts are ${[...layouts.keys()].map(toPrintable).join(', ')}`;

function adoptLayout(reference: string, laid: unknown): AnyLayout {
  try {
    return fromJSON(
      typeof laid === 'object' && laid !== null && 'toJSON' in laid ? (laid as ForeignLayout).toJSON() : laid,
    );
  } catch (error) {
    throw new UsageError(
      `'${reference}' is not a valid layout: ${toPrintable(error instanceof Error ? error.message : String(error))}`,
      { cause: error },
    );
  }
}

/** The output of `typegen --json` holds the layout under `layout`. */
function readLayoutJson(path: string, text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !('schema' in json) && 'layout' in json ? json.layout : json;
  } catch (error) {
    throw new UsageError(
      `'${path}': a layout as JSON was expected, but this is not JSON: ${toPrintable((error as Error).message)}`,
      {
        cause: error,
      },
    );
  }
}
