import type { FileHandle, FileSystem } from '../source/file.ts';

/** A new file beside the one whose place it is to take. */
export interface TemporaryFile {
  readonly path: string;
  readonly temporary: string;
}

/** The bytes of a file; each holds until the next but one is asked for. */
export type FilePieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What is to be written, and where. */
export interface FileToWrite {
  /** A path; a link is followed: what it points to is replaced. */
  readonly target: string;
  readonly pieces: FilePieces;
}

/** Told how many bytes more have been written, first of all that there are none; to stop, it throws. */
export type WriteWatch = (bytes: number) => void;

/** Writes a file beside its place and flushes it to the disk; it has the permissions of the old one. Where that fails, it is removed. */
export async function writeTemporary(fs: FileSystem, { target, pieces }: FileToWrite, watch: WriteWatch): Promise<TemporaryFile> {
  const path = await fs.realpath(target).catch(() => target);
  const mode = await fs.stat(path).then(
    (old) => old.mode & 0o777,
    () => 0o666,
  );
  const temporary = temporaryNameOf(path, 'tmp');
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

export const temporaryNameOf = (path: string, ending: string): string =>
  `${path}.${Math.random().toString(36).slice(2)}.${ending}`;

/** While a piece is written the next one is made. */
async function writeAll(handle: FileHandle, pieces: FilePieces, watch: WriteWatch): Promise<void> {
  let writing = Promise.resolve(0);
  try {
    for await (const piece of pieces) {
      watch(await writing);
      writing = writePiece(handle, piece);
    }
  } finally {
    await writing; // the file is closed only when nothing is written to it any more
  }
  watch(await writing);
}

async function writePiece(handle: FileHandle, bytes: Uint8Array): Promise<number> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  return done;
}

/** Makes renames last through a power cut. Systems that cannot flush a folder have nothing to do here. */
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
