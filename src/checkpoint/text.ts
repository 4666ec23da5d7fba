// UTF-8 by the platform's own coders. They are no part of ES2022, so the compiler is told their shape here.
interface Decoder {
  decode(bytes: Uint8Array): string;
}
interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextDecoder: new (label: 'utf-8', options: { fatal: boolean; ignoreBOM: boolean }) => Decoder;
declare const TextEncoder: new () => Encoder;

// `ignoreBOM` keeps a byte order mark in the text, where it is refused as the stray character it is.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/** Browsers decode no memory that is shared with workers: of such bytes, a copy. */
const unshared = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer[Symbol.toStringTag] === 'SharedArrayBuffer' ? bytes.slice() : bytes;

/** The text of UTF-8 bytes. @throws TypeError where they are none */
export const decode = (bytes: Uint8Array): string => strict.decode(unshared(bytes));

/** The text of bytes for a message: whatever is no UTF-8 becomes a replacement character. */
export const decodeLossy = (bytes: Uint8Array): string => lenient.decode(unshared(bytes));

/** The UTF-8 bytes of a text. */
export const encode = (text: string): Uint8Array => encoder.encode(text);

/** A text short enough for a message: names and shapes of a hostile file may be a hundred megabytes long. */
export const clip = (text: string, length = 200): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

/** `[3, 2]`; the first dimensions of a shape that has very many. */
export const showShape = (shape: readonly (number | bigint)[]): string =>
  `[${shape.slice(0, 32).join(', ')}${shape.length > 32 ? ', …' : ''}]`;
