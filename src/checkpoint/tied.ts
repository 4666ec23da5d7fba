import type { Slot } from '../../types/slot.ts';
import type { Copy, Stored } from '../../types/checkpoint/tensors.ts';
import { readData, WINDOW, type Data } from './data.ts';
import { CheckpointError } from './error.ts';

/** Reads an owner that the file holds as its transpose, to its place in the words of the flat array. */
export async function readTransposed(data: Data, slot: Slot, { start }: Stored, words: Uint32Array): Promise<void> {
  const place = indexInOwner(slot, true);
  for await (const [at, piece] of pieces(data, start, slot.length)) {
    for (let i = 0; i < piece.length; i++) words[slot.offset + place(at + i)] = piece[i] as number;
  }
}

/** Holds a further copy of an owner against what was read, bit for bit. @throws CheckpointError at the first element that differs */
export async function compareCopy(data: Data, slot: Slot, stored: Stored, copy: Copy, words: Uint32Array): Promise<void> {
  const place = indexInOwner(slot, copy.transposed);
  for await (const [at, piece] of pieces(data, copy.start, slot.length)) {
    for (let i = 0; i < piece.length; i++) {
      const own = words[slot.offset + place(at + i)] as number;
      if (own === piece[i]) continue;
      const shape = copy.transposed ? [...slot.shape].reverse() : slot.shape;
      throw new CheckpointError(`it is tied to '${stored.name}', but differs from it at ${label(at + i, shape)}`, {
        tensor: copy.name,
        offset: data.header.dataStart + copy.start + 4 * (at + i),
        expected: show(own),
        found: show(piece[i] as number),
      });
    }
  }
}

/** Where an element of a copy stands in its owner: both count row by row. */
function indexInOwner(slot: Slot, transposed: boolean): (i: number) => number {
  if (!transposed) return (i) => i;
  const [rows, columns] = slot.shape as readonly [number, number]; // only matrices are tied transposed
  return (i) => (i % rows) * columns + Math.floor(i / rows);
}

/** A tensor's words in pieces of bounded size, each with the index of its first. The words are in the file's order of bytes. */
async function* pieces(data: Data, start: number, length: number): AsyncGenerator<[at: number, piece: Uint32Array]> {
  const window = new Uint32Array(Math.min(length, WINDOW / 4));
  for (let at = 0; at < length; at += window.length) {
    const piece = window.subarray(0, length - at);
    await readData(data, new Uint8Array(piece.buffer, 0, piece.byteLength), start + 4 * at);
    yield [at, piece];
  }
}

/** An element's index in brackets, one number a dimension: `[2,5]`. */
function label(index: number, shape: readonly number[]): string {
  let rest = index;
  const indices = shape.map(() => 0);
  for (let i = shape.length - 1; i >= 0; i--) {
    indices[i] = rest % (shape[i] as number);
    rest = Math.floor(rest / (shape[i] as number));
  }
  return `[${indices.join(',')}]`;
}

/** A value and its bits, since two NaNs or zeros may differ in nothing else. `word` is in the file's order of bytes. */
function show(word: number): string {
  const view = new DataView(Uint32Array.of(word).buffer);
  return `${view.getFloat32(0, true)} (bits ${view.getUint32(0, true).toString(16).padStart(8, '0')})`;
}
