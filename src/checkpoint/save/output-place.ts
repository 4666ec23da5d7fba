// No twin in types: deals with files.
import type { FileStatus, FileSystem, NodeModules } from '../source/file.ts';

/** Where an output goes. */
export type OutputPlace =
  /** A regular file, or none yet: a new file takes its place. */
  | { readonly kind: 'file'; readonly path: string; readonly mode: number }
  /** A device or a pipe: it is opened, and the bytes are written to it. */
  | { readonly kind: 'stream'; readonly path: string }
  /** A file that this process has open already, such as /dev/stdout. */
  | { readonly kind: 'descriptor'; readonly path: string; readonly fd: number };

/** Linux follows at most this many links. */
const MAX_LINKS = 40;

/**
 * Finds out where an output goes. A link stands for what it points to, even if that does not exist yet. To rename a
 * new file over a link, a device or a pipe would destroy it.
 *
 * @throws an error with a code of the system if the target is a folder or a socket, or cannot be looked up
 */
export async function findOutputPlace({ fs, dirname }: NodeModules, target: string): Promise<OutputPlace> {
  let path = target;
  for (let links = 0; links < MAX_LINKS; links++) {
    const fd = descriptorOf(path);
    if (fd !== undefined) return { kind: 'descriptor', path: target, fd };
    const link = await fs.readlink(path).catch(() => undefined); // it is no link, or does not exist
    if (link === undefined) break;
    path = isAbsolute(link) ? link : `${dirname(path)}/${link}`; // join would drop '..' before the system follows links
  }
  const status = await statusOf(fs, path, target);
  if (status === undefined) return { kind: 'file', path, mode: 0o666 };
  if (status.isDirectory()) throw placeError('EISDIR', target, 'a folder');
  if (status.isSocket()) throw placeError('ENXIO', target, 'a socket');
  if (!status.isFile()) return { kind: 'stream', path };
  return { kind: 'file', path: await fs.realpath(path), mode: status.mode & 0o777 };
}

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[a-z]:)/i.test(path);

/** The number of an open file of this process, if a path stands for one. Opening the path would begin it anew. */
function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdout') return 1;
  if (path === '/dev/stderr') return 2;
  const [, fd] = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path) ?? [];
  return fd === undefined ? undefined : Number(fd);
}

/** The status of a file; undefined if it does not exist. */
async function statusOf(fs: FileSystem, path: string, target: string): Promise<FileStatus | undefined> {
  try {
    return await fs.stat(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw nameTarget(error, target);
  }
}

const placeError = (code: string, path: string, found: string): Error =>
  Object.assign(new Error(`${code}: cannot write '${path}': expected a file, found ${found}`), { code, path });

/**
 * Puts the target's name into an error of the system. Such an error names no file if a write failed, and names the
 * temporary file, which the caller does not know, if opening failed.
 */
export function nameTarget(error: unknown, target: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const found = error as Error & { path?: unknown };
  if (found.path === target) return error;
  const named = typeof found.path === 'string' ? found.path : undefined;
  found.message =
    named === undefined ? `${found.message}, '${target}'` : found.message.replaceAll(`'${named}'`, `'${target}'`);
  found.path = target;
  return error;
}
