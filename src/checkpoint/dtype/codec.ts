import type { AnyArray } from '../../../types/array/kind.ts';

/**
 * Converts elements of a file and writes them to `target`, from `target[offset]` on. `source` holds whole elements in
 * the file's byte order (lowest byte first) and may start at any byte offset. `first` is the index of the first element
 * in its tensor; error messages use it.
 *
 * @throws CheckpointError with the tensor and the element if the target cannot hold an integer exactly
 */
export type Decode = (
  source: Uint8Array,
  target: AnyArray,
  offset: number,
  tensor: string | undefined,
  first?: number,
) => void;

/**
 * Converts elements of a flat array, from `source[start]` up to but not including `source[end]`, and writes them to
 * `target` in the file's byte order (lowest byte first). `target` is aligned to the size of an element and has room for
 * exactly these elements. `first` is the index of the first element in its tensor.
 *
 * @throws CheckpointError with the tensor and the element if the dtype cannot hold an integer exactly
 */
export type Encode = (
  source: AnyArray,
  start: number,
  end: number,
  target: Uint8Array,
  tensor: string | undefined,
  first?: number,
) => void;
