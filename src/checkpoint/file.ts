import { fromHandle, type Input } from './input.ts';
import type { FileUrl } from './source.ts';

/** What is used of Node's modules: declared here so that no declaration of the package names Node's types. */
interface FileHandle {
  readonly fd: number;
  stat(): Promise<{ readonly size: number }>;
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: boolean }): Promise<void>;
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<{ readonly mode: number }>;
}
interface Node {
  readonly fs: FileSystem;
  readonly dirname: (path: string) => string;
  readonly fileURLToPath: (url: string) => string;
}

/** Node's own modules, asked for only when a path is used, and out of the sight of bundlers: the rest runs in a browser. */
async function node(): Promise<Node> {
  // @ts-ignore -- the build knows no Node types (see above); `npm run check` does, and holds the module against FileSystem
  const fs: FileSystem = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  // @ts-ignore -- as above
  const { dirname }: Node = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:path');
  // @ts-ignore -- as above
  const { fileURLToPath }: Node = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:url');
  return { fs, dirname, fileURLToPath };
}

/** The path of a file that is given by a path or a `file:` URL, which may be a text too. */
export function pathOf(target: string | FileUrl, { fileURLToPath }: Node): string {
  const text = typeof target === 'string' ? target : target.href;
  return typeof target !== 'string' || /^file:\/\//i.test(text) ? fileURLToPath(text) : text;
}

/** A file for reading. @throws the system's error where it cannot be opened */
export async function openFile(source: string | FileUrl): Promise<Input> {
  const system = await node();
  const handle = await system.fs.open(pathOf(source, system), 'r');
  try {
    return await fromHandle(handle, () => handle.close());
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The most that is written at once: operating systems take no more than 2^31 - 1 bytes a call. */
const CHUNK = 2 ** 30;

/**
 * Writes a file whole or not at all: into a new file beside it, which is flushed to the disk and then renamed over the old one. Where
 * anything fails the old file stays as it was and the new one is removed. A link is followed: what it points to is replaced.
 */
export async function replaceFile(target: string | FileUrl, pieces: Iterable<Uint8Array>): Promise<void> {
  const system = await node();
  const { fs } = system;
  const given = pathOf(target, system);
  const path = await fs.realpath(given).catch(() => given);
  const mode = await fs.stat(path).then(
    (old) => old.mode & 0o777,
    () => 0o666,
  );
  const temporary = `${path}.${Math.random().toString(36).slice(2)}.tmp`;
  const handle = await fs.open(temporary, 'wx', mode);
  try {
    try {
      for (const piece of pieces) await writeAll(handle, piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(fs, system.dirname(path));
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(CHUNK, bytes.length - done));
    done += bytesWritten;
  }
}

/** Makes the rename last through a power cut. Systems that cannot flush a folder have nothing to do here. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (!CANNOT_SYNC.has((error as { code?: string }).code)) throw error;
  } finally {
    await handle?.close();
  }
}
const CANNOT_SYNC: ReadonlySet<string | undefined> = new Set(['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP']);
