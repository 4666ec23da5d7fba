import type { AnyArray } from '../../../types/view.ts';

/**
 * Converts stored elements and writes them to `target[offset]` and on. `source` is a whole number of elements as a file holds them,
 * lowest byte first, at any byte offset. `first` is the index in the tensor of the first of them, for messages.
 *
 * @throws CheckpointError that names the tensor and the element where an integer cannot be held exactly
 */
export type Decode = (
  source: Uint8Array,
  target: AnyArray,
  offset: number,
  tensor: string | undefined,
  first?: number,
) => void;

/**
 * Converts elements of a flat array, `source[start]` to before `source[end]`, and writes them to `target` as a file holds them, lowest byte
 * first. `target` starts at a multiple of an element's bytes and has room for exactly these. `first` is the index in the tensor of the first.
 *
 * @throws CheckpointError that names the tensor and the element where an integer cannot be held exactly
 */
export type Encode = (
  source: AnyArray,
  start: number,
  end: number,
  target: Uint8Array,
  tensor: string | undefined,
  first?: number,
) => void;
