// No twin in types: deals with files.
import type { FileHandle, FileSystem } from '../source/file.ts';

/** A new file beside the file that it will replace. */
export interface TemporaryFile {
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

/**
 * Writes a file beside its target and flushes it to disk. It gets the permissions of the old file. It is removed if
 * writing fails.
 */
export async function writeTemporary(
  fs: FileSystem,
  { target, pieces }: FileToWrite,
  watch: WriteWatch,
): Promise<TemporaryFile> {
  const path = await fs.realpath(target).catch(() => target);
  const mode = await fs.stat(path).then(
    (old) => old.mode & 0o777,
    () => 0o666,
  );
  const temporary = `${path}.${Math.random().toString(36).slice(2)}.tmp`;
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
  return { path, temporary };
}

/** Requests the next piece while the current one is being written. */
async function writeAll(handle: FileHandle, pieces: FilePieces, watch: WriteWatch): Promise<void> {
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

async function writePiece(handle: FileHandle, bytes: Uint8Array): Promise<number> {
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
