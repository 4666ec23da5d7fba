// No twin in types: deals with files.
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { Header } from '../header/header.ts';
import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import { mapInFlight, MAX_HEADERS_IN_FLIGHT } from '../source/in-flight.ts';
import { openSource, webAddressOf } from '../source/open.ts';
import type { FileSource, UrlLike } from '../source/source.ts';
import { readIndexBytes, SAVE_KEY } from '../store/index-file.ts';
import type { StoreFile } from '../store/store-file.ts';
import { isSharded, type ShardedSource, type Store, type StoreOptions } from '../store/store.ts';
import { clipText } from '../text.ts';
import { inputOfPieces, type PlacedTensor } from './piece-input.ts';
import { parsePiecesIndex, PIECES_INDEX } from './pieces-index.ts';
import { tensorsOfPieces } from './pieces.ts';
import { type RankAmong, rowsOfRank, shapeOnRank } from './rank-rows.ts';

/**
 * Where the files are: their folder or its URL, a list of them, or their index and a function that returns each file.
 */
export type PiecesSource = string | UrlLike | readonly FileSource[] | ShardedSource;

/** A file, its name, and the name of the save that must have written it. */
interface PieceFile {
  readonly from: FileSource;
  readonly name: string;
  readonly save?: string;
}

/**
 * Opens all files, puts their parts together, runs `use` on the whole tensors or on one rank's rows, and closes them.
 */
export async function withPieces<T>(
  source: PiecesSource,
  ranks: RankAmong | undefined,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const files = await listFiles(source, options);
  const opened: StoreFile[] = [];
  try {
    const found = await mapInFlight(files, MAX_HEADERS_IN_FLIGHT, async ({ from, name: file, save }) => {
      try {
        const input = await openSource(from, options);
        opened.push({ input, header: new Header(0), file }); // so that it is closed even if its header is damaged
        const header = await readHeaderOf(input, options);
        await checkFileEnd(input, header);
        requireSave(header, save);
        return { input, header, file };
      } catch (error) {
        throw error instanceof CheckpointError ? CheckpointError.inFile(file, error) : error;
      }
    });
    return await use(storeOfPieces(found, ranks));
  } finally {
    for (const { input } of opened) await input.close();
  }
}

async function listFiles(source: PiecesSource, options: StoreOptions): Promise<readonly PieceFile[]> {
  if (isSharded(source)) return filesOfIndex(source);
  if (typeof source !== 'string' && !('href' in source))
    return source.map((from, i) => ({ from, name: nameOf(from) ?? `file ${i + 1}` }));
  const address = webAddressOf(source);
  if (address !== undefined) {
    const fileAt = (name: string): string => address.replace(/\/*(?=[?#]|$)/s, `/${name}`);
    return filesOfIndex({ index: await readIndexBytes(fileAt(PIECES_INDEX), options), shard: fileAt });
  }
  const system = await getNodeModules('read', source);
  const folder = pathOf(source, system);
  const fileAt = (name: string): string => system.join(folder, name);
  const found = await system.fs.readdir(folder);
  if (found.includes(PIECES_INDEX))
    return filesOfIndex({ index: await system.fs.readFile(fileAt(PIECES_INDEX), 'utf8'), shard: fileAt });
  const names = found.filter((name) => name.endsWith('.safetensors')).sort();
  if (names.length === 0)
    throw new CheckpointError(`the folder ${folder} holds no distributed checkpoint`, {
      expected: '.safetensors files, such as shard-00001-model-00001-of-00001.safetensors',
      found: 'none',
    });
  return names.map((name) => ({ from: fileAt(name), name }));
}

async function filesOfIndex({ index, shard }: ShardedSource): Promise<readonly PieceFile[]> {
  const { files, save } = parsePiecesIndex(index);
  return mapInFlight(files, MAX_HEADERS_IN_FLIGHT, async (name) => {
    const from = await shard(name);
    if (from !== undefined) return { from, name, save };
    throw new CheckpointError('a file of the index is missing', { file: name, expected: 'a source', found: 'none' });
  });
}

function requireSave({ metadata }: Header, save: string | undefined): void {
  const found = metadata?.get(SAVE_KEY);
  if (save !== undefined && found !== save)
    throw new CheckpointError('the file belongs to another save than the index', {
      expected: `${SAVE_KEY} ${save}`,
      found: found === undefined ? 'none' : clipText(found),
    });
}

/** The last part of a path or URL, or the name of a `File`. */
function nameOf(source: FileSource): string | undefined {
  const { href, name } = Object(source) as { readonly href?: unknown; readonly name?: unknown };
  const text = typeof source === 'string' ? source : (href ?? name);
  return typeof text === 'string' ? text.replace(/[?#].*$/s, '').replace(/^.*[/\\]/s, '') : undefined;
}

/** Places the tensors one after the other, in the order of the file that holds their first part. */
function storeOfPieces(files: readonly StoreFile[], ranks: RankAmong | undefined): Store {
  const header = new Header(0);
  const placed: PlacedTensor[] = [];
  let end = 0;
  for (const tensor of tensorsOfPieces(files)) {
    const [rows] = tensor.shape;
    const shape = shapeOnRank(tensor.shape, ranks);
    const { first: firstRow, end: endRow } =
      ranks === undefined || rows === undefined ? { first: 0, end: rows ?? 1 } : rowsOfRank(rows, ranks);
    const start = end;
    end += (shape.reduce((product, size) => product * size, 1) * DTYPE_BITS[tensor.dtype]) / 8;
    header.set(tensor.name, { dtype: tensor.dtype, shape, start, end });
    placed.push({ ...tensor, firstRow, endRow, start, end });
  }
  const data = { input: inputOfPieces(placed), header };
  return { tensors: header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() };
}
