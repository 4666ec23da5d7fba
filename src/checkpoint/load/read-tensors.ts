// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import type { FitResult } from '../fit/fit.ts';
import type { StoreFile } from '../store/store-file.ts';
import type { Store } from '../store/store.ts';
import { chunksOf, type LeafToRead } from './leaf-chunks.ts';
import type { ScaledStore } from './scaled-store.ts';
import type { LoadOptions } from './options.ts';
import { readChunks } from './read-chunks.ts';
import { ReadQueue } from './read-queue.ts';

type CopyToRead = LeafToRead & { readonly owner: string };

/**
 * Reads all tensors of a layout, each file once from beginning to end. Then compares the further copies of tied leaves.
 */
export async function readTensors(
  flat: AnyArray,
  owners: Owners,
  { stored }: FitResult,
  store: Store | ScaledStore,
  options: LoadOptions,
  onWrite: (offset: number, length: number) => void,
): Promise<void> {
  const leaves = new Map<StoreFile, LeafToRead[]>();
  const copies = new Map<StoreFile, CopyToRead[]>();
  let total = 0;
  const sort = <P extends LeafToRead>(into: Map<StoreFile, P[]>, leaf: P, end: number): void => {
    const data = store.dataOf(leaf.name);
    const known = into.get(data);
    if (known === undefined) into.set(data, [leaf]);
    else known.push(leaf);
    total += end - leaf.start;
  };
  for (const [path, { name, dtype, start, end, transposed, copies: further }] of stored) {
    const { slot } = owners.get(path) as Owner;
    sort(leaves, { slot, name, dtype, start, transposed }, end);
    for (const copy of further) {
      if ('refuseCopy' in store) store.refuseCopy(copy.name);
      sort(copies, { slot, owner: name, ...copy }, copy.end);
    }
  }

  let done = 0;
  let failed = false;
  const onRead = (bytes: number): void => {
    if (failed) return; // other reads were still in flight
    done += bytes;
    options.onProgress?.({ done, total });
  };
  if (total === 0) onRead(0);
  const size = flat.BYTES_PER_ELEMENT;
  const watch = { onRead, onWrite: (at: number, length: number) => onWrite(at / size, length / size) };
  const { onWarning } = options;
  const loss = onWarning === undefined ? undefined : new (await import('./digit-loss.ts')).DigitLoss(flat);
  const queue = new ReadQueue();
  const scaled: LeafToRead[] = [];
  const isScaled = (leaf: LeafToRead): boolean =>
    'chunksOf' in store && store.chunksOf(leaf, flat, watch.onWrite) !== undefined && scaled.push(leaf) > 0;
  try {
    for (const [data, all] of leaves) {
      const plain = sortByStart(all).filter((leaf) => !isScaled(leaf));
      const chunks = loss?.chunksOf(plain, watch.onWrite) ?? chunksOf(plain, flat, watch.onWrite);
      await readChunks(queue, data, chunks, flat, watch);
    }
    if ('chunksOf' in store)
      for (const leaf of scaled)
        for await (const part of store.chunksOf(leaf, flat, watch.onWrite) ?? [])
          await readChunks(queue, store.dataOf(leaf.name), part, flat, watch);
    await queue.finish(); // the copies are compared with what was read
    if (onWarning !== undefined) loss?.report(onWarning);
    if (copies.size === 0) return;
    const { comparisonChunksOf } = await import('./comparison-chunks.ts');
    for (const [data, all] of copies)
      await readChunks(queue, data, comparisonChunksOf(sortByStart(all), flat, data), flat, watch);
    await queue.finish();
  } catch (error) {
    failed = true;
    await queue.stop(); // the sources must stay open until nothing reads them
    throw error;
  }
}

const sortByStart = <P extends LeafToRead>(leaves: P[]): P[] => leaves.sort((a, b) => a.start - b.start);
