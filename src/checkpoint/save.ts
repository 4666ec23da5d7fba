import type { Laid } from '../../types/checkpoint/any.ts';
import type { SchemaOf } from '../../types/any-layout.ts';
import type { FlatIn } from '../../types/flat.ts';
import { CheckpointError } from './error.ts';
import { checkFlat, fileBytes } from './flat.ts';
import { lengthOf, ownersOf } from './owner.ts';
import { MAX_HEADER, PREFIX } from './parse.ts';
import { runs } from './run.ts';
import { isFileUrl, type FileUrl } from './source.ts';
import { encode } from './text.ts';

export interface SaveOptions {
  /** Texts to keep with the tensors, under the file's `__metadata__`, in their order. */
  readonly metadata?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined;
}

/**
 * Writes a flat array as a safetensors file of F32: each leaf under its path, tied leaves once, under their owner's. The file equals the
 * official library's, byte for byte. It appears whole or not at all: a new file beside it is written, flushed and renamed over an
 * old one, which stays as it was where anything fails. Leave the flat array alone until the promise is settled.
 *
 * `target` is a path or `file:` URL; where there is no file system, `serialize` gives the bytes.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { metadata: { step: '12' } });
 *
 * @throws RangeError or TypeError where `flat` does not fit the layout; CheckpointError where the format cannot hold a name or text;
 * the system's own error where writing fails
 */
export async function save<L extends Laid, A extends Float32Array>(
  layout: L,
  flat: FlatIn<SchemaOf<L>, A>,
  target: string | FileUrl,
  options: SaveOptions = {},
): Promise<void> {
  if (typeof target !== 'string' && !isFileUrl(target)) throw new TypeError('a path or a file: URL was expected as the target of a checkpoint; serialize gives the bytes');
  const { header, data } = plan(layout, flat, options);
  await (await import('./file.ts')).replaceFile(target, [header, ...data]);
}

/**
 * The bytes that `save` writes, for a download, a database, a request: wherever there is no file system.
 *
 * @example
 * const file = new Blob([serialize(model, flat)]);
 *
 * @throws as `save` does
 */
export function serialize<L extends Laid, A extends Float32Array>(
  layout: L,
  flat: FlatIn<SchemaOf<L>, A>,
  options: SaveOptions = {},
): Uint8Array<ArrayBuffer> {
  const { header, data } = plan(layout, flat, options);
  const bytes = new Uint8Array(header.length + data.reduce((sum, piece) => sum + piece.length, 0));
  let end = 0;
  for (const piece of [header, ...data]) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** The bytes of the header, and those of the data as windows on the flat array, in the order of the file. */
function plan(layout: Laid, flat: Float32Array, { metadata }: SaveOptions): { readonly header: Uint8Array; readonly data: readonly Uint8Array[] } {
  const owners = ownersOf(layout);
  checkFlat(flat, lengthOf(owners));
  const fields = metadata === undefined ? [] : [`"__metadata__":${textOf(metadata)}`];
  // The official writer sorts by UTF-8. Paths are printable ASCII, whose code units are in the same order.
  const slots = Array.from(owners.values(), ({ slot }) => slot).sort((a, b) => (a.path < b.path ? -1 : 1));
  const pieces = [];
  let start = 0;
  for (const slot of slots) {
    if (slot.path === '__metadata__') throw new CheckpointError('the format keeps this name for texts', { tensor: slot.path, expected: 'another name' });
    const end = start + 4 * slot.length;
    fields.push(`${JSON.stringify(slot.path)}:{"dtype":"F32","shape":[${slot.shape.join(',')}],"data_offsets":[${start},${end}]}`);
    pieces.push({ slot, start });
    start = end;
  }
  const header = framed(encode(`{${fields.join(',')}}`));
  return { header, data: Array.from(runs(pieces), ({ offset, length }) => fileBytes(flat, offset, offset + length)) };
}

/** Texts as JSON. The format knows text only, and UTF-8 has no half surrogate pairs. */
function textOf(metadata: NonNullable<SaveOptions['metadata']>): string {
  const entries = metadata instanceof Map ? [...metadata] : Object.entries(metadata);
  const fields = entries.map(([key, value]: [string, unknown]) => {
    for (const text of [key, value]) {
      if (typeof text !== 'string') throw new CheckpointError(`the metadata '${key}' cannot be written`, { expected: 'a string', found: typeof text });
      if (/\p{Surrogate}/u.test(text)) throw new CheckpointError(`the metadata ${JSON.stringify(key)} cannot be written`, { expected: 'text', found: 'half a surrogate pair' });
    }
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `{${fields.join(',')}}`;
}

/** The header after its length, padded with spaces so that the data begin at a multiple of 8. */
function framed(json: Uint8Array): Uint8Array {
  const length = Math.ceil(json.length / 8) * 8;
  if (length > MAX_HEADER) throw new CheckpointError('the header would be too long for other readers', { expected: `at most ${MAX_HEADER} bytes`, found: `${length}` });
  const bytes = new Uint8Array(PREFIX + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, PREFIX);
  return bytes;
}
