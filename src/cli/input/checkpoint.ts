import { checkEnd, headerOf } from '../../checkpoint/header/read.ts';
import type { Header } from '../../checkpoint/header/header.ts';
import type { Store, StoreOptions } from '../../checkpoint/load/store.ts';
import { withShards } from '../../checkpoint/shard/shards.ts';
import { isSharded } from '../../checkpoint/shard/shard-source.ts';
import { shardsAt } from '../../checkpoint/shard/shards-at.ts';
import { fill, type Input } from '../../checkpoint/source/input.ts';
import { reading } from '../../checkpoint/source/open.ts';
import { openNpz } from '../../npy/npz.ts';

/** A checkpoint that was opened by the command line: one safetensors file, the shards of an index or a folder, or an archive of numpy's. */
export interface Checkpoint extends Store {
  readonly format: 'safetensors' | 'npz';
  /** The texts of its headers; of several files that give one key, the first in the order of their names. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The headers of its files by name; of a single file under ''. */
  readonly files: ReadonlyMap<string, Header>;
}

/**
 * Opens what an argument names, a path or a URL, and closes it when `use` is done, whatever happens. The headers are judged as `load` judges
 * them; no data are read.
 *
 * @throws CheckpointError for what is no checkpoint, the system's error for what cannot be read
 */
export async function withCheckpoint<T>(
  file: string,
  options: StoreOptions,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  const shards = await shardsAt(file, options);
  if (isSharded(shards)) {
    return withShards(shards, options, async (store, { headers }) => {
      await store.checkEnds();
      return use({ ...store, format: 'safetensors', metadata: mergeMetadata(headers), files: headers });
    });
  }
  return reading(shards, options, async (input) => {
    const isNpz = await isZipArchive(input);
    const data = isNpz ? await openNpz(input) : { input, header: await headerOf(input, options) };
    if (!isNpz) await checkEnd(input, data.header);
    const files = new Map([['', data.header]]);
    const store = { tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() };
    return use({ ...store, format: isNpz ? 'npz' : 'safetensors', metadata: mergeMetadata(files), files });
  });
}

/** Whether a file begins as a zip archive does. A header of safetensors can be 0x04034b50 bytes long, but then four zeros follow. */
async function isZipArchive(input: Input): Promise<boolean> {
  const head = new Uint8Array(5);
  const read = await fill(input, head, 0);
  const [p, k, a, b, c] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4 && read > 4 && c !== 0) || (a === 5 && b === 6));
}

function mergeMetadata(files: ReadonlyMap<string, Header>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [, { metadata }] of files) for (const [key, text] of metadata ?? []) if (!all.has(key)) all.set(key, text);
  return all;
}
