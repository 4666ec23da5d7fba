import { CheckpointError } from '../error.ts';
import { JsonReader } from '../header/json-reader.ts';
import { fillTarget } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import type { SourceOptions, UrlLike } from '../source/source.ts';
import { clipText, decodeUtf8Lossy, encodeUtf8 } from '../text.ts';

/** The content of an index of shards. */
export interface ParsedIndex {
  /** The file of each tensor. */
  readonly weightMap: ReadonlyMap<string, string>;
  /** The bytes of all tensors according to the index, which is often wrong. */
  readonly totalSize: number | undefined;
  /** The save that wrote the index and its shards; undefined if the writer did not name it. */
  readonly save: string | undefined;
}

/** The key of the save in the metadata of an index and of its shards. */
export const SAVE_KEY = 'paramlayout.save';

/**
 * Parses the index of a sharded checkpoint: its `weight_map`, and `total_size` in its `metadata`. It ignores other
 * keys. Source: huggingface.co/docs/safetensors, and save_torch_state_dict of huggingface_hub.
 *
 * @throws CheckpointError with the byte if this is not an index; unresolved merge conflicts have their own message
 */
export function parseIndex(index: unknown): ParsedIndex {
  const bytes = indexBytesOf(index);
  const json = new JsonReader(bytes, 0, true, 'the index');
  try {
    return readIndexJson(json);
  } catch (error) {
    const found = findConflict(bytes);
    if (found === undefined || !(error instanceof CheckpointError)) throw error;
    throw new CheckpointError('the index contains an unresolved merge conflict', {
      offset: error.offset,
      expected: 'JSON',
      found,
      cause: error,
    });
  }
}

function readIndexJson(json: JsonReader): ParsedIndex {
  let weightMap: Map<string, string> | undefined;
  let totalSize: number | undefined;
  let save: string | undefined;
  const seen = new Set<string>();
  json.object((key, at) => {
    if (seen.has(key)) throw json.duplicateError(key, at);
    seen.add(key);
    if (key === 'weight_map') weightMap = readWeightMap(json);
    else if (key === 'metadata' && json.peek() === 0x7b) {
      json.object((name) => {
        if (name === 'total_size' && json.isNumber()) totalSize = json.number();
        else if (name === SAVE_KEY && json.peek() === 0x22) save = json.string('the name of a save');
        else json.skip();
      });
    } else json.skip();
  });
  json.end();
  if (weightMap === undefined) {
    const found = [...seen].slice(0, 8).join(', ') || 'an empty object';
    throw new CheckpointError('the index has no weight_map', {
      offset: 0,
      expected: 'an object with weight_map',
      found: clipText(found),
    });
  }
  return { weightMap, totalSize, save };
}

function readWeightMap(json: JsonReader): Map<string, string> {
  const map = new Map<string, string>();
  json.object((name, at) => {
    if (map.has(name)) throw json.duplicateError(name, at);
    json.tensor = name;
    map.set(name, json.string('the name of a file'));
    json.tensor = undefined;
  });
  return map;
}

function indexBytesOf(index: unknown): Uint8Array {
  if (index instanceof ArrayBuffer) return new Uint8Array(index);
  if (ArrayBuffer.isView(index)) return new Uint8Array(index.buffer, index.byteOffset, index.byteLength);
  return encodeUtf8(typeof index === 'string' ? index : (JSON.stringify(index) ?? ''));
}

/** The first conflict marker of git, if there is one. */
function findConflict(bytes: Uint8Array): string | undefined {
  const lines = decodeUtf8Lossy(bytes).split(/\r?\n/);
  const at = lines.findIndex((text) => /^(?:<{7}(?: |$)|={7}$|>{7}(?: |$))/.test(text));
  return at < 0 ? undefined : `'${lines[at]?.slice(0, 7)}' in line ${at + 1}`;
}

/** A longer file is not read as an index. */
const MAX_INDEX_BYTES = 100_000_000;

export async function readIndexBytes(source: string | UrlLike, options: SourceOptions): Promise<Uint8Array> {
  return withSource(source, options, async (input) => {
    let bytes = new Uint8Array(2 ** 16);
    for (let size = 0; ; bytes = doubleCapacity(bytes)) {
      size += await fillTarget(input, bytes.subarray(size), size);
      if (size < bytes.length) return bytes.subarray(0, size);
      if (size > MAX_INDEX_BYTES)
        throw new CheckpointError('the index is too long', {
          offset: 0,
          expected: `at most ${MAX_INDEX_BYTES} bytes`,
          found: 'more',
        });
    }
  });
}

function doubleCapacity(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const twice = new Uint8Array(2 * bytes.length);
  twice.set(bytes);
  return twice;
}
