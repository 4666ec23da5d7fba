const ESCAPE = 0x5c;

/** The bytes of JSON's one-letter escapes. */
const ONE_LETTER_ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([key, value]) => [key.charCodeAt(0), value.charCodeAt(0)],
  ),
);

/** Where an escape is wrong, and what is valid there. */
export interface BadEscape {
  readonly at: number;
  readonly expected: string;
}

/** Decodes the escapes of a JSON string (without its quotes) to UTF-8. The result is never longer than the source. */
export function unescapeJson(raw: Uint8Array): Uint8Array | BadEscape {
  const out = new Uint8Array(raw.length);
  let end = 0;
  for (let i = 0; i < raw.length;) {
    const byte = raw[i] as number;
    if (byte !== ESCAPE) {
      out[end++] = byte;
      i++;
      continue;
    }
    const plain = ONE_LETTER_ESCAPES.get(raw[i + 1] as number);
    if (plain !== undefined) {
      out[end++] = plain;
      i += 2;
      continue;
    }
    const found = codePointAt(raw, i);
    if (typeof found === 'object') return found;
    end = encodeInto(found, out, end);
    i += found > 0xffff ? 12 : 6;
  }
  return out.subarray(0, end);
}

/** The code point of a `\u` escape, or of two that form a surrogate pair. Half a pair is an error. */
function codePointAt(raw: Uint8Array, at: number): number | BadEscape {
  const unit = codeUnitAt(raw, at);
  if (typeof unit === 'object' || unit < 0xd800 || unit > 0xdfff) return unit;
  const low = unit < 0xdc00 && raw[at + 6] === ESCAPE ? codeUnitAt(raw, at + 6) : 0;
  if (typeof low === 'object') return low;
  if (low < 0xdc00 || low > 0xdfff) return { at: at + 6, expected: 'the other half of a surrogate pair' };
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function codeUnitAt(raw: Uint8Array, at: number): number | BadEscape {
  if (raw[at + 1] !== 0x75) return { at, expected: 'a JSON escape' };
  let value = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = '0123456789abcdef'.indexOf(String.fromCharCode(raw[i] ?? 0).toLowerCase());
    if (digit < 0) return { at: i, expected: 'four hexadecimal digits' };
    value = value * 16 + digit;
  }
  return value;
}

function encodeInto(code: number, out: Uint8Array, at: number): number {
  if (code < 0x80) out[at++] = code;
  else {
    if (code < 0x800) out[at++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) out[at++] = 0xe0 | (code >> 12);
      else {
        out[at++] = 0xf0 | (code >> 18);
        out[at++] = 0x80 | ((code >> 12) & 0x3f);
      }
      out[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    out[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}
