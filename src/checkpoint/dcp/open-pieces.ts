// No twin in types: deals with files.
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { Header } from '../header/header.ts';
import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import { mapInFlight, MAX_HEADERS_IN_FLIGHT } from '../source/in-flight.ts';
import { openSource } from '../source/open.ts';
import type { FileSource, FileUrl } from '../source/source.ts';
import type { StoreFile } from '../store/store-file.ts';
import type { Store, StoreOptions } from '../store/store.ts';
import { inputOfPieces, type PlacedTensor } from './piece-input.ts';
import { tensorsOfPieces } from './pieces.ts';
import { type RankAmong, rowsOfRank, shapeOnRank } from './rank-rows.ts';

/** Where the files lie: their folder, or a list of them. */
export type PiecesSource = string | FileUrl | readonly FileSource[];

/**
 * Opens all files, puts their parts together, runs `use` on the whole tensors or on one rank's rows, and closes them.
 */
export async function withPieces<T>(
  source: PiecesSource,
  ranks: RankAmong | undefined,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const files = await listFiles(source);
  const opened: StoreFile[] = [];
  try {
    const found = await mapInFlight(files, MAX_HEADERS_IN_FLIGHT, async ({ from, name: file }) => {
      try {
        const input = await openSource(from, options);
        opened.push({ input, header: new Header(0), file }); // so that it is closed even if its header is damaged
        const header = await readHeaderOf(input, options);
        await checkFileEnd(input, header);
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

async function listFiles(
  source: PiecesSource,
): Promise<readonly { readonly from: FileSource; readonly name: string }[]> {
  if (typeof source !== 'string' && !('href' in source))
    return source.map((from, i) => ({ from, name: nameOf(from) ?? `file ${i + 1}` }));
  const system = await getNodeModules('read', source);
  const folder = pathOf(source, system);
  const names = (await system.fs.readdir(folder)).filter((name) => name.endsWith('.safetensors')).sort();
  if (names.length === 0)
    throw new CheckpointError(`the folder ${folder} holds no distributed checkpoint`, {
      expected: '.safetensors files, such as shard-00001-model-00001-of-00001.safetensors',
      found: 'none',
    });
  return names.map((name) => ({ from: system.join(folder, name), name }));
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
