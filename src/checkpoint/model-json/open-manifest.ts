// No twin in types: deals with files.
import { describe } from '../../array/describe.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { Header } from '../header/header.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import { withHead } from '../source/headed-input.ts';
import { HttpError } from '../source/http-answer.ts';
import { mapInFlight, MAX_HEADERS_IN_FLIGHT } from '../source/in-flight.ts';
import { type Input, inputOfBytes } from '../source/input.ts';
import { isFileUrl, openSource, webAddressOf } from '../source/open.ts';
import type { FileUrl, SourceOptions, UrlLike } from '../source/source.ts';
import { readIndexBytes } from '../store/index-file.ts';
import { isSharded, type ShardedSource, type Store, type StoreOptions } from '../store/store.ts';
import { decodeUtf8 } from '../text.ts';
import { type ManifestGroup, parseManifest } from './manifest.ts';
import { inputOfWeights, type PlacedWeight, type WeightFile } from './weight-input.ts';

/** Opens the weight files of a model.json, runs `use` on the weights and closes the files, even if `use` fails. */
export async function withManifest<T>(
  source: string | UrlLike | ShardedSource,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const located = isSharded(source) ? source : await filesBeside(source, options);
  const groups = parseManifest(parseModelJson(located.index));
  const opened: Input[] = [];
  try {
    const files: WeightFile[][] = [];
    for (const group of groups) files.push(await openGroup(located, group, options, opened));
    return await use(storeOf(groups, files));
  } finally {
    for (const input of opened) await input.close();
  }
}

/** @throws CheckpointError for anything but JSON */
export function parseModelJson(index: unknown): unknown {
  const isBytes = ArrayBuffer.isView(index) || Object.prototype.toString.call(index) === '[object ArrayBuffer]';
  if (typeof index !== 'string' && !isBytes) return index;
  try {
    // TextDecoder takes any bytes
    return JSON.parse(typeof index === 'string' ? index : decodeUtf8(new Uint8Array(bytesIn(index))));
  } catch (cause) {
    throw new CheckpointError('the file is no model.json of tfjs', { expected: 'JSON', found: String(cause), cause });
  }
}

const bytesIn = (bytes: unknown): ArrayBuffer | Uint8Array =>
  ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : (bytes as ArrayBuffer);

/** @throws TypeError for anything but a path or a `file:` URL */
export function requirePath(source: unknown): asserts source is string | FileUrl {
  if (typeof source !== 'string' && !isFileUrl(source))
    throw new TypeError(
      `modelJson: the path or URL of a model.json was expected, or { index, shard } to load; found ${describe(source)}`,
    );
}

/** The files lie beside the model.json: in its folder, or at the same address with another last segment. */
async function filesBeside(source: string | UrlLike, options: SourceOptions): Promise<ShardedSource> {
  const web = webAddressOf(source);
  if (web === undefined) requirePath(source);
  const index = await readIndexBytes(source, options);
  if (web !== undefined) {
    const [, folder = '', rest = ''] = /^([^?#]*\/)[^?#/]*(.*)$/s.exec(web) ?? [];
    return { index, shard: (file) => folder + file.split('/').map(encodeURIComponent).join('/') + rest };
  }
  const system = await getNodeModules('read', source);
  const folder = system.dirname(pathOf(source, system));
  return { index, shard: (file) => system.join(folder, file) };
}

async function openGroup(
  source: ShardedSource,
  { paths, size, weights }: ManifestGroup,
  options: SourceOptions,
  opened: Input[],
): Promise<WeightFile[]> {
  const inputs = await mapInFlight(paths, MAX_HEADERS_IN_FLIGHT, async (file) => {
    const input = await openShard(source, file, options);
    opened.push(input);
    return input;
  });
  let end = 0;
  const files = inputs.map((input) => ({ input, start: end, end: (end += input.size as number) }));
  if (end !== size)
    throw new CheckpointError('the weight files have another length than the weights that the manifest lists', {
      tensor: weights.find(({ at }, i) => end < (weights[i + 1]?.at ?? size) && end >= at)?.name,
      file: paths.join(', '),
      expected: `${size} bytes in ${paths.length} ${paths.length === 1 ? 'file' : 'files'}`,
      found: `${end}`,
    });
  return files;
}

/** Opens a weight file. The size of its input is known. */
async function openShard(source: ShardedSource, file: string, options: SourceOptions): Promise<Input> {
  try {
    const from = await source.shard(file);
    if (from !== undefined) {
      const input = await withHead(await openSource(from, options));
      return input.size === undefined ? await inMemory(input) : input;
    }
  } catch (error) {
    const isMissing =
      (error as { code?: unknown }).code === 'ENOENT' ||
      (error instanceof CheckpointError && error.cause instanceof HttpError && error.cause.isMissing);
    if (!isMissing) throw error instanceof CheckpointError ? CheckpointError.inFile(file, error) : error;
  }
  throw new CheckpointError('the weight file that the manifest names does not exist', { file });
}

/** Reads a source that does not tell its size. */
async function inMemory(input: Input): Promise<Input> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const piece = new Uint8Array(2 ** 20);
      const read = await input.readInto(piece, size);
      if (read === 0) break;
      pieces.push(piece.subarray(0, read));
      size += read;
    }
  } finally {
    await input.close();
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return inputOfBytes(bytes);
}

/** Places the weights of all groups one after the other, as if they were one file of safetensors. */
function storeOf(groups: readonly ManifestGroup[], files: readonly (readonly WeightFile[])[]): Store {
  const header = new Header(0);
  const placed: PlacedWeight[] = [];
  let end = 0;
  groups.forEach(({ weights }, i) => {
    for (const weight of weights) {
      const { name, dtype, shape, length } = weight;
      const start = end;
      end += (length * DTYPE_BITS[dtype]) / 8;
      header.set(name, { dtype, shape, start, end });
      placed.push({ ...weight, start, end, files: files[i] as readonly WeightFile[] });
    }
  });
  const data = { input: inputOfWeights(placed), header };
  return { tensors: header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() };
}
