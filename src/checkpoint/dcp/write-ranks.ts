// No twin in types: deals with files.
import type { Metadata } from '../header/compose.ts';
import { withoutSave } from '../save/generation.ts';
import type { SaveOptions } from '../save/options.ts';
import { planFile } from '../save/plan.ts';
import { replaceFiles } from '../save/replace-files.ts';
import { partPiecesOf } from '../save/saved-parts.ts';
import { watchWrites } from '../save/write-checkpoint.ts';
import type { NodeModules } from '../source/file.ts';
import type { RankLeaves } from './rank-leaves.ts';
import { composeSharding, fileNameOfRank } from './sharding-info.ts';

/** Writes the files of some ranks into a folder, all or none. `more` is added to the metadata. */
export async function writeRanks(
  system: NodeModules,
  folder: string,
  ranks: readonly RankLeaves[],
  { order = 'official', metadata, ...options }: SaveOptions,
  more: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const files = ranks
    .filter(({ leaves }) => leaves.length > 0)
    .map(({ rank, leaves, offsets }) => {
      const file = planFile(leaves, order, metadataOf(metadata, offsets, more));
      const target = system.join(folder, fileNameOfRank(rank));
      return { target, size: file.size, pieces: partPiecesOf(file, options.onWarning) };
    });
  await replaceFiles(system, files, [], watchWrites(files, options));
}

/** The metadata of a file: those of the user, where its parts begin, and `more`. */
export function metadataOf(
  metadata: Metadata | undefined,
  offsets: RankLeaves['offsets'],
  more: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const own = withoutSave(metadata);
  const entries: Iterable<readonly [string, string]> = own instanceof Map ? own : Object.entries(own ?? {});
  return new Map([...entries, ...composeSharding(offsets), ...more]);
}
