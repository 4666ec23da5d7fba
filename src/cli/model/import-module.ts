import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../command.ts';
import { awaitModule } from './foreign-code.ts';
import { registerModuleHooks } from './module-hooks.ts';

/** The exports of a module by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a JavaScript or TypeScript module. Node imports TypeScript if it strips types itself; otherwise jiti does.
 * jiti also tries again if Node fails on code that bundlers accept: a type imported as a value, an enum, a path without
 * an extension. A module that cannot find `paramlayout` gets this copy.
 *
 * @throws UsageError if the module cannot be loaded, the error of the system if there is no such file
 */
export async function importModule(path: string): Promise<ModuleExports> {
  const file = resolve(path);
  if ((await stat(path)).isDirectory()) throw new UsageError(`'${path}': a module was expected, found a folder`);
  // The types of Node 20 lack this member.
  const strips = (process.features as { readonly typescript?: unknown }).typescript;
  const isNative = typeof strips === 'string';
  try {
    registerModuleHooks({ aliases: urlsOfLibrary(), strips: isNative });
    if (/^\.[cm]?js$/.test(extname(file)) || (isNative ? /^\.[cm]?ts$/ : /^\.m?ts$/).test(extname(file)))
      return await awaitModule(path, import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<ModuleExports>);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!isWorthJiti(error)) throw importErrorOf(path, error);
  }
  try {
    return await awaitModule(path, importByJiti(file));
  } catch (error) {
    throw error instanceof UsageError ? error : importErrorOf(path, error);
  }
}

/** Whether Node failed before it ran the module. */
function isWorthJiti(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return EARLY_ERROR_CODES.some((start) => code.startsWith(start));
}

/** The beginnings of the codes of errors that Node throws before it runs the module. */
const EARLY_ERROR_CODES: readonly string[] = [
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_',
  'ERR_INVALID_TYPESCRIPT',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'ERR_UNKNOWN_FILE_EXTENSION',
];

/** The modules of this copy of the library by the names under which others import it. */
const LIBRARY_MODULES: Readonly<Record<string, string>> = {
  'paramlayout/checkpoint': 'checkpoint/index',
  'paramlayout/declarations': 'declarations/index',
  'paramlayout/optim': 'optim/index',
  'paramlayout/zod': 'zod/index',
  paramlayout: 'index',
};

function urlsOfLibrary(): Readonly<Record<string, string>> {
  const ending = extname(import.meta.url); // .ts in the sources, .js in the build
  return Object.fromEntries(
    Object.entries(LIBRARY_MODULES).map(([name, path]) => [
      name,
      new URL(`../../${path}${ending}`, import.meta.url).href,
    ]),
  );
}

async function importByJiti(file: string): Promise<ModuleExports> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    alias: aliasesFor(file),
  });
  return jiti.import<ModuleExports>(file);
}

/** Aliases for this copy of the library, if the module cannot find one of its own. */
function aliasesFor(file: string): Record<string, string> {
  try {
    createRequire(file).resolve('paramlayout');
    return {};
  } catch {
    return Object.fromEntries(Object.entries(urlsOfLibrary()).map(([name, url]) => [name, fileURLToPath(url)]));
  }
}

/** Keeps the first lines of the message, because compilers append the source. */
function importErrorOf(path: string, error: unknown): UsageError {
  const message =
    error instanceof Error ?
      `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`
    : `it threw ${String(error)}`;
  return new UsageError(`'${path}' cannot be loaded: ${message.split('\n').slice(0, 4).join('\n').slice(0, 1000)}`, {
    cause: error,
  });
}
