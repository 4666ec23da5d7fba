// No twin in types: deals with files.
import { type FileSystem, getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import type { FileUrl } from '../source/source.ts';
import { nameTarget } from './output-place.ts';
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
 *
 * A target that is a device or a pipe is written when its turn comes, and not replaced.
 */
export async function replaceFiles(
  system: NodeModules,
  files: readonly FileToWrite[],
  obsolete: readonly string[],
  watch: WriteWatch,
  beforeSwitch?: () => Promise<void>,
): Promise<void> {
  const { fs, dirname } = system;
  const written: TemporaryFile[] = [];
  const placed: TemporaryFile[] = [];
  try {
    for (const file of files) {
      const temporary = await writeTemporary(system, file, watch);
      if (temporary !== undefined) written.push(temporary);
    }
    for (const file of written.slice(0, -1)) {
      await placeFile(fs, file);
      placed.push(file);
    }
    await syncFolders(fs, placed, dirname); // so that an index never survives a power cut without its shards
    await beforeSwitch?.();
    for (const file of written.slice(-1)) await placeFile(fs, file);
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

async function placeFile(fs: FileSystem, { temporary, path, target }: TemporaryFile): Promise<void> {
  await fs.rename(temporary, path).catch((error: unknown) => {
    throw nameTarget(error, target);
  });
}
