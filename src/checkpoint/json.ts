import { CheckpointError } from './error.ts';
import { unescape } from './escape.ts';
import { decode, show } from './text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const U64_MAX = 2n ** 64n - 1n;
/** Nested arrays and objects that serde_json reads before it gives up. */
const DEPTH = 127;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/**
 * Reads JSON from bytes, a value at a time, as serde_json does: every duplicate key is seen, `2.0` is no integer, numbers past 2^53
 * are exact, lone surrogates and a byte order mark are refused. Linear in time; nothing is kept of what is skipped.
 */
export class JsonReader {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #strict: boolean;
  #at = 0;
  #depth = 0;
  /** The tensor whose entry is being read, for the messages. */
  tensor: string | undefined;

  /** `base` is the offset of the first byte in its file; `strict` refuses duplicate keys inside skipped values too. */
  constructor(bytes: Uint8Array, base: number, strict: boolean) {
    this.#bytes = bytes;
    this.#base = base;
    this.#strict = strict;
  }

  /** Bytes from the start of the file to the next byte that will be read. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** The next byte after white space, which is not taken. */
  peek(): number | undefined {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at++;
    }
  }

  /** Calls `field` for each key, which must read its value. */
  object(field: (key: string, offset: number) => void): void {
    this.#open('{', 'an object');
    if (this.#close('}')) return;
    for (;;) {
      this.peek();
      const offset = this.offset;
      const key = this.string('a key in double quotes');
      if (this.peek() !== COLON) throw this.unexpected("':'");
      this.#at++;
      field(key, offset);
      if (this.#close('}')) return;
      if (this.peek() !== COMMA) throw this.unexpected("',' or '}'");
      this.#at++;
    }
  }

  /** Calls `item` for each element, which must read it. */
  array(item: (index: number) => void): void {
    this.#open('[', 'an array');
    if (this.#close(']')) return;
    for (let index = 0; ; index++) {
      item(index);
      if (this.#close(']')) return;
      if (this.peek() !== COMMA) throw this.unexpected("',' or ']'");
      this.#at++;
    }
  }

  string(expected = 'a string'): string {
    if (this.peek() !== QUOTE) throw this.unexpected(expected);
    const start = ++this.#at;
    let escaped = false;
    for (; ; this.#at++) {
      const byte = this.#bytes[this.#at];
      if (byte === QUOTE) return this.#text(start, escaped);
      if (byte === undefined || byte < 0x20) throw this.unexpected('a character of a string, or its closing quote');
      if (byte === BACKSLASH) {
        escaped = true;
        this.#at++; // whatever follows is no closing quote; a control character is refused with the escape
      }
    }
  }

  /** An integer from 0 to 2^64 - 1, in digits only; a bigint past 2^53. */
  integer(): number | bigint {
    if (!isDigit(this.peek())) throw this.unexpected('a non-negative integer');
    const start = this.#at;
    let value = 0;
    let byte = this.#bytes[start];
    while (byte !== undefined && isDigit(byte)) {
      value = value * 10 + (byte - 0x30);
      byte = this.#bytes[++this.#at];
    }
    const digits = this.#at - start;
    const float = byte === 0x2e || byte === 0x65 || byte === 0x45;
    if (float || (digits > 1 && this.#bytes[start] === 0x30)) {
      this.#at = start;
      throw this.unexpected('a non-negative integer');
    }
    if (digits <= 15) return value;
    const exact = digits > 20 ? U64_MAX + 1n : BigInt(show(this.#bytes.subarray(start, this.#at)));
    if (exact > U64_MAX) {
      this.#at = start;
      throw this.unexpected('an integer of at most 2^64 - 1');
    }
    return exact <= 2n ** 53n ? Number(exact) : exact;
  }

  /** A number of any form that a double can hold. */
  number(): void {
    this.peek();
    const start = this.#at;
    if (this.#bytes[this.#at] === MINUS) this.#at++;
    const first = this.#digits();
    if (first.length > 1 && first.startsWith('0')) throw this.unexpected('a number without leading zeros');
    if (this.#bytes[this.#at] === 0x2e) {
      this.#at++;
      this.#digits();
    }
    const e = this.#bytes[this.#at];
    if (e === 0x65 || e === 0x45) {
      const sign = this.#bytes[++this.#at];
      if (sign === MINUS || sign === 0x2b) this.#at++;
      this.#digits();
    }
    if (!Number.isFinite(Number(show(this.#bytes.subarray(start, this.#at))))) {
      this.#at = start;
      throw this.unexpected('a number within the range of a double');
    }
  }

  /** Reads `true`, `false` or `null`. */
  literal(word: 'true' | 'false' | 'null'): void {
    this.peek();
    for (let i = 0; i < word.length; i++) {
      if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) throw this.unexpected('a JSON value');
    }
    this.#at += word.length;
  }

  /** Reads a value of any kind and forgets it. */
  skip(): void {
    switch (this.peek()) {
      case 0x7b: {
        const seen = this.#strict ? new Set<string>() : undefined;
        return this.object((key, offset) => {
          if (seen?.has(key) === true) throw this.duplicate(key, offset);
          seen?.add(key);
          this.skip();
        });
      }
      case 0x5b:
        return this.array(() => this.skip());
      case QUOTE:
        return void this.string();
      case 0x74:
        return this.literal('true');
      case 0x66:
        return this.literal('false');
      case 0x6e:
        return this.literal('null');
      default:
        if (!isDigit(this.peek()) && this.peek() !== MINUS) throw this.unexpected('a JSON value');
        return this.number();
    }
  }

  /** Refuses anything but white space up to the end. */
  end(): void {
    if (this.peek() !== undefined) throw this.unexpected('only white space after the header');
  }

  unexpected(expected: string): CheckpointError {
    const found = this.#at >= this.#bytes.length ? 'the end of the header' : this.#excerpt();
    return new CheckpointError('the header is no JSON of safetensors', { tensor: this.tensor, offset: this.offset, expected, found });
  }

  duplicate(key: string, offset: number): CheckpointError {
    return new CheckpointError('the header gives a key twice', { tensor: this.tensor, offset, expected: 'each key once', found: `'${key}' again` });
  }

  /** What stands here, up to the next delimiter. */
  #excerpt(): string {
    const text = show(this.#bytes.subarray(this.#at, this.#at + 24));
    const word = text.slice(1).search(/[,}\]\s]/);
    return word < 0 ? `${JSON.stringify(text)}${text.length < 24 ? '' : '…'}` : JSON.stringify(text.slice(0, word + 1));
  }

  #open(bracket: '{' | '[', expected: string): void {
    if (this.peek() !== bracket.charCodeAt(0)) throw this.unexpected(expected);
    if (this.#depth === DEPTH) throw this.unexpected(`at most ${DEPTH} nested arrays and objects`);
    this.#depth++;
    this.#at++;
  }

  #close(bracket: '}' | ']'): boolean {
    if (this.peek() !== bracket.charCodeAt(0)) return false;
    this.#depth--;
    this.#at++;
    return true;
  }

  #digits(): string {
    const start = this.#at;
    while (isDigit(this.#bytes[this.#at])) this.#at++;
    if (this.#at === start) throw this.unexpected('a digit');
    return show(this.#bytes.subarray(start, Math.min(this.#at, start + 2)));
  }

  /** The text from `start` to the closing quote, which is taken. */
  #text(start: number, escaped: boolean): string {
    const raw = this.#bytes.subarray(start, this.#at++);
    const found = escaped ? unescape(raw) : raw;
    if ('expected' in found) {
      this.#at = start + found.at;
      throw this.unexpected(found.expected);
    }
    try {
      return decode(found);
    } catch (cause) {
      const details = { tensor: this.tensor, offset: this.#base + start, expected: 'UTF-8', cause };
      throw new CheckpointError('a string of the header is no text', { ...details, found: JSON.stringify(show(raw.subarray(0, 40))) });
    }
  }
}
