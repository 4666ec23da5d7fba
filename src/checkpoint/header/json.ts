import { CheckpointError } from '../error.ts';
import { clip, decode, decodeLossy } from '../text.ts';
import { unescapeJson } from './escape.ts';
import { Scanner } from './scan.ts';
import { AsciiTexts, wordAt } from './strings.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
/** Nested arrays and objects that serde_json reads before it gives up. */
const MAX_JSON_DEPTH = 127;

/** So many integers are copied out of a scratch array; longer ones take it with them. */
const MAX_SLICED_INTEGERS = 1024;

/**
 * Reads JSON from bytes, a value at a time, as serde_json does: every duplicate key is seen, `2.0` is no integer, numbers past 2^53
 * are exact, lone surrogates and a byte order mark are refused. Linear in time; nothing is kept of what is skipped.
 */
export class JsonReader extends Scanner {
  readonly #strict: boolean;
  readonly #texts: AsciiTexts;
  readonly #numbers: (number | bigint)[] = [];
  #depth = 0;

  /** `base` is the offset of the first byte in its file; `strict` refuses duplicate keys inside skipped values too. */
  constructor(bytes: Uint8Array, base: number, strict: boolean, subject = 'the header') {
    super(bytes, base, subject);
    this.#strict = strict;
    this.#texts = new AsciiTexts(bytes);
  }

  /** Calls `field` for each key, which must read its value. */
  object(field: (key: string, offset: number) => void): void {
    this.#open('{', 'an object');
    if (this.#close('}')) return;
    for (;;) {
      this.peek();
      const offset = this.offset;
      const key = this.string('a key in double quotes');
      if (this.peek() !== COLON) throw this.unexpectedError("':'");
      this.at++;
      field(key, offset);
      if (this.#close('}')) return;
      if (this.peek() !== COMMA) throw this.unexpectedError("',' or '}'");
      this.at++;
    }
  }

  /** Calls `item` for each element, which must read it. */
  array(item: (index: number) => void): void {
    this.#open('[', 'an array');
    if (this.#close(']')) return;
    for (let index = 0; ; index++) {
      item(index);
      if (this.#close(']')) return;
      if (this.peek() !== COMMA) throw this.unexpectedError("',' or ']'");
      this.at++;
    }
  }

  string(expected = 'a string'): string {
    if (this.peek() !== QUOTE) throw this.unexpectedError(expected);
    const { bytes } = this;
    const start = this.at + 1;
    let escaped = false;
    let at = start;
    for (; bytes[at] !== QUOTE; at++) {
      const byte = bytes[at];
      if (byte === undefined || byte < 0x20) {
        this.at = at;
        throw this.unexpectedError('a character of a string, or its closing quote');
      }
      if (byte === BACKSLASH) {
        escaped = true;
        at++; // whatever follows is no closing quote; a control character is refused with the escape
      }
    }
    this.at = at;
    return this.#text(start, escaped);
  }

  /** An array of such integers, no longer than it must be: there is one for each tensor. */
  integers(): (number | bigint)[] {
    let size = 0;
    this.array((index) => {
      this.#numbers[index] = this.integer();
      size = index + 1;
    });
    if (size <= MAX_SLICED_INTEGERS) return this.#numbers.slice(0, size);
    const numbers = this.#numbers.splice(0);
    numbers.length = size;
    return numbers;
  }

  /** Reads a value of any kind and forgets it. */
  skip(): void {
    switch (this.peek()) {
      case 0x7b: {
        const seen = this.#strict ? new Set<string>() : undefined;
        return this.object((key, offset) => {
          if (seen?.has(key) === true) throw this.duplicateError(key, offset);
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
        if (!this.isNumber()) throw this.unexpectedError('a JSON value');
        return void this.number();
    }
  }

  /** Refuses anything but white space up to the end. */
  end(): void {
    if (this.peek() !== undefined) throw this.unexpectedError(`only white space after ${this.subject}`);
  }

  duplicateError(key: string, offset: number): CheckpointError {
    return new CheckpointError(`${this.subject} gives a key twice`, {
      tensor: this.tensor,
      offset,
      expected: 'each key once',
      found: `'${clip(key)}' again`,
    });
  }

  #open(bracket: '{' | '[', expected: string): void {
    if (this.peek() !== bracket.charCodeAt(0)) throw this.unexpectedError(expected);
    if (this.#depth === MAX_JSON_DEPTH)
      throw this.unexpectedError(`at most ${MAX_JSON_DEPTH} nested arrays and objects`);
    this.#depth++;
    this.at++;
  }

  #close(bracket: '}' | ']'): boolean {
    if (this.peek() !== bracket.charCodeAt(0)) return false;
    this.#depth--;
    this.at++;
    return true;
  }

  /** The text from `start` to the closing quote, which is taken. */
  #text(start: number, escaped: boolean): string {
    const end = this.at++;
    const word = escaped ? undefined : (wordAt(this.bytes, start, end) ?? this.#texts.between(start, end));
    if (word !== undefined) return word;
    const raw = this.bytes.subarray(start, end);
    const found = escaped ? unescapeJson(raw) : raw;
    if ('expected' in found) {
      this.at = start + found.at;
      throw this.unexpectedError(found.expected);
    }
    try {
      return decode(found);
    } catch (cause) {
      const details = { tensor: this.tensor, offset: this.base + start, expected: 'UTF-8', cause };
      throw new CheckpointError(`a string of ${this.subject} is no text`, {
        ...details,
        found: JSON.stringify(decodeLossy(raw.subarray(0, 40))),
      });
    }
  }
}
