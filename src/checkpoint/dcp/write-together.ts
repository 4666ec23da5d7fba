// No twin in types: deals with files.
import { readHeader } from '../header/read.ts';
import { CheckpointError } from '../error.ts';
import { makeSaveName } from '../save/generation.ts';
import type { SaveOptions } from '../save/options.ts';
import { replaceFile } from '../save/replace-files.ts';
import { syncFolder } from '../save/temporary-file.ts';
import type { NodeModules } from '../source/file.ts';
import { SAVE_KEY } from '../store/index-file.ts';
import { encodeUtf8 } from '../text.ts';
import { findDifference, readRefusal, refusalError, writeRefusal } from './save-plan.ts';
import { type DcpGroup, type DcpOptions, otherShardCount } from './options.ts';
import type { PlannedRanks } from './plan-ranks.ts';
import { composePiecesIndex, parsePiecesIndex, PIECES_INDEX, type PiecesIndex } from './pieces-index.ts';
import { fileNameOfRank } from './sharding-info.ts';
import { writeRanks } from './write-ranks.ts';

/** The options with which the members of a group wait for each other. */
type GroupOptions = Pick<DcpOptions, 'deadline' | 'min' | 'shards'> & { readonly group: DcpGroup };

/**
 * Writes a checkpoint with all members of a group. Each member writes the file of its rows into a folder beside the
 * target, whose name ends in `.tmp`. When the folder has all files, the member with the lowest rank renames it, in one
 * step. So a reader finds the whole checkpoint or nothing, however the save ends.
 *
 * A member whose write fails still waits at the barriers, so that the others do not wait for it in vain. The member
 * with the lowest rank then finds that a file is missing, and all members throw.
 *
 * Files of different models would be no checkpoint. So the member with the lowest rank puts its plan into the index
 * while the others wait, and each compares its own plan before it writes. The headers of the files would not do: they
 * do not have the shapes of whole tensors, and a member without rows has no file. A member whose plan differs writes a
 * refusal in place of its file, and all members throw what it says.
 */
export async function writeTogether(
  system: NodeModules,
  target: string,
  planned: PlannedRanks,
  waiting: GroupOptions,
  options: SaveOptions,
): Promise<void> {
  const { group } = waiting;
  const folder = system.join(system.dirname(target), system.basename(target)); // without a slash at the end
  const pending = `${folder}.tmp`;
  // Before the first barrier no member can have written, so all members find the same.
  await requireNew(system, folder);
  const { ranks } = await meet(waiting, options);
  const of = { rank: ranks.indexOf(group.rank), count: ranks.length };
  const isFirst = of.rank === 0;
  const own = new GuardedSteps();
  if (isFirst)
    await own.run(async () => {
      await system.fs.rm(pending, { recursive: true, force: true }); // a save that was killed may have left it
      await system.fs.mkdir(pending, { recursive: true });
      const files = Array.from({ length: planned.writersAmong(of.count) }, (_, rank) => fileNameOfRank(rank));
      await writeIndex(system, pending, { files, save: makeSaveName(), plan: planned.plan });
    });
  await meet(waiting, own.isFine ? options : {});
  let save = '';
  let hasRefused = false;
  await own.run(async () => {
    requireCount(planned, of.count, waiting);
    const index = await readPiecesIndex(system, pending);
    ({ save } = index);
    const difference = index.plan && findDifference(index.plan, planned.plan);
    if (difference !== undefined) {
      const refusal = { save, rank: group.rank, other: ranks[0] as number, ...difference };
      await writeRefusal(system, pending, refusal);
      hasRefused = true;
      throw refusalError(folder, refusal);
    }
    await writeRanks(system, pending, [planned.leavesOf(of)], options, new Map([[SAVE_KEY, save]]));
  });
  await meet(waiting, own.isFine ? options : {});
  if (isFirst) await own.run(() => finish(system, pending, folder, ranks));
  await meet(waiting, {});
  const refusal = await readRefusal(system, pending, save).catch(() => undefined);
  await meet(waiting, {}); // until all have looked for a refusal
  if (isFirst && !own.isFine) await system.fs.rm(pending, { recursive: true, force: true }).catch(() => undefined);
  if (refusal !== undefined && (own.isFine || hasRefused)) throw refusalError(folder, refusal); // the same on all
  own.throwFirst();
  const found = await readPiecesIndex(system, folder).catch(() => undefined);
  if (found?.save !== save)
    throw new CheckpointError(`the checkpoint ${folder} was not written, because another member of the group failed`, {
      expected: `the files of ranks ${ranks.join(', ')}`,
      found: `an error on one of them, or on rank ${ranks[0]}, which writes the index`,
    });
}

/**
 * The steps of a member between two barriers. After its first error, a member skips its steps, but not the barriers.
 */
class GuardedSteps {
  #error: { readonly thrown: unknown } | undefined;
  get isFine(): boolean {
    return this.#error === undefined;
  }
  async run(step: () => Promise<void>): Promise<void> {
    try {
      if (this.isFine) await step();
    } catch (thrown) {
      this.#error = { thrown };
    }
  }
  throwFirst(): void {
    if (this.#error !== undefined) throw this.#error.thrown;
  }
}

/**
 * Waits for the other members. Passes only the options that are set, because a group of the user's may refuse others.
 */
function meet(
  { group, deadline, min }: GroupOptions,
  { signal }: SaveOptions,
): Promise<{ readonly ranks: readonly number[] }> {
  // `as`: `save` asks less of a signal than a group does, which checks it.
  const given = { signal: signal as never, deadline, min };
  return group.barrier(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

async function requireNew({ fs }: NodeModules, folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0)
    throw new CheckpointError(`a group cannot replace the folder ${folder} in one step`, {
      expected: 'a folder of its own for each save, such as step-100',
      found: `${names.length} files in it`,
    });
}

/** Members with whole flat arrays may have shards for all members of the group, although some of these are lost. */
function requireCount({ count }: PlannedRanks, found: number, { shards, group }: GroupOptions): void {
  if (shards !== undefined && shards.length !== found && shards.length !== group.size)
    throw new RangeError(otherShardCount(group.size ?? found, shards.length));
  if (count !== undefined && count !== found)
    throw new CheckpointError('no member has the rows of the lost members', {
      expected: `${count} members, one for each of the shards`,
      found: `${found}; save the whole flat array to go on without some`,
    });
}

const readPiecesIndex = async ({ fs, join }: NodeModules, folder: string): Promise<PiecesIndex> =>
  parsePiecesIndex(await fs.readFile(join(folder, PIECES_INDEX), 'utf8'));

const writeIndex = (system: NodeModules, folder: string, index: PiecesIndex): Promise<void> =>
  replaceFile(system.join(folder, PIECES_INDEX), [encodeUtf8(composePiecesIndex(index))]);

/** Checks that no member has refused and that the folder has all files of this save, and gives it its final name. */
async function finish(system: NodeModules, pending: string, folder: string, ranks: readonly number[]): Promise<void> {
  const { fs, dirname, join } = system;
  const { files, save } = await readPiecesIndex(system, pending);
  const refusal = await readRefusal(system, pending, save);
  if (refusal !== undefined) throw refusalError(folder, refusal);
  const missing: number[] = [];
  for (const [i, file] of files.entries()) {
    const header = await readHeader(join(pending, file)).catch(() => undefined);
    if (header?.metadata?.get(SAVE_KEY) !== save) missing.push(ranks[i] as number);
  }
  if (missing.length > 0)
    throw new CheckpointError(`the checkpoint ${folder} was not written, because files of this save are missing`, {
      expected: 'the file of each member in one folder that all of them reach',
      found: `none of rank ${missing.join(', ')}`,
    });
  await writeIndex(system, pending, { files, save }); // without the plan
  await syncFolder(fs, pending);
  await fs.rename(pending, folder);
  await syncFolder(fs, dirname(folder));
}
