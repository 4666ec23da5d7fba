import { DTYPE_BITS } from '../dtype/dtype.ts';
import { decodeUtf8, encodeUtf8 } from '../text.ts';

/** Bytes that one call decodes. A name is a slice of this text and keeps all of it in memory. */
const DECODED_BLOCK_BYTES = 2 ** 16;

/**
 * Decodes strings from bytes, in ascending order of their position. It decodes long blocks and slices them, since a
 * call of TextDecoder takes longer than a name.
 */
export class AsciiTexts {
  readonly #bytes: Uint8Array;
  #start = 0;
  #end = 0;
  /**
   * The text between `#start` and `#end`; undefined if it is not ASCII. Only in ASCII does a byte equal a character.
   */
  #block: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The text between two bytes; undefined if the caller must decode it. */
  between(start: number, end: number): string | undefined {
    if (end - start > DECODED_BLOCK_BYTES) return undefined;
    if (start < this.#start || end > this.#end) this.#decode(start);
    return this.#block?.slice(start - this.#start, end - this.#start);
  }

  #decode(start: number): void {
    const bytes = this.#bytes.subarray(start, start + DECODED_BLOCK_BYTES);
    this.#start = start;
    this.#end = start + bytes.length;
    try {
      const text = decodeUtf8(bytes);
      // Any character outside ASCII takes more bytes in UTF-8 than code units in UTF-16.
      this.#block = text.length === bytes.length ? text : undefined;
    } catch {
      this.#block = undefined;
    }
  }
}

/**
 * The words that occur again and again in a header, by their length and first letter. A word is found by its bytes, so
 * all tensors share one string and none is decoded twice.
 */
const WORD_BUCKETS: (readonly [text: string, bytes: Uint8Array][] | undefined)[] = [];

for (const text of ['dtype', 'shape', 'data_offsets', ...Object.keys(DTYPE_BITS)]) {
  const bytes = encodeUtf8(text);
  const place = bucketOf(bytes.length, bytes[0] as number);
  WORD_BUCKETS[place] = [...(WORD_BUCKETS[place] ?? []), [text, bytes]];
}

const MAX_WORD_BYTES = 12;

/** The word between two bytes, if it is one of them. */
export function wordAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES) return undefined;
  for (const [text, word] of WORD_BUCKETS[bucketOf(length, bytes[start] as number)] ?? []) {
    let i = 0;
    while (i < length && bytes[start + i] === word[i]) i++;
    if (i === length) return text;
  }
  return undefined;
}

function bucketOf(length: number, first: number): number {
  return length * 128 + (first & 127);
}
