import { toPrintable } from '../array/printable.ts';

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
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/** Copies shared memory: a browser's TextDecoder rejects views of a SharedArrayBuffer. */
const copyIfShared = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer[Symbol.toStringTag] === 'SharedArrayBuffer' ? bytes.slice() : bytes;

/** @throws TypeError if the bytes are not valid UTF-8 */
export const decodeUtf8 = (bytes: Uint8Array): string => strictDecoder.decode(copyIfShared(bytes));

/** For messages: invalid bytes become replacement characters. */
export const decodeUtf8Lossy = (bytes: Uint8Array): string => lenientDecoder.decode(copyIfShared(bytes));

export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/**
 * Shortens a text for a message and makes it printable: a hostile file may have names of a hundred megabytes, and names
 * that end a line or turn the direction of writing.
 */
export const clipText = (text: string, length = 200): string =>
  toPrintable(text.length <= length ? text : `${text.slice(0, length)}…`);

/** `[3, 2]`. Shows only the first 32 dimensions of a longer shape. */
export const formatShape = (shape: readonly (number | bigint)[]): string =>
  `[${shape.slice(0, 32).join(', ')}${shape.length > 32 ? ', …' : ''}]`;
