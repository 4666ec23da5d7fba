import { SourceError } from '../error.ts';
import { clipText } from '../text.ts';
import { inputOfHandle, type Input } from './input.ts';
import type { FileStat, FileUrl } from './source.ts';

/**
 * The parts of Node's modules that this library uses. They are declared here so that the package's declarations do not
 * refer to Node's types.
 */
export interface FileHandle {
  readonly fd: number;
  stat(): Promise<FileStat>;
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  readv(targets: readonly Uint8Array[], position: number): Promise<{ readonly bytesRead: number }>;
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
/** What the system says about a file. */
export interface FileStatus {
  readonly mode: number;
  isDirectory(): boolean;
  isFile(): boolean;
  isSocket(): boolean;
}
export interface FileSystem {
  readonly constants: { readonly O_RDONLY: number; readonly O_WRONLY: number; readonly O_NONBLOCK?: number };
  open(path: string, flags: string | number, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: boolean; readonly recursive?: boolean }): Promise<void>;
  realpath(path: string): Promise<string>;
  readlink(path: string): Promise<string>;
  stat(path: string): Promise<FileStatus>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  writeFile(path: string, text: string, options: { readonly flag: 'w' | 'wx' }): Promise<void>;
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  link(file: string, path: string): Promise<void>;
}
export interface NodeModules {
  readonly fs: FileSystem;
  readonly dirname: (path: string) => string;
  readonly basename: (path: string, ending?: string) => string;
  readonly join: (...parts: string[]) => string;
  readonly fileURLToPath: (url: string) => string;
}

let modules: Promise<NodeModules> | undefined;

/**
 * Imports Node's modules on first use of a path. The import is hidden from bundlers, because everything else also runs
 * in a browser.
 *
 * @throws TypeError if there is no file system; it says what to pass instead of the path
 */
export async function getNodeModules(need: 'read' | 'write', path: string | FileUrl): Promise<NodeModules> {
  try {
    return await (modules ??= importNodeModules());
  } catch (cause) {
    // Without what may hold a secret: user, password and query of a URL.
    const text = clipText((typeof path === 'string' ? path : path.href).replace(/[?#].*|(?<=:\/\/)[^/]*@/gs, ''));
    const sentence =
      need === 'read' ?
        `read '${text}' from; pass a File or Blob, bytes or an http: or https: URL, such as ` +
        `new URL('${text}', location.href)`
      : `write '${text}' to; serialize, serializeNpy and serializeNpz return the bytes`;
    throw new TypeError(`there is no file system here to ${sentence}`, { cause });
  }
}

async function importNodeModules(): Promise<NodeModules> {
  // @ts-ignore -- the build has no Node types; `npm run check` has them and checks the module against FileSystem
  const fs: FileSystem = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  // @ts-ignore -- as above
  const path: NodeModules = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:path');
  // @ts-ignore -- as above
  const { fileURLToPath }: NodeModules = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:url');
  const { dirname, basename, join } = path;
  return { fs, dirname, basename, join, fileURLToPath };
}

/** The path of a file, given as a path or a `file:` URL. The URL may be a string. */
export function pathOf(target: string | FileUrl, { fileURLToPath }: NodeModules): string {
  const text = typeof target === 'string' ? target : target.href;
  const [, scheme] = /^([a-z][a-z\d+.-]+:)\/\//i.exec(text) ?? [];
  // A system's error would quote the whole URL as a path, secrets included.
  if (scheme !== undefined && !/^file:$/i.test(scheme))
    throw new TypeError(`a path or a file:, http: or https: URL was expected, found a URL with ${scheme}`);
  return typeof target !== 'string' || /^file:\/\//i.test(text) ? fileURLToPath(text) : text;
}

/**
 * Opens a file for reading. @throws the system's error if the file cannot be opened; SourceError for a pipe, which
 * cannot be read at an offset
 */
export async function openFile(source: string | FileUrl): Promise<Input> {
  const system = await getNodeModules('read', source);
  const path = pathOf(source, system);
  const { O_RDONLY, O_NONBLOCK = 0 } = system.fs.constants; // O_NONBLOCK: opening a pipe would wait for a writer
  const handle = await system.fs.open(path, O_RDONLY | O_NONBLOCK);
  try {
    return await inputOfHandle(handle, () => handle.close());
  } catch (error) {
    await handle.close();
    if ((error as { code?: unknown }).code === 'ESPIPE')
      throw new SourceError(`'${clipText(path)}' cannot be read at an offset`, {
        expected: 'a file',
        found: 'a pipe',
        cause: error,
      });
    (error as { path?: unknown }).path ??= path; // the system names no file if reading fails
    throw error;
  }
}
