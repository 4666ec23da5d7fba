/** The constructor of a typed array over existing bytes. */
export interface WordsType<W> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): W;
  readonly BYTES_PER_ELEMENT: number;
}

/** The bytes under a typed array. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The length of a scratch array, in elements: 64 KiB of the widest type fit in a core's own cache. */
export const SCRATCH_WORDS = 2 ** 13;

/**
 * Calls `use` with the elements that bytes of a file hold, and with the index of the first of them. Aligned bytes are
 * passed as they are, in one call. Unaligned bytes go through a small scratch array, and so do all bytes on a
 * big-endian machine.
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

/** Whether this machine stores numbers as files do: lowest byte first. */
export const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Reverses the bytes of every element in place. `size` is the size of an element in bytes; the length is a multiple of
 * it.
 */
export function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  if (size > 1) for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
