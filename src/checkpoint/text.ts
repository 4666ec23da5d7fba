// UTF-8 by the platform's own coders. ES2022 does not include them, so this file declares their types.
interface Decoder {
  decode(bytes: Uint8Array): string;
}
interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextDecoder: new (label: 'utf-8', options: { fatal: boolean; ignoreBOM: boolean }) => Decoder;
declare const TextEncoder: new () => Encoder;

// `ignoreBOM` keeps a byte order mark in the text. The JSON reader then rejects it like any other stray character.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/** Copies shared memory: a browser's TextDecoder rejects views of a SharedArrayBuffer. */
const unshared = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer[Symbol.toStringTag] === 'SharedArrayBuffer' ? bytes.slice() : bytes;

/** Decodes UTF-8. @throws TypeError if the bytes are not valid UTF-8 */
export const decode = (bytes: Uint8Array): string => strict.decode(unshared(bytes));

/** Decodes UTF-8 for a message: invalid bytes become replacement characters. */
export const decodeLossy = (bytes: Uint8Array): string => lenient.decode(unshared(bytes));

/** Encodes a text as UTF-8. */
export const encode = (text: string): Uint8Array => encoder.encode(text);

/** Shortens a text for a message: a hostile file may have names and shapes of a hundred megabytes. */
export const clip = (text: string, length = 200): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

/** `[3, 2]`. Shows only the first 32 dimensions of a longer shape. */
export const showShape = (shape: readonly (number | bigint)[]): string =>
  `[${shape.slice(0, 32).join(', ')}${shape.length > 32 ? ', …' : ''}]`;
