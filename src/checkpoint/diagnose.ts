import { show } from './text.ts';

/** What binary files begin with that are often found where a checkpoint should be. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['GGUF', 'a GGUF file'],
  ['\x93NUMPY', 'an NPY file'],
  ['PK\x03\x04', 'a zip archive: a PyTorch checkpoint (.pt, .bin) or an NPZ file'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['\x1f\x8b\x08', 'gzip-compressed data'],
  ['\x28\xb5\x2f\xfd', 'zstd-compressed data'],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file: a Keras checkpoint, perhaps'],
];
/** The same of text. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype|html|head|body|\?xml|!--)/i, 'an HTML or XML page'],
  [/^\s*(?:\{\s*["}]|\[)/, 'JSON, an error message perhaps'],
  [/^[\t\n\r\x20-\x7e]+$/, 'plain text'],
];

/** Says what a file is that is no safetensors file, by its first bytes; undefined where nothing is known. */
export function diagnose(head: Uint8Array): string | undefined {
  const latin = String.fromCharCode(...head.subarray(0, 512));
  const magic = MAGIC.find(([start]) => latin.startsWith(start))?.[1];
  if (magic !== undefined) return magic;
  if (latin.startsWith('version https://git-lfs')) return 'a git-lfs pointer, not the file it points to: run git lfs pull';
  if (isPickle(head)) return 'a pickle: an old PyTorch checkpoint';
  const text = TEXTS.find(([pattern]) => pattern.test(latin))?.[1];
  return text === undefined ? undefined : `${text} that begins ${JSON.stringify(show(head.subarray(0, 60)))}`;
}

/** Protocol 2 to 5. The length of a header may begin with the same two bytes, but then its upper half is zero. */
const isPickle = (head: Uint8Array): boolean =>
  head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5 && head.subarray(4, 8).some((byte) => byte !== 0);
