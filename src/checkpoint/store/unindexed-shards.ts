import { CheckpointError } from '../error.ts';
import { readHeaderOf } from '../header/read.ts';
import { withSource } from '../source/open.ts';
import type { SourceOptions } from '../source/source.ts';
import { clipText } from '../text.ts';
import { parseShardName } from './shard-name.ts';

/** A set of shards in a folder that has no index, or a single file. */
export interface UnindexedSet {
  readonly files: readonly string[];
  /** Undefined for a single file. */
  readonly count: number | undefined;
}

/** Groups the safetensors files of a folder: `-00001-of-00002` and `-00002-of-00002` are one set. */
export function groupShards(files: readonly string[]): readonly UnindexedSet[] {
  const sets = new Map<string, { readonly files: string[]; readonly count: number | undefined }>();
  for (const file of files) {
    const shard = parseShardName(file);
    const key = shard === undefined ? `file ${file}` : `${shard.count} ${shard.stem}`;
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { files: [file], count: shard?.count });
    else known.files.push(file);
  }
  return [...sets.values()];
}

/**
 * Checks that a set has each shard once.
 *
 * @throws CheckpointError that lists the missing shards, or the two with one number
 */
export function checkComplete({ files, count }: UnindexedSet): void {
  if (count === undefined) return;
  const byNumber = new Map<number, string>();
  for (const file of files) {
    const number = parseShardName(file)?.number ?? 0;
    const other = byNumber.get(number);
    if (other !== undefined || number < 1 || number > count)
      throw new CheckpointError(
        other === undefined ?
          `the number of the shard '${clipText(file)}' is wrong`
        : `'${clipText(other)}' and '${clipText(file)}' are the same shard`,
        { file, expected: `each number from 1 to ${count} once`, found: `${number}` },
      );
    byNumber.set(number, file);
  }
  if (byNumber.size === count) return;
  const missing: number[] = [];
  for (let number = 1; number <= count && missing.length <= MAX_LISTED_SHARDS; number++)
    if (!byNumber.has(number)) missing.push(number);
  const listed = missing.slice(0, MAX_LISTED_SHARDS).map((number) => `${number}`.padStart(5, '0'));
  throw new CheckpointError(`the set of '${clipText(files[0] as string)}' is incomplete`, {
    file: files[0],
    expected: `${count} shards`,
    found: `${files.length}; missing: ${listed.join(', ')}${missing.length > MAX_LISTED_SHARDS ? ', …' : ''}`,
  });
}

const MAX_LISTED_SHARDS = 16;

/**
 * Makes the index that a complete set of shards lacks, from their headers.
 *
 * @throws CheckpointError if two shards hold a tensor of the same name
 */
export async function indexShards(
  set: UnindexedSet,
  pathOf: (file: string) => string,
  options: SourceOptions,
): Promise<{ readonly weight_map: Readonly<Record<string, string>> }> {
  checkComplete(set);
  const places = new Map<string, string>();
  for (const file of [...set.files].sort()) {
    const header = await withSource(pathOf(file), options, (input) => readHeaderOf(input, {})).catch(
      (error: unknown) => {
        throw error instanceof CheckpointError ? CheckpointError.inFile(file, error) : error;
      },
    );
    for (const name of header.keys()) {
      const other = places.get(name);
      if (other !== undefined)
        throw new CheckpointError('two shards hold the tensor', {
          tensor: name,
          expected: 'one',
          found: `'${clipText(other)}' and '${clipText(file)}'`,
        });
      places.set(name, file);
    }
  }
  return { weight_map: Object.fromEntries(places) };
}
