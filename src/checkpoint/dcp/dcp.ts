// No twin in types: the tensors are in files, which the compiler does not see.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { SavedPart } from '../../../types/checkpoint/save/saved-parts.ts';
import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import { fromJSON } from '../../layout.ts';
import { notRank } from '../../shard/issues.ts';
import { shardRows } from '../../shard/shard-rows.ts';
import { sourceOf } from '../../shard/shards-of.ts';
import { CHECKED_BY_USER, checkOptions, type OptionCheck } from '../option-checks.ts';
import type { PartsTarget, SaveOptions } from '../save/options.ts';
import { isFileUrl, webAddressOf } from '../source/open.ts';
import { isSharded, type Store, type StoreOptions, type StoreSource } from '../store/store.ts';
import type { PiecesSource } from './open-pieces.ts';
import { type DcpGroup, type DcpOptions, type DcpRanks, otherShardCount } from './options.ts';

/** A distributed checkpoint of PyTorch, for `load` and `save`. */
export interface Dcp extends StoreSource, PartsTarget {
  readonly kind: 'dcp';
  /** JSON, from which `dcpFromJSON` makes the same value. */
  toJSON(): DcpJson;
}

/** The JSON of a distributed checkpoint. */
export interface DcpJson {
  readonly '.dcp': {
    readonly folder: string;
    readonly rank?: number;
    readonly count?: number;
    /** The JSON of the whole layout. */
    readonly layout?: unknown;
  };
}

/**
 * Names a distributed checkpoint of PyTorch (DCP) whose files are safetensors: `HuggingFaceStorageWriter` with
 * `save_sharded`. Pass the result to `load` or `save` in place of a file.
 *
 * To save, `source` is a folder. `save` writes files that PyTorch reads, one for each rank. To load, `source` is
 *
 * - a folder,
 * - the URL of a folder that holds the index that a group wrote,
 * - `{ index, shard }`: this index, and a function that returns each file by its name, or
 * - a list of files of any kind that `load` reads.
 *
 * The files may come from any number of ranks and may cut tensors in any dimension. A load reads only the bytes that it
 * needs.
 *
 * With `group`, all members call `save`, each with its own flat array, and each writes the rows of its rank. The
 * promise resolves when the folder has the files of all members and its final name. If one member fails, or if members
 * save different tensors or metadata, all promises reject and no reader finds the folder.
 *
 * @example
 * const ranks = shardRows(model, 2);
 * await save(model, flat, dcp('step-100', { shards: ranks })); // the files of both ranks
 * const mine = await load(ranks[1], dcp('step-100', { shards: ranks, rank: 1 }));
 * await load(model, dcp('step-100')); // the whole model
 *
 * const [group] = threads(model, 1);
 * await save(model, flat, dcp('step-200', { group })); // the rows of this member
 *
 * @throws TypeError for another source, for `shards` that are no result of `shardRows`, for `rank` without `shards` or
 * beside `group`, for a `group` that is no member of a group, and for `deadline` or `min` without `group`
 * @throws RangeError for a rank that does not exist. `load` and `save` throw it for a `group` with another number of
 * members than `shards`
 */
export function dcp(source: PiecesSource, options: DcpOptions = {}): Dcp {
  checkOptions('dcp', options, DCP_OPTIONS);
  const { shards, group, deadline, min } = options;
  const rank = options.rank ?? (shards === undefined ? undefined : group?.rank);
  if (
    typeof source !== 'string' &&
    !Array.isArray(source) &&
    !isFileUrl(source) &&
    webAddressOf(source) === undefined &&
    !isSharded(source)
  )
    throw new TypeError('a folder or a list of files was expected as the source of a distributed checkpoint');
  const whole = shards === undefined ? undefined : sourceOf(shards).layout;
  if (shards !== undefined && !shards.every((each) => 'slots' in each))
    throw new TypeError('the result of shardRows was expected as shards; files hold rows of tensors');
  if (options.rank !== undefined && group !== undefined)
    throw new TypeError('one of the options rank and group was expected, found both');
  if (group === undefined && (deadline ?? min) !== undefined)
    throw new TypeError('the options deadline and min need the option group');
  if (rank !== undefined && shards === undefined) throw new TypeError('the option rank needs the option shards');
  if (rank !== undefined && shards !== undefined && !(rank in shards))
    throw new RangeError(notRank(shards.length, String(rank)));
  return new DistributedCheckpoint(source, { ...options, rank, whole });
}

const DCP_OPTIONS = {
  shards: CHECKED_BY_USER,
  rank: { expected: 'the number of a rank', accepts: (value) => typeof value === 'number' },
  group: {
    expected: 'a member of a group, such as threads returns',
    accepts: (value) =>
      typeof (value as Partial<DcpGroup> | null)?.rank === 'number' &&
      ['number', 'undefined'].includes(typeof (value as Partial<DcpGroup>).size) &&
      typeof (value as Partial<DcpGroup>).barrier === 'function',
  },
  deadline: CHECKED_BY_USER, // the group checks both
  min: CHECKED_BY_USER,
} satisfies Record<keyof DcpOptions, OptionCheck>;

/**
 * Makes the value again that `toJSON` of a distributed checkpoint described.
 *
 * @example
 * const copy = dcpFromJSON(JSON.parse(JSON.stringify(dcp('step-100'))));
 *
 * @throws TypeError for anything else
 */
export function dcpFromJSON(json: unknown): Dcp {
  const { folder, rank, count, layout } = (Object(Object(json)['.dcp']) ?? {}) as Partial<DcpJson['.dcp']>;
  if (typeof folder !== 'string')
    throw new TypeError("the JSON of a distributed checkpoint was expected: an object with '.dcp'");
  if (count === undefined) return dcp(folder);
  // `as never`: only the run time knows this layout.
  const shards = shardRows(fromJSON(layout) as never, count as never) as NonNullable<DcpOptions['shards']>;
  return dcp(folder, { shards, rank });
}

class DistributedCheckpoint implements Dcp {
  readonly kind = 'dcp';
  readonly #source: PiecesSource;
  readonly #ranks: DcpRanks;
  constructor(source: PiecesSource, ranks: DcpRanks) {
    this.#source = source;
    this.#ranks = ranks;
  }

  async useStore<T>(options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
    const { withPieces } = await import('./open-pieces.ts');
    const { shards, rank, group } = this.#ranks;
    if (shards !== undefined && group?.size !== undefined && shards.length !== group.size)
      throw new RangeError(otherShardCount(group.size, shards.length));
    const ranks = shards === undefined || rank === undefined ? undefined : { rank, count: shards.length };
    return withPieces(this.#source, ranks, options, use);
  }

  async writeCheckpoint(layout: LayoutLike, flat: AnyArray, options: SaveOptions): Promise<void> {
    const { writePieces } = await import('./write-pieces.ts');
    await writePieces([[layout, flat as NumberArray]], false, this.#folderToWrite(), this.#ranks, options);
  }

  async writeParts(parts: readonly SavedPart[], options: SaveOptions): Promise<void> {
    const { writePieces } = await import('./write-pieces.ts');
    await writePieces(parts, true, this.#folderToWrite(), this.#ranks, options);
  }

  toJSON(): DcpJson {
    const folder = this.#folder();
    const { shards, rank, group, whole } = this.#ranks;
    if (group !== undefined) throw new TypeError('a member of a group has no JSON; leave out the option group');
    if (shards === undefined) return { '.dcp': { folder } };
    const layout: unknown = (whole as LayoutLike & { toJSON(): unknown }).toJSON(); // every layout has the method
    return { '.dcp': { folder, ...(rank === undefined ? {} : { rank }), count: shards.length, layout } };
  }

  #folder(): string {
    const source = this.#source;
    if (typeof source === 'string') return source;
    if ('href' in source) return source.href;
    throw new TypeError('a folder was expected; a list of files can only be loaded');
  }
  #folderToWrite(): string {
    const folder = this.#folder();
    if (webAddressOf(folder) === undefined) return folder;
    throw new TypeError('a folder in a file system was expected; what a URL names can only be loaded');
  }
}
