// No twin in types: deals with files.
import { type FileSystem, getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import type { FileUrl } from '../source/source.ts';
import { nameTarget } from './output-place.ts';
import {
  type FilePieces,
  type FileToWrite,
  syncFolder,
  type TemporaryFile,
  temporaryNameOf,
  writeTemporary,
  type WriteWatch,
} from './temporary-file.ts';

/**
 * Writes all files or none, and removes `obsolete` ones. It writes each file beside its target and flushes it to disk
 * before it renames the first over an old one. If anything fails, it restores the old files.
 *
 * A single file is replaced in one step. Of several files, the last names the others and is therefore renamed last:
 * until then the old set is complete. If others replace old files too, no file system can replace them all in one
 * step. Then the old files are set aside first, beginning with the one that names the others: if the machine stops in
 * between, no file names a mixture of old and new ones. If only the flush of the folder fails after a one-step
 * replacement, the new file stays, complete; a power cut may still bring the old one back.
 *
 * A target that is a device or a pipe is written when its turn comes, and not replaced.
 */
export async function replaceFiles(
  system: NodeModules,
  files: readonly FileToWrite[],
  obsolete: readonly string[],
  watch: WriteWatch,
): Promise<void> {
  const { fs, dirname } = system;
  const written: TemporaryFile[] = [];
  const aside: TemporaryFile[] = [];
  const placed: TemporaryFile[] = [];
  try {
    for (const file of files) {
      const temporary = await writeTemporary(system, file, watch);
      if (temporary !== undefined) written.push(temporary);
    }
    if (await doesAnyExist(fs, written.slice(0, -1)))
      for (const file of [...written].reverse()) await setAside(system, file, aside);
    for (const file of written) {
      await fs.rename(file.temporary, file.path).catch((error: unknown) => {
        throw nameTarget(error, file.target);
      });
      placed.push(file);
    }
    if (aside.length > 0) await syncFolders(fs, written, dirname); // while the old files can still be restored
  } catch (error) {
    for (const { path } of placed) await fs.rm(path, { force: true });
    for (const { path, temporary } of aside.reverse()) await fs.rename(temporary, path);
    for (const { temporary } of written) await fs.rm(temporary, { force: true });
    throw error;
  }
  if (aside.length === 0) await syncFolders(fs, written, dirname);
  for (const path of [...aside.map(({ temporary }) => temporary), ...obsolete]) await fs.rm(path, { force: true });
}

async function syncFolders(
  fs: FileSystem,
  files: readonly TemporaryFile[],
  dirname: NodeModules['dirname'],
): Promise<void> {
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(fs, folder);
}

/** Writes or replaces a single file. */
export async function replaceFile(to: string | FileUrl, pieces: FilePieces): Promise<void> {
  const system = await getNodeModules('write', to);
  await replaceFiles(system, [{ target: pathOf(to, system), pieces }], [], () => undefined);
}

const doesExist = (fs: FileSystem, path: string): Promise<boolean> =>
  fs.stat(path).then(
    () => true,
    () => false,
  );

async function doesAnyExist(fs: FileSystem, files: readonly TemporaryFile[]): Promise<boolean> {
  for (const { path } of files) if (await doesExist(fs, path)) return true;
  return false;
}

async function setAside(system: NodeModules, { target, path }: TemporaryFile, aside: TemporaryFile[]): Promise<void> {
  if (!(await doesExist(system.fs, path))) return;
  const temporary = temporaryNameOf(system, path, 'old');
  await system.fs.rename(path, temporary);
  aside.push({ target, path, temporary });
}
