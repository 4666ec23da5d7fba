// No twin in types: deals with files.
import type { SavedPart } from '../../../types/checkpoint/save/saved-parts.ts';
import type { SaveOptions } from '../save/options.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import type { DcpRanks } from './options.ts';
import { planRanks } from './plan-ranks.ts';
import { writeRanks } from './write-ranks.ts';

/**
 * Writes the file of one rank, or the files of all ranks if the options name none; with a group, the file of this
 * member. The flat array is that of the whole layout or has the rows of the rank. In a list, each is whole. Makes the
 * folder if it does not exist.
 */
export async function writePieces(
  given: readonly SavedPart[],
  isList: boolean,
  folder: string,
  ranks: DcpRanks,
  options: SaveOptions,
): Promise<void> {
  const planned = planRanks(given, isList, ranks, options);
  const { shards, rank, group } = ranks;
  const system = await getNodeModules('write', folder);
  const path = pathOf(folder, system);
  if (group !== undefined) {
    const { writeTogether } = await import('./write-together.ts');
    return writeTogether(system, path, planned, { ...ranks, group }, options);
  }
  const count = shards?.length ?? 1;
  const written = rank === undefined ? Array.from({ length: count }, (_, each) => each) : [rank];
  const files = written.map((each) => planned.leavesOf({ rank: each, count }));
  await system.fs.mkdir(path, { recursive: true });
  await writeRanks(system, path, files, options);
}
