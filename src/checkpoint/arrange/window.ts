// No twin in types: moves data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { copyBox, type CopyDigit, type Words } from './copy-box.ts';
import type { Move } from './meet.ts';
import { type Box, cutBox, spanOf } from './strides.ts';

/** The boxes of a tensor, each with the place in the flat array where its leaf begins. */
export interface TensorBoxes {
  /** `at` and `to` count in the tensor, `start` and `from` in the flat array. */
  readonly boxes: readonly Box<undefined>[];
  /** The largest stride in the tensor: windows of whole multiples cut the fewest boxes. */
  readonly row: number;
}

/** Turns the moves of a tensor into boxes over a flat array. */
export function tensorBoxesOf(moves: readonly Move<string, string>[], offsetOf: (path: string) => number): TensorBoxes {
  const boxes = moves.map(({ leaf, fileStart, leafStart, digits }): Box<undefined> => ({
    tensor: undefined,
    start: offsetOf(leaf) + leafStart,
    at: fileStart,
    digits: digits.map(({ count, file, leaf: from }) => ({ count, from, to: file })).sort((a, b) => b.to - a.to),
  }));
  const row = boxes.reduce((most, { digits }) => Math.max(most, digits[0]?.to ?? 1), 1);
  return { boxes: boxes.sort((a, b) => a.at - b.at), row };
}

/** The boxes of a matrix whose transpose the file stores. */
export function transposedBoxesOf({ offset, shape }: Pick<Slot, 'offset' | 'shape'>): TensorBoxes {
  const [rows, columns] = shape as readonly [number, number]; // only matrices are transposed
  const digits = [
    { count: columns, from: 1, to: rows },
    { count: rows, from: columns, to: 1 },
  ].filter(({ count }) => count > 1);
  return { boxes: [{ tensor: undefined, start: offset, at: 0, digits }], row: rows };
}

/** The elements per window: whole rows if a window holds one, else as many as it holds. */
export const windowLengthOf = ({ row }: TensorBoxes, most: number): number => (row > most ? most : most - (most % row));

/** Copies elements `first` to `first + count` of a tensor from a window to the flat array. */
export function scatterWindow(
  boxes: TensorBoxes,
  window: AnyArray,
  first: number,
  count: number,
  flat: AnyArray,
): void {
  copyWindow(boxes, first, count, (box) => {
    const digits = box.digits.map((digit) => ({ count: digit.count, from: digit.to, to: digit.from }));
    copyArrays(window, box.at - first, flat, box.start, digits);
  });
}

/** Copies elements `first` to `first + count` of a tensor from the flat array to a window. */
export function gatherWindow(boxes: TensorBoxes, flat: AnyArray, first: number, count: number, window: AnyArray): void {
  copyWindow(boxes, first, count, (box) => copyArrays(flat, box.start, window, box.at - first, box.digits));
}

/**
 * Copies the elements of a window that the boxes have, from one window of file bytes to another of the same elements.
 * `size` is the size of an element in bytes.
 */
export function coverWindow(
  boxes: TensorBoxes,
  source: Uint8Array,
  target: Uint8Array,
  first: number,
  size: number,
): void {
  copyWindow(boxes, first, source.length / size, (box) => {
    const digits = box.digits.map(({ count, to }) => ({ count, from: size * to, to: size * to }));
    const at = size * (box.at - first);
    copyBox(source, at, target, at, [...digits, { count: size, from: 1, to: 1 }]);
  });
}

function copyWindow({ boxes }: TensorBoxes, first: number, count: number, copy: (box: Box<undefined>) => void): void {
  for (const box of boxes) {
    if (box.at >= first + count) return; // they are sorted
    if (box.at + spanOf(box.digits) >= first) for (const part of cutBox(box, first, first + count)) copy(part);
  }
}

/** Copies elements of two arrays of one kind, bit for bit. An element of eight bytes is a pair of words. */
function copyArrays(source: AnyArray, start: number, target: AnyArray, at: number, digits: readonly CopyDigit[]): void {
  copyBox(memoryWordsOf(source), start, memoryWordsOf(target), at, digits, source.BYTES_PER_ELEMENT === 8 ? 2 : 1);
}

function memoryWordsOf({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: AnyArray): Words {
  if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
