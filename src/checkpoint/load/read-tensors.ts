// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import type { FitResult } from '../fit/fit.ts';
import type { StoreFile } from '../store/store-file.ts';
import type { Store } from '../store/store.ts';
import { comparisonChunksOf } from './comparison-chunks.ts';
import { chunksOf, type LeafToRead } from './leaf-chunks.ts';
import type { LoadOptions } from './options.ts';
import { readChunks } from './read-chunks.ts';

type CopyToRead = LeafToRead & { readonly owner: string };

/**
 * Reads all tensors of a layout, each file once from beginning to end. Then compares the further copies of tied leaves.
 */
export async function readTensors(
  flat: AnyArray,
  owners: Owners,
  { stored }: FitResult,
  store: Store,
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
    for (const copy of further) sort(copies, { slot, owner: name, ...copy }, copy.end);
  }

  let done = 0;
  const onRead = (bytes: number): void => {
    done += bytes;
    options.onProgress?.({ done, total });
  };
  if (total === 0) onRead(0);
  const size = flat.BYTES_PER_ELEMENT;
  const watch = { onRead, onWrite: (at: number, length: number) => onWrite(at / size, length / size) };
  const bytes = new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength);
  for (const [data, all] of leaves)
    await readChunks(data, chunksOf(planReads(data, all), flat, watch.onWrite), bytes, watch);
  for (const [data, all] of copies)
    await readChunks(data, comparisonChunksOf(planReads(data, all), flat, data), bytes, watch);
  for (const { input } of leaves.keys()) await input.requireUnchanged?.();
}

/** Sorts the tensors of a file by their data, and tells the source what it will be asked for. */
function planReads<P extends LeafToRead>({ input, header }: StoreFile, leaves: P[]): P[] {
  leaves.sort((a, b) => a.start - b.start);
  input.plan?.(
    leaves.map(({ start, dtype, slot }) => {
      const at = header.dataStart + start;
      return [at, at + (slot.length * DTYPE_BITS[dtype]) / 8];
    }),
  );
  return leaves;
}
