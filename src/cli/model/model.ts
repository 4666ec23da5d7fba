import { access, readFile } from 'node:fs/promises';
import type { AnyLayout } from '../../../types/layout.ts';
import { fromJSON } from '../../layout.ts';
import { UsageError } from '../exit.ts';
import { printable } from '../output/printable.ts';
import { type Exports, importModule } from './import.ts';

/** A layout that a module exports, or a JSON file holds. */
export interface Model {
  /** How it was found: `model.ts#model`, `model.json`. */
  readonly reference: string;
  readonly layout: AnyLayout;
}
/** What a layout has, of whatever copy of this library it is. */
interface Laid {
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
export async function modelAt(reference: string): Promise<Model> {
  const { path, name } = await splitReference(reference);
  if (path.endsWith('.json')) return { reference, layout: adopted(path, parsed(path, await readFile(path, 'utf8'))) };
  const found = await importModule(path);
  const layouts = layoutsOf(found);
  const chosen = name ?? onlyOf(path, layouts);
  const laid = layouts.get(chosen);
  if (laid === undefined)
    throw new UsageError(
      `'${path}' exports ${chosen in found ? `'${printable(chosen)}', which is no layout` : `no '${printable(chosen)}'`}; ${choices(layouts)}`,
    );
  return { reference: `${path}#${chosen}`, layout: adopted(`${path}#${chosen}`, laid) };
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

function layoutsOf(exports: Exports): ReadonlyMap<string, Laid> {
  return new Map(
    Object.keys(exports).flatMap((name) => {
      const value = exports[name];
      return isLaid(value) ? [[name, value] as const] : [];
    }),
  );
}

function isLaid(value: unknown): value is Laid {
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
function onlyOf(path: string, layouts: ReadonlyMap<string, Laid>): string {
  const [name] = layouts.keys();
  if (name === undefined || new Set(layouts.values()).size > 1)
    throw new UsageError(
      `'${path}' should export one layout, or the name of one should follow, '${path}#name'; ${choices(layouts)}`,
    );
  return name;
}

const choices = (layouts: ReadonlyMap<string, Laid>): string =>
  layouts.size === 0 ? 'it exports no layout' : `its layouts are ${[...layouts.keys()].map(printable).join(', ')}`;

function adopted(reference: string, laid: unknown): AnyLayout {
  try {
    return fromJSON(typeof laid === 'object' && laid !== null && 'toJSON' in laid ? (laid as Laid).toJSON() : laid);
  } catch (error) {
    throw new UsageError(
      `'${reference}' is no layout that can be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** What typegen prints with --json has the layout under that name. */
function parsed(path: string, text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !('schema' in json) && 'layout' in json ? json.layout : json;
  } catch (error) {
    throw new UsageError(`'${path}': a layout as JSON was expected, but this is no JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
