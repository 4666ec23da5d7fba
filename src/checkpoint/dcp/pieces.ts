// No twin in types: deals with files.
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import type { StoreFile } from '../store/store-file.ts';
import { formatShape } from '../text.ts';
import { offsetsIn } from './sharding-info.ts';

/** A part of a tensor: a box that one file holds, row-major. */
export interface TensorPiece {
  readonly data: StoreFile;
  /** First byte in the file's data. */
  readonly start: number;
  /** Where the box begins in the whole tensor, and its size. */
  readonly offsets: readonly number[];
  readonly shape: readonly number[];
}

/** A whole tensor, and the parts that fill it exactly. Parts without elements are left out. */
export interface PiecedTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly pieces: readonly TensorPiece[];
}

/**
 * Puts the parts in all files together. Like PyTorch, it takes the largest end of a part as the size of a tensor.
 *
 * @throws CheckpointError if parts of a tensor have several dtypes or dimensions, overlap, or leave a gap
 */
export function tensorsOfPieces(files: readonly StoreFile[]): readonly PiecedTensor[] {
  const all = new Map<string, { dtype: Dtype; shape: number[]; pieces: TensorPiece[] }>();
  for (const data of files) {
    const file = data.file ?? '';
    const offsetsOf = offsetsIn(data.header, file);
    for (const [name, { dtype, shape, start }] of data.header) {
      const offsets = offsetsOf(name);
      const sizes = shape.map(Number); // a size past 2^53 has no elements
      const known = all.get(name);
      if (known !== undefined && (known.dtype !== dtype || known.shape.length !== sizes.length))
        throw new CheckpointError('its parts do not belong together', {
          tensor: name,
          file,
          expected: `${known.dtype} of ${known.shape.length} dimensions`,
          found: `${dtype} of ${sizes.length}`,
        });
      if (DTYPE_BITS[dtype] % 8 !== 0)
        throw new CheckpointError('parts of less than a byte for each element are not supported', {
          tensor: name,
          file,
          found: dtype,
        });
      const ends = sizes.map((size, i) => size + (offsets[i] as number));
      const tensor = known ?? { dtype, shape: ends, pieces: [] };
      if (known === undefined) all.set(name, tensor);
      tensor.shape = tensor.shape.map((size, i) => Math.max(size, ends[i] as number));
      if (volumeOf(sizes) > 0) tensor.pieces.push({ data, start, offsets, shape: sizes });
    }
  }
  return Array.from(all, ([name, tensor]) => {
    requireTiling({ name, ...tensor });
    return { name, ...tensor };
  });
}

const volumeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Parts that do not overlap and hold as many elements as the tensor fill it. */
function requireTiling({ name, shape, pieces }: PiecedTensor): void {
  const sorted = [...pieces].sort((a, b) => (a.offsets[0] ?? 0) - (b.offsets[0] ?? 0));
  let open: readonly TensorPiece[] = [];
  let volume = 0;
  for (const piece of sorted) {
    // Only parts that reach into its rows can overlap it.
    open = open.filter(({ offsets, shape: size }) => (offsets[0] ?? 0) + (size[0] ?? 1) > (piece.offsets[0] ?? 0));
    const other = open.find((each) => doOverlap(each, piece));
    if (other !== undefined)
      throw new CheckpointError(`its part at ${formatShape(piece.offsets)} overlaps that in '${other.data.file}'`, {
        tensor: name,
        file: piece.data.file,
        expected: 'each element once; files of an older save with more ranks may lie in the folder',
      });
    open = [...open, piece];
    volume += volumeOf(piece.shape);
  }
  if (volume !== volumeOf(shape))
    throw new CheckpointError('parts of it are missing; the files of some ranks may not be there', {
      tensor: name,
      expected: `${volumeOf(shape)} elements of ${formatShape(shape)}`,
      found: `${volume} in ${pieces.length} parts`,
    });
}

const doOverlap = (a: TensorPiece, b: TensorPiece): boolean =>
  a.offsets.every((offset, i) => {
    const [from, size, otherSize] = [b.offsets[i] as number, a.shape[i] as number, b.shape[i] as number];
    return offset < from + otherSize && from < offset + size;
  });
