// No twin in types: reads data, which the compiler does not see.
import type { Input } from '../source/input.ts';
import { readFileData, readFileDataInto, type StoreFile } from '../store/store-file.ts';

/** Bytes of a file that are read together, and their destination. */
export interface Chunk {
  /** First byte in the file's data. */
  readonly start: number;
  /** In bytes. */
  readonly length: number;
  /** First byte in the target, if the bytes are copied unchanged. */
  readonly at?: number | undefined;
  /** Takes the bytes, if they must be converted. */
  put?(source: Uint8Array): void;
}

/** Longer stretches are read in pieces of this many bytes. */
export const MAX_DIRECT_READ_BYTES = 2 ** 26;

/** Callbacks for reads and writes. */
export interface ReadWatch {
  /** Called with the number of bytes after each read. */
  readonly onRead: (bytes: number) => void;
  /** Called with a range of the target before it is written. */
  readonly onWrite: (at: number, length: number) => void;
}

/** Chunks that are adjacent in the file, and their bytes. */
interface Batch {
  readonly chunks: readonly Chunk[];
  readonly window: Uint8Array;
}
/** The bytes are valid once `read` is fulfilled. */
interface Pending extends Batch {
  readonly read: Promise<void>;
}

/**
 * Reads chunks, given in the order of the file. A chunk that needs no conversion is read directly into the target, and
 * so are several if one system call can do it. Short chunks that are adjacent in the file are read at once into a
 * window and distributed from there. There are two windows: one is read while the other is distributed, which may take
 * as long as reading. Bytes that are in memory already are distributed from there.
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
  /** Waits for the last read, starts the next one, and distributes the last window in the meantime. */
  const start = async (next: () => Promise<void>): Promise<{ readonly read: Promise<void> }> => {
    await before?.read;
    const read = next();
    try {
      if (before !== undefined) distributeBatch(before, target, watch);
    } catch (error) {
      await read.catch(() => undefined); // the source must stay open until nothing reads it
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
      distributeBatch({ chunks: batch, window: held }, target, watch);
    } else if (isReadDirectly(batch, size, input)) {
      const { read } = await start(() => readDirectly(data, batch, size, target, watch));
      await read;
    } else {
      turn ^= 1;
      const room = windows[turn]?.length ?? 0;
      // A short read needs no full window.
      if (room < size) windows[turn] = new Uint8Array(Math.min(READ_WINDOW_BYTES, Math.max(size, 2 * room)));
      const window = (windows[turn] as Uint8Array).subarray(0, size);
      const { read } = await start(() => readFileData(data, window, first.start, watch.onRead));
      read.catch(() => undefined); // awaited before the next read
      before = { chunks: batch, window, read };
    }
  }
  await start(readNothing);
}

const readNothing = (): Promise<void> => Promise.resolve();

/** A target of a `readv` call costs as much as copying this many bytes. */
const MIN_BYTES_PER_TARGET = 2 ** 12;

function isReadDirectly(chunks: readonly Chunk[], size: number, input: Input): boolean {
  if (chunks.length > 1 && (input.readIntoAll === undefined || size < chunks.length * MIN_BYTES_PER_TARGET))
    return false;
  return chunks.every(({ at }) => at !== undefined);
}

function readDirectly(
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

/** Groups chunks that are adjacent in the file, as many as a window holds. */
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

function distributeBatch({ chunks, window }: Batch, target: Uint8Array, watch: ReadWatch): void {
  const origin = (chunks[0] as Chunk).start;
  for (const chunk of chunks)
    distribute(chunk, window.subarray(chunk.start - origin, chunk.start - origin + chunk.length), target, watch);
}

function distribute({ at, length, put }: Chunk, bytes: Uint8Array, target: Uint8Array, watch: ReadWatch): void {
  if (at === undefined) return put?.(bytes);
  watch.onWrite(at, length);
  target.set(bytes, at);
}

/** The size of a window: the most that loading holds besides the flat array. */
export const READ_WINDOW_BYTES = 2 ** 20;
