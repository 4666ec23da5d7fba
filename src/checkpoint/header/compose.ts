import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { clipText, encodeUtf8 } from '../text.ts';
import { MAX_HEADER_BYTES, PREFIX_BYTES } from './parse.ts';

/** Texts to store with the tensors, under the file's `__metadata__`, in their order. */
export type Metadata = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** A tensor in a header to write. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly (number | bigint)[];
  /** Bytes from the start of the data. */
  readonly start: number;
  readonly end: number;
}

/**
 * Composes the bytes before the data: the length of the header, the header, and spaces up to a multiple of 8. The
 * tensors come in the order of their data, as the official library writes them. The inverse of `parseHeader`.
 *
 * @throws CheckpointError if the format cannot hold a text or a name, or if the header would be too long
 */
export function composeHeader(tensors: Iterable<TensorEntry>, metadata?: Metadata): Uint8Array {
  const fields = metadata === undefined ? [] : [`"__metadata__":${metadataJsonOf(metadata)}`];
  for (const { name, dtype, shape, start, end } of tensors) {
    if (name === '__metadata__')
      throw new CheckpointError('the format reserves this name for metadata', {
        tensor: name,
        expected: 'another name',
      });
    fields.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${start},${end}]}`,
    );
  }
  return frameHeader(encodeUtf8(`{${fields.join(',')}}`));
}

/** Writes metadata as JSON. The format holds strings only, and UTF-8 cannot code half a surrogate pair. */
function metadataJsonOf(metadata: Metadata): string {
  const entries = metadata instanceof Map ? [...metadata] : Object.entries(metadata);
  const fields = entries.map(([key, value]: [string, unknown]) => {
    for (const text of [key, value]) {
      if (typeof text !== 'string')
        throw new CheckpointError(`the metadata '${clipText(key)}' cannot be written`, {
          expected: 'a string',
          found: typeof text,
        });
      if (/\p{Surrogate}/u.test(text))
        throw new CheckpointError(`the metadata '${clipText(key)}' cannot be written`, {
          expected: 'text',
          found: 'half a surrogate pair',
        });
    }
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `{${fields.join(',')}}`;
}

/** Puts the length before the header and spaces after it. */
function frameHeader(json: Uint8Array): Uint8Array {
  const length = Math.ceil(json.length / 8) * 8;
  if (length > MAX_HEADER_BYTES)
    throw new CheckpointError('the header would be too long for other readers', {
      expected: `at most ${MAX_HEADER_BYTES} bytes`,
      found: `${length}`,
    });
  const bytes = new Uint8Array(PREFIX_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}
