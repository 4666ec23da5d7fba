import { decode } from '../text.ts';

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
