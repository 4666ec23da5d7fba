// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Input } from '../source/input.ts';
import { readFileData, readFileDataInto, type StoreFile } from '../store/store-file.ts';
import type { ReadQueue } from './read-queue.ts';

/** Bytes of a file that are read together, and their destination. */
export interface Chunk {
  /** First byte in the file's data. */
  readonly start: number;
  /** In bytes. */
  readonly length: number;
  /** First byte in the target, if the bytes are copied unchanged. */
  readonly at?: number | undefined;
  /**
   * Takes the bytes, if they must be converted. It runs on the thread of the caller, and never during a read of them.
   */
  put?(source: Uint8Array): void;
  /**
   * The part of the target that `put` fills. If it is given, the bytes may be read to its end, and `put` must be able
   * to convert them from there: it writes no byte of the target before it has read the bytes that lie there.
   */
  readonly area?: Area | undefined;
}

/** A part of the target, in bytes. */
export interface Area {
  readonly at: number;
  readonly length: number;
}

/** Longer stretches are read in pieces of this many bytes. */
export const MAX_DIRECT_READ_BYTES = 2 ** 26;
/** The same where several pieces are read at once. */
const PARALLEL_READ_BYTES = 2 ** 22;

/** Callbacks for reads and writes. */
export interface ReadWatch {
  /** Called with the number of bytes after each read. */
  readonly onRead: (bytes: number) => void;
  /** Called with a range of the target before it is written. */
  readonly onWrite: (at: number, length: number) => void;
}

/** Chunks that are adjacent in the file. */
type Batch = readonly [Chunk, ...Chunk[]];

/**
 * Starts to read chunks, given in the order of the file; `queue.finish()` waits for them. A chunk that needs no
 * conversion is read directly into the target, and so are several if one system call can do it. A chunk that may be
 * converted in its place is read to the end of that. Short chunks that are adjacent in the file are read at once into a
 * window and distributed from there, while the next ones are read. Bytes that are in memory already are distributed
 * from there.
 */
export async function readChunks(
  queue: ReadQueue,
  data: StoreFile,
  chunks: Iterable<Chunk>,
  target: AnyArray,
  watch: ReadWatch,
): Promise<void> {
  const { input, header } = data;
  const { parallel = 1 } = input;
  for (const batch of batchesOf(chunks)) {
    const [first] = batch;
    const size = sizeOfBatch(batch);
    const held = input.held?.(header.dataStart + first.start, header.dataStart + first.start + size);
    if (held !== undefined) {
      watch.onRead(size);
      distributeBatch(batch, held, target, watch);
    } else if (isReadDirectly(batch, size, input)) {
      if (batch.length > 1) await queue.start(parallel, () => readBatchDirectly(data, batch, size, target, watch));
      else
        for (const piece of parallel > 1 ? concurrentPiecesOf(first) : [first]) {
          const { start, at = 0, length } = piece;
          await queue.start(parallel, () => {
            watch.onWrite(at, length);
            return readFileData(data, bytesAt(target, at, length), start, watch.onRead);
          });
        }
    } else if (batch.length === 1 && first.area !== undefined && size >= MIN_AREA_BYTES) {
      const { at, length } = first.area;
      const bytes = bytesAt(target, at + length - size, size);
      const read = (): Promise<void> => {
        watch.onWrite(at, length);
        return readFileData(data, bytes, first.start, watch.onRead);
      };
      await queue.start(parallel, read, () => first.put?.(bytes));
    } else {
      const window = queue.takeWindow(size, Math.max(size, READ_WINDOW_BYTES));
      const bytes = window.subarray(0, size);
      await queue.start(
        parallel,
        () => readFileData(data, bytes, first.start, watch.onRead),
        () => {
          distributeBatch(batch, bytes, target, watch);
          queue.returnWindow(window);
        },
      );
    }
  }
}

/** A target of a `readv` call costs as much as copying this many bytes. */
const MIN_BYTES_PER_TARGET = 2 ** 12;
/** From this size on, a chunk is worth a read of its own. */
const MIN_AREA_BYTES = 2 ** 16;

/** A part of the memory of an array; see `bytesWithin`. This one throws if the array lost its memory meanwhile. */
const bytesAt = ({ buffer, byteOffset }: AnyArray, at: number, length: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset + at, length);

function isReadDirectly(chunks: Batch, size: number, input: Input): boolean {
  if (chunks.length > 1 && (input.readIntoAll === undefined || size < chunks.length * MIN_BYTES_PER_TARGET))
    return false;
  return chunks.every(({ at }) => at !== undefined);
}

function readBatchDirectly(
  data: StoreFile,
  chunks: Batch,
  size: number,
  target: AnyArray,
  watch: ReadWatch,
): Promise<void> {
  const targets = chunks.map(({ at = 0, length }) => {
    watch.onWrite(at, length);
    return bytesAt(target, at, length);
  });
  const read = data.input.readIntoAll as NonNullable<Input['readIntoAll']>; // isReadDirectly saw it
  return readFileDataInto(data, read, targets, chunks[0].start, size, watch.onRead);
}

/** Splits a chunk that is copied unchanged, so that its pieces are read in parallel. */
function* concurrentPiecesOf({ start, length, at = 0 }: Chunk): Generator<Chunk> {
  for (let done = 0; done < length; done += PARALLEL_READ_BYTES)
    yield { start: start + done, length: Math.min(PARALLEL_READ_BYTES, length - done), at: at + done };
}

/** Groups chunks that are adjacent in the file, as many as a window holds. */
function* batchesOf(chunks: Iterable<Chunk>): Generator<Batch> {
  let batch: [Chunk, ...Chunk[]] | undefined;
  let size = 0;
  for (const chunk of chunks) {
    const end = batch === undefined ? undefined : batch[0].start + size;
    if (batch !== undefined && end === chunk.start && size + chunk.length <= READ_WINDOW_BYTES) batch.push(chunk);
    else {
      if (batch !== undefined) yield batch;
      batch = [chunk];
      size = 0;
    }
    size += chunk.length;
  }
  if (batch !== undefined) yield batch;
}

function sizeOfBatch(chunks: Batch): number {
  const last = chunks.at(-1) as Chunk;
  return last.start + last.length - chunks[0].start;
}

function distributeBatch(chunks: Batch, window: Uint8Array, target: AnyArray, watch: ReadWatch): void {
  const origin = chunks[0].start;
  for (const chunk of chunks)
    distribute(chunk, window.subarray(chunk.start - origin, chunk.start - origin + chunk.length), target, watch);
}

function distribute({ at, length, put }: Chunk, bytes: Uint8Array, target: AnyArray, watch: ReadWatch): void {
  if (at === undefined) return put?.(bytes);
  watch.onWrite(at, length);
  bytesAt(target, at, length).set(bytes);
}

/** The size of a window, in which bytes wait for their conversion. */
export const READ_WINDOW_BYTES = 2 ** 20;
