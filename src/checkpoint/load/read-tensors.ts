// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import type { FitResult } from '../fit/fit.ts';
import type { StoreFile } from '../store/store-file.ts';
import type { Store } from '../store/store.ts';
import type { TiedCopy } from './comparison-chunks.ts';
import { chunksOf, type LeafToRead, type TensorToRead } from './leaf-chunks.ts';
import type { ScaledStore } from './scaled-store.ts';
import type { LoadOptions } from './options.ts';
import { readChunks } from './read-chunks.ts';
import { ReadQueue } from './read-queue.ts';

/**
 * Reads all tensors of a layout, each file once from beginning to end. Then compares the further copies of tied leaves.
 */
export async function readTensors(
  flat: AnyArray,
  owners: Owners,
  { stored, arranged }: FitResult,
  store: Store | ScaledStore,
  options: LoadOptions,
  onWrite: (offset: number, length: number) => void,
): Promise<void> {
  const leaves = new Map<StoreFile, TensorToRead[]>();
  const copies = new Map<StoreFile, TiedCopy[]>();
  const scaled: { readonly leaf: LeafToRead; readonly transposed: boolean }[] = [];
  let total = 0;
  const sort = <P extends TensorToRead>(into: Map<StoreFile, P[]>, tensor: P): void => {
    const data = store.dataOf(tensor.name);
    const known = into.get(data);
    if (known === undefined) into.set(data, [tensor]);
    else known.push(tensor);
    total += tensor.end - tensor.start;
  };
  for (const [path, { name, dtype, start, end, transposed, copies: further }] of stored) {
    const { slot } = owners.get(path) as Owner;
    const leaf = { slot, name, dtype, start, end };
    if ('hasScales' in store && store.hasScales(name)) {
      scaled.push({ leaf, transposed });
      total += end - start;
    } else if (transposed) {
      const { readTransposed } = await import('./on-demand.ts');
      sort(leaves, readTransposed(leaf, slot));
    } else sort(leaves, leaf);
    for (const copy of further) sort(copies, { slot, owner: name, ...copy });
  }
  if ('hasScales' in store) store.requireUnscaled(stored, arranged?.tensors);
  for (const tensor of arranged?.tensors ?? []) sort(leaves, tensor);

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
  const loss =
    onWarning === undefined ? undefined : new (await import('./digit-loss.ts')).DigitLoss(flat, store.tensors);
  const queue = new ReadQueue();
  try {
    for (const [data, all] of leaves) {
      const planned = planReads(data, all);
      const chunks = loss?.chunksOf(planned, watch.onWrite) ?? chunksOf(planned, flat, watch.onWrite);
      await readChunks(queue, data, chunks, flat, watch);
    }
    if ('hasScales' in store)
      for (const { leaf, transposed } of scaled)
        for await (const part of store.chunksOf(leaf, transposed, flat, watch.onWrite))
          await readChunks(queue, store.dataOf(leaf.name), part, flat, watch);
    await queue.finish(); // the copies are compared with what was read
    if (onWarning !== undefined) loss?.report(onWarning);
    if (copies.size > 0) {
      const { comparisonChunksOf } = await import('./on-demand.ts');
      for (const [data, all] of copies)
        await readChunks(queue, data, comparisonChunksOf(planReads(data, all), flat, data), flat, watch);
      await queue.finish();
    }
    for (const { input } of leaves.keys()) await input.requireUnchanged?.();
  } catch (error) {
    failed = true;
    await queue.stop(); // the sources must stay open until nothing reads them
    throw error;
  }
}

/** Sorts the tensors of a file by their data, and tells the source what it will be asked for. */
function planReads<P extends TensorToRead>({ input, header }: StoreFile, tensors: P[]): P[] {
  tensors.sort((a, b) => a.start - b.start);
  input.plan?.(tensors.map(({ start, end }) => [header.dataStart + start, header.dataStart + end]));
  return tensors;
}
