import { readEntry, type Entry } from './entry.ts';
import { CheckpointError } from './error.ts';
import { byteLength } from './extent.ts';
import { Header, type TensorInfo } from './header.ts';
import { JsonReader } from './json.ts';

/** Bytes before the header: its length, 64 bits, little-endian. */
export const PREFIX = 8;
/** The official library reads no longer header: 100 MB. */
export const MAX_HEADER = 100_000_000;

/**
 * The header of a safetensors file from its bytes (those after the length), judged as the official library judges it: the tensors
 * cover the data without hole or overlap, in whatever order they are written. Of a name given twice the last counts; `strict`
 * refuses that, and white space before the header, as the specification's prose does.
 *
 * Source: github.com/huggingface/safetensors, README.md (format) and safetensors/src/tensor.rs (version 0.8).
 *
 * @throws CheckpointError that names the tensor, the byte, what was expected and what was found
 */
export function parseHeader(bytes: Uint8Array, strict: boolean): Header {
  const json = new JsonReader(bytes, PREFIX, strict);
  if (strict && bytes[0] !== 0x7b) throw json.unexpected("'{' as the first byte of the header");
  const entries = new Map<string, Entry>();
  let metadata: ReadonlyMap<string, string> | null | undefined;
  json.object((name, offset) => {
    if (name === '__metadata__') {
      if (metadata !== undefined) throw json.duplicate(name, offset);
      metadata = readMetadata(json, strict);
      return;
    }
    if (strict && entries.has(name)) throw json.duplicate(name, offset);
    json.tensor = name;
    entries.set(name, readEntry(json, strict));
    json.tensor = undefined;
  });
  json.end();
  const dataStart = PREFIX + bytes.length;
  return new Header(tiled(entries, dataStart), metadata ?? undefined, dataStart);
}

/** Text by text; null stands for none. */
function readMetadata(json: JsonReader, strict: boolean): ReadonlyMap<string, string> | null {
  if (json.peek() === 0x6e) {
    json.literal('null');
    return null;
  }
  const metadata = new Map<string, string>();
  json.object((key, offset) => {
    if (strict && metadata.has(key)) throw json.duplicate(key, offset);
    metadata.set(key, json.string('a string, as all metadata is'));
  });
  return metadata;
}

/** The tensors in the order of their data, which must leave no hole and not overlap. */
function tiled(entries: ReadonlyMap<string, Entry>, dataStart: number): Iterable<[string, TensorInfo]> {
  const order = [...entries];
  const before = ([, a]: [string, Entry], [, b]: [string, Entry]): number => compare(a.start, b.start) || compare(a.end, b.end);
  if (order.some((entry, i) => i > 0 && before(order[i - 1] as [string, Entry], entry) > 0)) order.sort(before);
  let end = 0;
  for (const [tensor, entry] of order) {
    const expected = byteLength(entry.dtype, entry.shape);
    const span = `${entry.dtype} [${entry.shape.join(', ')}]`;
    const offsets = `data_offsets [${entry.start}, ${entry.end}]`;
    const offset = dataStart + end;
    if (entry.start !== end) {
      const problem = entry.start < end ? 'its data overlap those before them' : 'a hole lies before its data';
      throw new CheckpointError(problem, { tensor, offset, expected: `data_offsets that begin at ${end}`, found: offsets });
    }
    if (entry.end < entry.start) throw new CheckpointError('its data end before they begin', { tensor, offset, expected: 'an end after the start', found: offsets });
    if (expected === 'too large') throw new CheckpointError('its size overflows 64 bits', { tensor, offset, expected: 'at most 2^64 - 1 elements and bits', found: span });
    if (expected === 'no whole bytes') throw new CheckpointError('its data end within a byte', { tensor, offset, expected: 'a whole number of bytes', found: span });
    if (BigInt(entry.end) - BigInt(end) !== BigInt(expected)) {
      throw new CheckpointError('its data have the wrong size', { tensor, offset, expected: `${expected} bytes for ${span}`, found: offsets });
    }
    if (typeof entry.end === 'bigint') throw new CheckpointError('its data end past 2^53', { tensor, offset, expected: 'an end that a file can have', found: offsets });
    end = entry.end;
  }
  return order as [string, TensorInfo][]; // every start and end has been seen to be a number
}

const compare = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);
