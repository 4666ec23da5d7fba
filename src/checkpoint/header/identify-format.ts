import { decodeUtf8Lossy } from '../text.ts';

/** The first bytes of binary files that people often pass instead of a checkpoint. */
const MAGIC_BYTES: readonly (readonly [string, string])[] = [
  ['GGUF', 'a GGUF file'],
  ['\x93NUMPY', 'an NPY file'],
  ['PK\x03\x04', 'a zip archive: a PyTorch checkpoint (.pt, .bin) or an NPZ file, which loadNpz reads'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['\x1f\x8b\x08', 'gzip-compressed data'],
  ['\x28\xb5\x2f\xfd', 'zstd-compressed data'],
  ['\xfd7zXZ\x00', 'xz-compressed data'],
  ['BZh', 'bzip2-compressed data'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file: perhaps a Keras checkpoint'],
  ['ARROW1', 'an Arrow file'],
  ['PAR1', 'a Parquet file'],
];
/** Patterns of text files that people often pass instead of a checkpoint. */
const TEXT_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*\{[^]*"weight_map"\s*:/,
    'the index of a sharded checkpoint (pass its path, its URL or { index, shard }): JSON',
  ],
  [/^\s*<(?:!doctype|html|head|body|\?xml|!--)/i, 'an HTML or XML page'],
  [/^\s*(?:\{\s*["}]|\[)/, 'JSON, perhaps an error message'],
  [/^[\t\n\r\x20-\x7e]+$/, 'plain text'],
];

/**
 * Says what kind of file this is instead of a safetensors file, by its first bytes; undefined if they match nothing
 * known.
 */
export function identifyFormat(head: Uint8Array): string | undefined {
  const latin = String.fromCharCode(...head.subarray(0, 512));
  const magic = MAGIC_BYTES.find(([start]) => latin.startsWith(start))?.[1];
  if (magic !== undefined) return magic;
  if (latin.startsWith('version https://git-lfs'))
    return 'a git-lfs pointer, not the file it points to: run git lfs pull';
  if (latin.startsWith('TFL3', 4)) return 'a TensorFlow Lite model';
  if (isOnnx(latin))
    return 'an ONNX model, which lift of paramlayout/ort takes; for a command its name must end in .onnx';
  if (latin.startsWith('ustar', 257)) return 'a tar archive';
  if (head.length > 0 && head.every((byte) => byte === 0)) return 'only zeros, perhaps space reserved for a download';
  if (isPickle(head)) return 'a pickle: an old PyTorch checkpoint';
  // Not text: the length of a header, whose first byte may equal a bracket.
  if (latin.slice(0, 8).includes('\0')) return undefined;
  const text = TEXT_PATTERNS.find(([pattern]) => pattern.test(latin))?.[1];
  return text === undefined ? undefined : (
      `${text} that begins ${JSON.stringify(decodeUtf8Lossy(head.subarray(0, 60)))}`
    );
}

/**
 * An ONNX file is a protocol buffer: it begins with the format's version, followed by the name of a producer or a
 * domain.
 */
function isOnnx(latin: string): boolean {
  const [, name = '', rest = ''] = /^\x08[\x01-\x1f]\x12([^])([^]*)$/.exec(latin) ?? []; // oxlint-disable-line no-control-regex -- it is a binary format
  return name !== '' && /^[\w.+ -]+$/.test(rest.slice(0, name.charCodeAt(0)));
}

/**
 * Pickle protocol 2 to 5. The length of a header may begin with the same two bytes, but then its upper half is zero.
 */
const isPickle = (head: Uint8Array): boolean =>
  head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5 && head.subarray(4, 8).some((byte) => byte !== 0);
