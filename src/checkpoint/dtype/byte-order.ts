/** Makes a typed array of one kind over bytes. */
export interface WordsType<W> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): W;
  readonly BYTES_PER_ELEMENT: number;
}

/** The bytes under a typed array. */
export const bytesUnder = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Elements of a scratch array: 64 KiB of the widest stay in a core's own cache. */
export const SCRATCH_WORDS = 2 ** 13;

/**
 * Hands the elements that bytes of a file hold to `use`, with the index of the first of them. Aligned bytes are handed over at once, as
 * they are; others, and all where the machine orders bytes the other way, through a small scratch array.
 */
export function readWords<W>(
  source: Uint8Array,
  Type: WordsType<W>,
  use: (words: W, at: number) => void,
  littleEndian = LITTLE_ENDIAN,
): void {
  const size = Type.BYTES_PER_ELEMENT;
  const length = source.length / size;
  if (littleEndian && source.byteOffset % size === 0) return use(new Type(source.buffer, source.byteOffset, length), 0);
  const scratch = new Uint8Array(Math.min(SCRATCH_WORDS, length) * size);
  for (let at = 0; at < length; at += SCRATCH_WORDS) {
    const count = Math.min(SCRATCH_WORDS, length - at);
    const bytes = scratch.subarray(0, count * size);
    bytes.set(source.subarray(at * size, (at + count) * size));
    if (!littleEndian) swapBytes(bytes, size);
    use(new Type(scratch.buffer, 0, count), at);
  }
}

/** Whether numbers lie in memory as they lie in a file: lowest byte first. */
export const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Reverses the bytes of every element in place. `size` is that of an element in bytes, and divides the length. */
export function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  if (size > 1) for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
