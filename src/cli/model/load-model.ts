import { access, readFile } from 'node:fs/promises';
import type { AnyLayout } from '../../../types/any-layout.ts';
import { fromJSON } from '../../layout.ts';
import { UsageError } from '../command.ts';
import { printable } from '../output/printable-text.ts';
import { importModule, type ModuleExports } from './import-module.ts';

/** A layout that a module exports, or a JSON file holds. */
export interface Model {
  /** How it was found: `model.ts#model`, `model.json`. */
  readonly reference: string;
  readonly layout: AnyLayout;
}
/** What a layout has, of whatever copy of this library it is. */
interface ForeignLayout {
  readonly schema: unknown;
  readonly fingerprint: string;
  toJSON(): unknown;
}

/**
 * The layout that `model.ts#name` names: the only one that the module exports where no name is given. What is found is compiled anew, so
 * that a layout of another copy of this library is one of this copy. A `.json` file holds what `JSON.stringify(layout)` gives.
 *
 * @throws UsageError for a module that cannot be loaded, and for what is no layout; it names the layouts that there are
 */
export async function loadModel(reference: string): Promise<Model> {
  const { path, name } = await splitReference(reference);
  if (path.endsWith('.json'))
    return { reference, layout: adoptLayout(path, parseLayoutJson(path, await readFile(path, 'utf8'))) };
  const found = await importModule(path);
  const layouts = layoutsAmong(found);
  const chosen = name ?? onlyLayoutOf(path, layouts);
  const laid = layouts.get(chosen);
  if (laid === undefined)
    throw new UsageError(
      `'${path}' exports ${chosen in found ? `'${printable(chosen)}', which is no layout` : `no '${printable(chosen)}'`}; ${describeLayouts(layouts)}`,
    );
  return { reference: `${path}#${chosen}`, layout: adoptLayout(`${path}#${chosen}`, laid) };
}

/** The name is what follows the last `#`, unless there is a file of the whole name. */
async function splitReference(
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
      `a module and the name of an export, 'model.ts#model', were expected, found '${printable(reference)}'`,
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
    return false; // a getter that throws is no layout's
  }
}

/** One that is exported under several names is one. */
function onlyLayoutOf(path: string, layouts: ReadonlyMap<string, ForeignLayout>): string {
  const [name] = layouts.keys();
  if (name === undefined || new Set(layouts.values()).size > 1)
    throw new UsageError(
      `'${path}' should export one layout, or the name of one should follow, '${path}#name'; ${describeLayouts(layouts)}`,
    );
  return name;
}

const describeLayouts = (layouts: ReadonlyMap<string, ForeignLayout>): string =>
  layouts.size === 0 ? 'it exports no layout' : `its layouts are ${[...layouts.keys()].map(printable).join(', ')}`;

function adoptLayout(reference: string, laid: unknown): AnyLayout {
  try {
    return fromJSON(
      typeof laid === 'object' && laid !== null && 'toJSON' in laid ? (laid as ForeignLayout).toJSON() : laid,
    );
  } catch (error) {
    throw new UsageError(
      `'${reference}' is no layout that can be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** What typegen prints with --json has the layout under that name. */
function parseLayoutJson(path: string, text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !('schema' in json) && 'layout' in json ? json.layout : json;
  } catch (error) {
    throw new UsageError(`'${path}': a layout as JSON was expected, but this is no JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
