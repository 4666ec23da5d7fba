import { CheckpointError } from '../error.ts';
import { decodeUtf8Lossy } from '../text.ts';

const MINUS = 0x2d;
const MAX_U64 = 2n ** 64n - 1n;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/**
 * Reads the words and numbers of JSON from bytes, one after the other, with the rules of serde_json: `2.0` is not an
 * integer, integers past 2^53 are exact.
 */
export class Scanner {
  protected readonly bytes: Uint8Array;
  protected at = 0;
  protected readonly base: number;
  protected readonly subject: string;
  /** The tensor whose entry is being read. Error messages name it. */
  tensor: string | undefined;

  /** `base` is the offset of the first byte in its file; `subject` names in messages what is being read. */
  constructor(bytes: Uint8Array, base: number, subject: string) {
    this.bytes = bytes;
    this.base = base;
    this.subject = subject;
  }

  /** Offset in the file of the next byte. */
  get offset(): number {
    return this.base + this.at;
  }

  /** The index of the next byte. A PlainEntryReader reads from there and sets it to where it stopped. */
  get position(): number {
    return this.at;
  }
  set position(at: number) {
    this.at = at;
  }

  /** Skips white space and gives the next byte without moving past it. */
  peek(): number | undefined {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.at++;
    }
  }

  /** Reads an integer from 0 to 2^64 - 1, digits only. Past 2^53 it is a bigint. */
  integer(): number | bigint {
    if (!isDigit(this.peek())) throw this.unexpectedError('a non-negative integer');
    const start = this.at;
    let value = 0;
    let byte = this.bytes[start];
    while (byte !== undefined && isDigit(byte)) {
      value = value * 10 + (byte - 0x30);
      byte = this.bytes[++this.at];
    }
    const digits = this.at - start;
    const float = byte === 0x2e || byte === 0x65 || byte === 0x45;
    if (float || (digits > 1 && this.bytes[start] === 0x30)) {
      this.at = start;
      throw this.unexpectedError('a non-negative integer');
    }
    if (digits <= 15) return value;
    const exact = digits > 20 ? MAX_U64 + 1n : BigInt(decodeUtf8Lossy(this.bytes.subarray(start, this.at)));
    if (exact > MAX_U64) {
      this.at = start;
      throw this.unexpectedError('an integer of at most 2^64 - 1');
    }
    return exact <= 2n ** 53n ? Number(exact) : exact;
  }

  /** Reads a number of any form within the range of a double. */
  number(): number {
    this.peek();
    const start = this.at;
    if (this.bytes[this.at] === MINUS) this.at++;
    const first = this.#digits();
    if (first.length > 1 && first.startsWith('0')) throw this.unexpectedError('a number without leading zeros');
    if (this.bytes[this.at] === 0x2e) {
      this.at++;
      this.#digits();
    }
    const e = this.bytes[this.at];
    if (e === 0x65 || e === 0x45) {
      const sign = this.bytes[++this.at];
      if (sign === MINUS || sign === 0x2b) this.at++;
      this.#digits();
    }
    const text = decodeUtf8Lossy(this.bytes.subarray(start, this.at));
    if (!isInRange(text)) {
      this.at = start;
      throw this.unexpectedError('a number within the range of a double');
    }
    return Number(text);
  }

  /** Whether a number comes next. */
  isNumber(): boolean {
    const next = this.peek();
    return isDigit(next) || next === MINUS;
  }

  /** Reads `true`, `false` or `null`. */
  literal(word: 'true' | 'false' | 'null'): void {
    this.peek();
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) throw this.unexpectedError('a JSON value');
    }
    this.at += word.length;
  }

  unexpectedError(expected: string): CheckpointError {
    const found = this.at >= this.bytes.length ? `the end of ${this.subject}` : this.#excerpt();
    return new CheckpointError(`${this.subject} is not valid safetensors JSON`, {
      tensor: this.tensor,
      offset: this.offset,
      expected,
      found,
    });
  }

  /** The text at this point, up to the next delimiter. */
  #excerpt(): string {
    const text = decodeUtf8Lossy(this.bytes.subarray(this.at, this.at + 24));
    const word = text.slice(1).search(/[,}\]\s]/);
    return word < 0 ? `${JSON.stringify(text)}${text.length < 24 ? '' : '…'}` : JSON.stringify(text.slice(0, word + 1));
  }

  #digits(): string {
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at++;
    if (this.at === start) throw this.unexpectedError('a digit');
    return decodeUtf8Lossy(this.bytes.subarray(start, Math.min(this.at, start + 2)));
  }
}

/**
 * Whether serde_json accepts a number as a double. Near the largest double this depends on its method: it rounds the
 * digits that fit in 64 bits and multiplies by a rounded power of ten. Source: github.com/serde-rs/json, src/de.rs,
 * f64_from_parts.
 */
function isInRange(text: string): boolean {
  const value = Math.abs(Number(text));
  if (value < 1e308 || value === Infinity) return value !== Infinity;
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d*))?(?:[eE](.+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  let kept = digits.slice(0, 20);
  if (BigInt(kept) >= 2n ** 64n) kept = kept.slice(0, 19);
  const power = Number(exponent) - fraction.length + (digits.length - kept.length);
  return Number.isFinite(power < 0 ? Number(kept) / Number(`1e${-power}`) : Number(kept) * Number(`1e${power}`));
}
