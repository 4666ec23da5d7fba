// No twin in types: deals with files.
import type { FileHandle, FileSystem, NodeModules } from '../source/file.ts';
import { findOutputPlace, nameTarget } from './output-place.ts';

/** A new file beside the file that it will replace. */
export interface TemporaryFile {
  /** The path that the caller gave. */
  readonly target: string;
  readonly path: string;
  readonly temporary: string;
}

/** The bytes of a file. A piece is valid until the caller requests the second piece after it. */
export type FilePieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A file to write. */
export interface FileToWrite {
  /** A path. If it is a link, the file that it points to is replaced. */
  readonly target: string;
  readonly pieces: FilePieces;
}

/** Called first with 0, then with the number of bytes after each write. Throws to stop. */
export type WriteWatch = (bytes: number) => void;

/** Where pieces are written. */
export type PieceTarget = Pick<FileHandle, 'write'>;

/**
 * Writes a file beside its target and flushes it to disk. It gets the permissions of the old file. It is removed if
 * writing fails. A device or a pipe is written at once: it has nothing to replace, and the result is undefined.
 */
export async function writeTemporary(
  system: NodeModules,
  { target, pieces }: FileToWrite,
  watch: WriteWatch,
): Promise<TemporaryFile | undefined> {
  const { fs } = system;
  const place = await findOutputPlace(system, target);
  try {
    if (place.kind !== 'file') {
      await (await import('./write-in-place.ts')).writeInPlace(system, place, pieces, watch);
      return undefined;
    }
    const { path, mode } = place;
    const temporary = temporaryNameOf(system, path, 'tmp');
    const handle = await fs.open(temporary, 'wx', mode);
    try {
      try {
        await writeAll(handle, pieces, watch);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
    return { target, path, temporary };
  } catch (error) {
    throw nameTarget(error, target);
  }
}

/** A name with the whole old name in it could be too long for the system. */
const MAX_KEPT_NAME = 50;

export function temporaryNameOf({ basename, dirname }: NodeModules, path: string, ending: 'tmp' | 'old'): string {
  const name = basename(path);
  const kept = name.length <= 4 * MAX_KEPT_NAME && isAscii(name) ? name : name.slice(0, MAX_KEPT_NAME);
  return `${dirname(path)}/${kept}.${Math.random().toString(36).slice(2)}.${ending}`;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Requests the next piece while the current one is being written. */
export async function writeAll(handle: PieceTarget, pieces: FilePieces, watch: WriteWatch): Promise<void> {
  let writing = Promise.resolve(0);
  try {
    for await (const piece of pieces) {
      watch(await writing);
      writing = writePiece(handle, piece);
    }
  } finally {
    await writing; // close the file only after the last write
  }
  watch(await writing);
}

async function writePiece(handle: PieceTarget, bytes: Uint8Array): Promise<number> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  return done;
}

/** Flushes a folder, so that renames survive a power cut. Some systems cannot flush a folder; that is not an error. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (!FOLDER_SYNC_ERRORS.has((error as { code?: string }).code)) throw error;
  } finally {
    await handle?.close();
  }
}
const FOLDER_SYNC_ERRORS: ReadonlySet<string | undefined> = new Set(['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP']);
