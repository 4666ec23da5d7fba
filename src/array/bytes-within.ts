// No twin in types: concerns data, which the compiler does not see.

/**
 * The bytes of a buffer or view between two offsets, as far as it has them. A Uint8Array over all of them is not always
 * possible: on Node 20 it has at most 4 GiB, while a buffer may have more.
 */
export function bytesWithin(source: ArrayBufferLike | ArrayBufferView, start: number, end: number): Uint8Array {
  const to = Math.min(end, source.byteLength);
  const from = Math.min(start, to);
  return ArrayBuffer.isView(source) ?
      new Uint8Array(source.buffer, source.byteOffset + from, to - from)
    : new Uint8Array(source, from, to - from);
}
