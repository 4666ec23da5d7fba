import { CheckpointError } from '../error.ts';
import { clipText, decodeUtf8, decodeUtf8Lossy } from '../text.ts';
import { AsciiTexts, wordAt } from './decode-strings.ts';
import { Scanner } from './scanner.ts';
import { unescapeJson } from './unescape.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
/** serde_json gives up at deeper nesting of arrays and objects. */
const MAX_JSON_DEPTH = 127;

/** Up to this length, an array of integers is copied from a scratch array; a longer one keeps the scratch array. */
const MAX_SLICED_INTEGERS = 1024;

/**
 * Reads JSON from bytes, one value at a time, with the rules of serde_json: it reports every duplicate key, `2.0` is
 * not an integer, numbers past 2^53 are exact, lone surrogates and a byte order mark are errors. Takes linear time;
 * skipped values take no memory.
 */
export class JsonReader extends Scanner {
  readonly #strict: boolean;
  readonly #texts: AsciiTexts;
  readonly #numbers: (number | bigint)[] = [];
  #depth = 0;

  /**
   * `base` is the offset of the first byte in its file. With `strict`, duplicate keys inside skipped values are errors
   * too.
   */
  constructor(bytes: Uint8Array, base: number, strict: boolean, subject = 'the header') {
    super(bytes, base, subject);
    this.#strict = strict;
    this.#texts = new AsciiTexts(bytes);
  }

  /** Calls `field` for each key. `field` must read the value. */
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

  /** Calls `item` for each element. `item` must read it. */
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
        at++; // the next byte is not a closing quote; if it is a control character, unescapeJson rejects it
      }
    }
    this.at = at;
    return this.#text(start, escaped);
  }

  /** Reads an array of integers. The result takes no more memory than it needs, since there is one for each tensor. */
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

  /** Reads a value of any kind and discards it. */
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

  /** Checks that only white space follows. */
  end(): void {
    if (this.peek() !== undefined) throw this.unexpectedError(`only white space after ${this.subject}`);
  }

  duplicateError(key: string, offset: number): CheckpointError {
    return new CheckpointError(`${this.subject} has a key twice`, {
      tensor: this.tensor,
      offset,
      expected: 'each key once',
      found: `'${clipText(key)}' again`,
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

  /** The text from `start` to the closing quote. Moves past the quote. */
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
      return decodeUtf8(found);
    } catch (cause) {
      const details = { tensor: this.tensor, offset: this.base + start, expected: 'UTF-8', cause };
      throw new CheckpointError(`a string of ${this.subject} is not text`, {
        ...details,
        found: JSON.stringify(decodeUtf8Lossy(raw.subarray(0, 40))),
      });
    }
  }
}
