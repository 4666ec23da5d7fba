import { BITS } from '../dtype/dtype.ts';
import { decode, encode } from '../text.ts';

/** Bytes that are decoded at once. A name is a part of that text, and keeps no more of it in memory. */
const DECODED_BLOCK_BYTES = 2 ** 16;

/** The texts of bytes, asked for from the first to the last: they are parts of long ones, since each call of a decoder takes longer than a name. */
export class AsciiTexts {
  readonly #bytes: Uint8Array;
  #start = 0;
  #end = 0;
  /** What lies between these two; undefined where that is not ASCII, whose characters are bytes. */
  #block: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The text between two bytes; undefined where it takes a decoder of its own. */
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
      const text = decode(bytes);
      this.#block = text.length === bytes.length ? text : undefined; // all other characters are longer as UTF-8 than as UTF-16
    } catch {
      this.#block = undefined;
    }
  }
}

/**
 * The words that come again and again in a header, by the place that their length and first letter give. They are found by their
 * bytes, so that one text serves all tensors and none is decoded twice.
 */
const WORDS: (readonly [text: string, bytes: Uint8Array][] | undefined)[] = [];

for (const text of ['dtype', 'shape', 'data_offsets', ...Object.keys(BITS)]) {
  const bytes = encode(text);
  const place = placeOf(bytes.length, bytes[0] as number);
  WORDS[place] = [...(WORDS[place] ?? []), [text, bytes]];
}

const MAX_WORD_BYTES = 12;

/** The word that stands between two places, if it is one of them. */
export function wordAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES) return undefined;
  for (const [text, word] of WORDS[placeOf(length, bytes[start] as number)] ?? []) {
    let i = 0;
    while (i < length && bytes[start + i] === word[i]) i++;
    if (i === length) return text;
  }
  return undefined;
}

function placeOf(length: number, first: number): number {
  return length * 128 + (first & 127);
}
