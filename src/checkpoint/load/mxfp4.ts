// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { MXFP4_BLOCK_BYTES } from './scale-pairs.ts';

/**
 * The values of E2M1: a sign, two bits of exponent, one of significand. Source: OCP Microscaling Formats (MX)
 * Specification 1.0, section 5.3.3.
 */
const E2M1_VALUES = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0, -0.5, -1, -1.5, -2, -3, -4, -6];

/** Where the elements of a tensor go: row by row, or with its last two axes swapped. */
export interface Mxfp4Place {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly swapped: boolean;
}

/**
 * Unpacks whole blocks. The low four bits of a byte come first. A scale is a power of two, biased by 127; 255 stands
 * for NaN, as the specification says.
 *
 * @param first the index of the first block in its tensor
 * @param scales those of the tensor from block `firstScale` on
 */
export function unpackMxfp4(
  blocks: Uint8Array,
  first: number,
  scales: Uint8Array,
  firstScale: number,
  target: AnyArray,
  { offset, rows, columns, swapped }: Mxfp4Place,
): void {
  const step = swapped ? rows : 1;
  for (let block = 0; block < blocks.length / MXFP4_BLOCK_BYTES; block++) {
    const exponent = scales[first + block - firstScale] as number;
    const scale = exponent === 255 ? Number.NaN : 2 ** (exponent - 127);
    const element = (first + block) * 2 * MXFP4_BLOCK_BYTES;
    const row = Math.floor(element / columns);
    const matrix = Math.floor(row / rows);
    let at = offset + (swapped ? (matrix * columns + (element % columns)) * rows + (row % rows) : element);
    for (let i = block * MXFP4_BLOCK_BYTES; i < (block + 1) * MXFP4_BLOCK_BYTES; i++) {
      const byte = blocks[i] as number;
      target[at] = (E2M1_VALUES[byte & 15] as number) * scale;
      target[at + step] = (E2M1_VALUES[byte >>> 4] as number) * scale;
      at += 2 * step;
    }
  }
}
