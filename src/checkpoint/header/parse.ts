import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { formatShape } from '../text.ts';
import { type HeaderEntry, readEntry } from './entry.ts';
import { Header } from './header.ts';
import { JsonReader } from './json-reader.ts';
import { PlainEntryReader } from './plain-entry.ts';

/** A file begins with the length of its header: 64 bits, little-endian. */
export const PREFIX_BYTES = 8;
/** The official library rejects longer headers: 100 MB. */
export const MAX_HEADER_BYTES = 100_000_000;

/**
 * Parses the header of a safetensors file from its bytes (without the length before it), with the rules of the official
 * library: the tensors cover the data without holes or overlaps, in any order. If a name occurs twice, the last entry
 * counts. The specification's prose forbids that, and white space before the header; `strict` makes both errors.
 *
 * Source: github.com/huggingface/safetensors, README.md (format) and safetensors/src/tensor.rs (version 0.8).
 *
 * @throws CheckpointError with the tensor, the byte, what was expected and what was found
 */
export function parseHeader(bytes: Uint8Array, strict: boolean): Header {
  const json = new JsonReader(bytes, PREFIX_BYTES, strict);
  if (strict && bytes[0] !== 0x7b) throw json.unexpectedError("'{' as the first byte of the header");
  const plain = new PlainEntryReader(bytes);
  const header = new Header(PREFIX_BYTES + bytes.length);
  const entries = header as Map<string, unknown> as Map<string, HeaderEntry>; // until their spans are checked
  let metadata: ReadonlyMap<string, string> | null | undefined;
  json.object((name, offset) => {
    if (name === '__metadata__') {
      if (metadata !== undefined) throw json.duplicateError(name, offset);
      metadata = readMetadata(json, strict);
      return;
    }
    if (strict && entries.has(name)) throw json.duplicateError(name, offset);
    const entry = plain.read(json.position);
    if (entry !== undefined) {
      json.position = plain.at;
      entries.set(name, entry);
      return;
    }
    json.tensor = name;
    entries.set(name, readEntry(json, strict));
    json.tensor = undefined;
  });
  json.end();
  if (!isSortedByData(entries)) sortByData(entries);
  let end = 0;
  for (const [tensor, entry] of entries) end = checkSpan(tensor, entry, end, header.dataStart);
  Header.setMetadata(header, metadata ?? undefined);
  return header;
}

/** Reads metadata, an object of strings. `null` means none. */
function readMetadata(json: JsonReader, strict: boolean): ReadonlyMap<string, string> | null {
  if (json.peek() === 0x6e) {
    json.literal('null');
    return null;
  }
  const metadata = new Map<string, string>();
  json.object((key, offset) => {
    if (strict && metadata.has(key)) throw json.duplicateError(key, offset);
    metadata.set(key, json.string('a string, as for all metadata'));
  });
  return metadata;
}

function isSortedByData(entries: ReadonlyMap<string, HeaderEntry>): boolean {
  let last: HeaderEntry | undefined;
  for (const entry of entries.values()) {
    if (last !== undefined && (compareOffsets(last.start, entry.start) || compareOffsets(last.end, entry.end)) > 0)
      return false;
    last = entry;
  }
  return true;
}

function sortByData(entries: Map<string, HeaderEntry>): void {
  const all = [...entries].sort(([, a], [, b]) => compareOffsets(a.start, b.start) || compareOffsets(a.end, b.end));
  entries.clear();
  for (const [name, entry] of all) entries.set(name, entry);
}

const compareOffsets = (a: number | bigint, b: number | bigint): number =>
  a < b ? -1
  : a > b ? 1
  : 0;

/**
 * Gives the end of a tensor's data. The data must begin where the data before them end, and have the length that dtype
 * and shape imply.
 */
function checkSpan(
  tensor: string,
  { dtype, shape, start, end }: HeaderEntry,
  expectedStart: number,
  dataStart: number,
): number {
  const bytes = byteLengthOf(dtype, shape);
  if (start === expectedStart && typeof end === 'number' && typeof bytes === 'number' && end - expectedStart === bytes)
    return end;
  const refuse = (issue: string, expected: string, found: string): never => {
    throw new CheckpointError(issue, { tensor, offset: dataStart + expectedStart, expected, found });
  };
  const span = `${dtype} ${formatShape(shape)}`;
  const offsets = `data_offsets [${start}, ${end}]`;
  if (start !== expectedStart) {
    return refuse(
      start < expectedStart ? 'its data overlap the data before them' : 'there is a hole before its data',
      `data_offsets that begin at ${expectedStart}`,
      offsets,
    );
  }
  if (end < start) return refuse('its data end before they begin', 'an end after the start', offsets);
  if (bytes === 'too large') return refuse('its size overflows 64 bits', 'at most 2^64 - 1 elements and bits', span);
  if (bytes === 'no whole bytes') return refuse('its data end within a byte', 'a whole number of bytes', span);
  if (BigInt(end) - BigInt(start) !== BigInt(bytes))
    return refuse('its data have the wrong size', `${bytes} bytes for ${span}`, offsets);
  return refuse('its data end past 2^53', 'an end that a file can have', offsets);
}

const TWO_TO_64 = 2n ** 64n;

/**
 * Bytes that a tensor takes, or why there is no such number. The official library multiplies in 64 bits from left to
 * right, so `[0, 2^40, 2^40]` is empty but `[2^40, 2^40, 0]` overflows. This function does the same, with doubles as
 * long as they are exact.
 */
function byteLengthOf(
  dtype: Dtype,
  shape: readonly (number | bigint)[],
): number | bigint | 'too large' | 'no whole bytes' {
  let bits: number = DTYPE_BITS[dtype];
  for (const dim of shape) {
    if (typeof dim === 'bigint' || !Number.isSafeInteger(bits * dim)) return exactByteLengthOf(dtype, shape);
    bits *= dim;
  }
  return bits % 8 === 0 ? bits / 8 : 'no whole bytes';
}

function exactByteLengthOf(
  dtype: Dtype,
  shape: readonly (number | bigint)[],
): number | bigint | 'too large' | 'no whole bytes' {
  let elements = 1n;
  for (const dim of shape) {
    if (dim === 1) continue; // a shape may have millions of ones
    elements *= BigInt(dim);
    if (elements >= TWO_TO_64) return 'too large';
  }
  const bits = elements * BigInt(DTYPE_BITS[dtype]);
  if (bits >= TWO_TO_64) return 'too large';
  if (bits % 8n !== 0n) return 'no whole bytes';
  const bytes = bits / 8n;
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : bytes;
}
