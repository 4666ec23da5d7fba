import { kindOf } from '../leaf.ts';

/** Whether numbers lie in memory as they lie in a file: lowest byte first. */
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Refuses what is no Float32Array of a layout's length. */
export function checkFlat(flat: unknown, length: number): asserts flat is Float32Array {
  const kind = kindOf(flat);
  if (kind !== 'Float32Array') throw new TypeError(`a Float32Array was expected, as checkpoints hold F32, found ${kind ?? typeof flat}`);
  const found = (flat as Float32Array).length;
  if (found !== length) throw new RangeError(`a flat array of length ${length} was expected, found one of ${found}`);
}

/** The memory of some elements as a file holds them; a copy only where the machine orders bytes the other way. */
export function fileBytes(flat: Float32Array, start: number, end: number, littleEndian = LITTLE_ENDIAN): Uint8Array {
  const bytes = new Uint8Array(flat.buffer, flat.byteOffset + 4 * start, 4 * (end - start));
  return littleEndian ? bytes : swapped(bytes.slice());
}

/** Turns the bytes of a file, read into a flat array, into the machine's own order. */
export function fromFileBytes(flat: Float32Array, littleEndian = LITTLE_ENDIAN): void {
  if (!littleEndian) swapped(new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength));
}

/** Reverses the bytes of every 32-bit word in place. */
function swapped(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < bytes.length; i += 4) view.setUint32(i, view.getUint32(i, true), false);
  return bytes;
}
