import type { Input } from '../source/input.ts';
import { readFileData, readFileDataInto, type StoreFile } from '../store/file.ts';

/** Bytes of a file that are read together, and what becomes of them. */
export interface Chunk {
  /** First byte in the file's data. */
  readonly start: number;
  /** In bytes. */
  readonly length: number;
  /** Where they belong as they are: first byte of the target. */
  readonly at?: number | undefined;
  /** Takes them, where they belong nowhere as they are. */
  put?(source: Uint8Array): void;
}

/** A long stretch is read in pieces of so many bytes. */
export const MAX_STRAIGHT_BYTES = 2 ** 26;

/** What is told of the reading. */
export interface ReadWatch {
  /** Bytes that were read. */
  readonly onRead: (bytes: number) => void;
  /** Bytes of the target that will be written next. */
  readonly onWrite: (at: number, length: number) => void;
}

/** Chunks that follow one another in the file, and their bytes. */
interface Batch {
  readonly chunks: readonly Chunk[];
  readonly window: Uint8Array;
}
/** The bytes are there as soon as `read` is fulfilled. */
interface Pending extends Batch {
  readonly read: Promise<void>;
}

/**
 * Reads chunks, given in the order of the file. One that belongs somewhere as it is goes straight there, and so do several if one call of
 * the system can do that; short ones that follow one another in the file are read at once into a window, and dealt out. There are two
 * windows: while one is dealt out, which may be as much work as to read it, the other is read. What is in memory is dealt out from there.
 */
export async function readChunks(
  data: StoreFile,
  chunks: Iterable<Chunk>,
  target: Uint8Array,
  watch: ReadWatch,
): Promise<void> {
  const { input, header } = data;
  const windows: Uint8Array[] = [];
  let turn = 0;
  let before: Pending | undefined;
  /** Starts what is to be read next once nothing is read any more, and deals out what was read before in the meantime. */
  const start = async (next: () => Promise<void>): Promise<{ readonly read: Promise<void> }> => {
    await before?.read;
    const read = next();
    try {
      if (before !== undefined) dealOut(before, target, watch);
    } catch (error) {
      await read.catch(() => undefined); // the source is closed only when nothing is read of it any more
      throw error;
    }
    before = undefined;
    return { read };
  };
  for (const batch of batchesOf(chunks)) {
    const [first] = batch as [Chunk];
    const last = batch.at(-1) as Chunk;
    const size = last.start + last.length - first.start;
    const held = input.held?.(header.dataStart + first.start, header.dataStart + first.start + size);
    if (held !== undefined) {
      await start(readNothing);
      watch.onRead(size);
      dealOut({ chunks: batch, window: held }, target, watch);
    } else if (goesStraight(batch, size, input)) {
      const { read } = await start(() => readStraight(data, batch, size, target, watch));
      await read;
    } else {
      turn ^= 1;
      const room = windows[turn]?.length ?? 0;
      if (room < size) windows[turn] = new Uint8Array(Math.min(READ_WINDOW_BYTES, Math.max(size, 2 * room))); // for a few numbers no whole window
      const window = (windows[turn] as Uint8Array).subarray(0, size);
      const { read } = await start(() => readFileData(data, window, first.start, watch.onRead));
      read.catch(() => undefined); // it is awaited before anything else is read
      before = { chunks: batch, window, read };
    }
  }
  await start(readNothing);
}

const readNothing = (): Promise<void> => Promise.resolve();

/** Each target of a call costs as much as to copy so many bytes. */
const MIN_BYTES_PER_TARGET = 2 ** 12;

function goesStraight(chunks: readonly Chunk[], size: number, input: Input): boolean {
  if (chunks.length > 1 && (input.readIntoAll === undefined || size < chunks.length * MIN_BYTES_PER_TARGET))
    return false;
  return chunks.every(({ at }) => at !== undefined);
}

function readStraight(
  data: StoreFile,
  chunks: readonly Chunk[],
  size: number,
  target: Uint8Array,
  watch: ReadWatch,
): Promise<void> {
  const { start } = chunks[0] as Chunk;
  const targets = chunks.map(({ at = 0, length }) => {
    watch.onWrite(at, length);
    return target.subarray(at, at + length);
  });
  const [only] = targets as [Uint8Array];
  const { readIntoAll } = data.input;
  if (targets.length === 1 || readIntoAll === undefined) return readFileData(data, only, start, watch.onRead);
  return readFileDataInto(data, readIntoAll, targets, start, size, watch.onRead);
}

/** Chunks that follow one another in the file, as many as a window holds. */
function* batchesOf(chunks: Iterable<Chunk>): Generator<readonly Chunk[]> {
  let batch: Chunk[] = [];
  let size = 0;
  for (const chunk of chunks) {
    const last = batch.at(-1);
    if (last !== undefined && (size + chunk.length > READ_WINDOW_BYTES || last.start + last.length !== chunk.start)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(chunk);
    size += chunk.length;
  }
  if (batch.length > 0) yield batch;
}

function dealOut({ chunks, window }: Batch, target: Uint8Array, watch: ReadWatch): void {
  const origin = (chunks[0] as Chunk).start;
  for (const chunk of chunks)
    deal(chunk, window.subarray(chunk.start - origin, chunk.start - origin + chunk.length), target, watch);
}

function deal({ at, length, put }: Chunk, bytes: Uint8Array, target: Uint8Array, watch: ReadWatch): void {
  if (at === undefined) return put?.(bytes);
  watch.onWrite(at, length);
  target.set(bytes, at);
}

/** So many bytes are held at most, besides the flat array. */
export const READ_WINDOW_BYTES = 2 ** 20;
