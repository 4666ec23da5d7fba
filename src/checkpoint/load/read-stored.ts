// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import type { FitResult } from '../fit/fit.ts';
import type { StoreFile } from '../store/file.ts';
import type { Store } from '../store/store.ts';
import { readChunks } from './chunk.ts';
import { comparisonChunksOf } from './copies.ts';
import type { LoadOptions } from './options.ts';
import { chunksOf, type Piece } from './piece.ts';

type Copied = Piece & { readonly owner: string };

/**
 * Reads all tensors of a layout, each file once from beginning to end. Then compares the further copies of tied leaves.
 */
export async function readStored(
  flat: AnyArray,
  owners: Owners,
  { stored }: FitResult,
  store: Store,
  options: LoadOptions,
  onWrite: (offset: number, length: number) => void,
): Promise<void> {
  const pieces = new Map<StoreFile, Piece[]>();
  const copies = new Map<StoreFile, Copied[]>();
  let total = 0;
  const sort = <P extends Piece>(into: Map<StoreFile, P[]>, piece: P, end: number): void => {
    const data = store.dataOf(piece.name);
    const known = into.get(data);
    if (known === undefined) into.set(data, [piece]);
    else known.push(piece);
    total += end - piece.start;
  };
  for (const [path, { name, dtype, start, end, transposed, copies: further }] of stored) {
    const { slot } = owners.get(path) as Owner;
    sort(pieces, { slot, name, dtype, start, transposed }, end);
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
  for (const [data, all] of pieces)
    await readChunks(data, chunksOf(sortByStart(all), flat, watch.onWrite), bytes, watch);
  for (const [data, all] of copies)
    await readChunks(data, comparisonChunksOf(sortByStart(all), flat, data), bytes, watch);
}

const sortByStart = <P extends Piece>(pieces: P[]): P[] => pieces.sort((a, b) => a.start - b.start);
