import { type FileSystem, getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import type { FileUrl } from '../source/source.ts';
import { type FilePieces, type FileToWrite, syncFolder, type TemporaryFile, temporaryNameOf, writeTemporary, type WriteWatch } from './temporary-file.ts';

/**
 * Writes files whole or not at all, and removes `obsolete` ones. All are written beside their places and flushed to the disk before the
 * first is renamed over an old one; where anything fails, whatever was there is put back.
 *
 * One file is replaced in one step. Of several the last names the others, so it is renamed last: until then the old set is whole. Only where
 * another of them takes the place of an old one, no file system can replace all in one step. Then the old ones are set aside before, the
 * naming file first of all: if the machine stops in between, no file names a mixture of old and new ones. Where all went well but the flush of
 * the folder, a file that replaced another in one step stays, whole: a power cut may still bring the old one back.
 */
export async function replaceFiles(
  { fs, dirname }: NodeModules,
  files: readonly FileToWrite[],
  obsolete: readonly string[],
  watch: WriteWatch,
): Promise<void> {
  const written: TemporaryFile[] = [];
  const aside: TemporaryFile[] = [];
  const placed: TemporaryFile[] = [];
  try {
    for (const file of files) written.push(await writeTemporary(fs, file, watch));
    if (await anyExists(fs, written.slice(0, -1)))
      for (const { path } of [...written].reverse()) await setAside(fs, path, aside);
    for (const file of written) {
      await fs.rename(file.temporary, file.path);
      placed.push(file);
    }
    if (aside.length > 0) await syncFolders(fs, written, dirname); // as long as the old ones can be put back
  } catch (error) {
    for (const { path } of placed) await fs.rm(path, { force: true });
    for (const { path, temporary } of aside.reverse()) await fs.rename(temporary, path);
    for (const { temporary } of written) await fs.rm(temporary, { force: true });
    throw error;
  }
  if (aside.length === 0) await syncFolders(fs, written, dirname);
  for (const path of [...aside.map(({ temporary }) => temporary), ...obsolete]) await fs.rm(path, { force: true });
}

async function syncFolders(fs: FileSystem, files: readonly TemporaryFile[], dirname: NodeModules['dirname']): Promise<void> {
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(fs, folder);
}

/** The same for a single file, whatever it holds. */
export async function replaceFile(to: string | FileUrl, pieces: FilePieces): Promise<void> {
  const system = await getNodeModules('write', to);
  await replaceFiles(system, [{ target: pathOf(to, system), pieces }], [], () => undefined);
}

const exists = (fs: FileSystem, path: string): Promise<boolean> =>
  fs.stat(path).then(
    () => true,
    () => false,
  );

async function anyExists(fs: FileSystem, files: readonly TemporaryFile[]): Promise<boolean> {
  for (const { path } of files) if (await exists(fs, path)) return true;
  return false;
}

async function setAside(fs: FileSystem, path: string, aside: TemporaryFile[]): Promise<void> {
  if (!(await exists(fs, path))) return;
  const temporary = temporaryNameOf(path, 'old');
  await fs.rename(path, temporary);
  aside.push({ path, temporary });
}
