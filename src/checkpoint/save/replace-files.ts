// No twin in types: deals with files.
import { type FileSystem, getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import type { FileUrl } from '../source/source.ts';
import {
  type FilePieces,
  type FileToWrite,
  syncFolder,
  type TemporaryFile,
  writeTemporary,
  type WriteWatch,
} from './temporary-file.ts';

/**
 * Writes all files or none, and removes `obsolete` ones. It writes each file beside its target and flushes it to disk
 * before it renames the first. If anything fails, it removes the new files and leaves the old ones.
 *
 * The last file is renamed last, in one step over an old one. It names the others, whose own names are new: so until
 * then the old set is complete, and after it the new one is. `beforeSwitch` may throw to stop before that step. If only
 * the flush of the folder fails after it, the new files stay, complete; a power cut may still bring the old ones back.
 */
export async function replaceFiles(
  { fs, dirname }: NodeModules,
  files: readonly FileToWrite[],
  obsolete: readonly string[],
  watch: WriteWatch,
  beforeSwitch?: () => Promise<void>,
): Promise<void> {
  const written: TemporaryFile[] = [];
  const placed: TemporaryFile[] = [];
  try {
    for (const file of files) written.push(await writeTemporary(fs, file, watch));
    for (const file of written.slice(0, -1)) {
      await fs.rename(file.temporary, file.path);
      placed.push(file);
    }
    await syncFolders(fs, placed, dirname); // so that an index never survives a power cut without its shards
    await beforeSwitch?.();
    for (const { temporary, path } of written.slice(-1)) await fs.rename(temporary, path);
  } catch (error) {
    for (const { path } of placed) await fs.rm(path, { force: true });
    for (const { temporary } of written) await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolders(fs, written.slice(-1), dirname);
  for (const path of obsolete) await fs.rm(path, { force: true });
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
