import { readData, WINDOW, type Data } from './data.ts';

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
export const LONGEST = 2 ** 26;

/** What is told of the reading. */
export interface Watch {
  /** Bytes that were read. */
  readonly onRead: (bytes: number) => void;
  /** Bytes of the target that will be written next. */
  readonly onWrite: (at: number, length: number) => void;
}

/**
 * Reads chunks, given in the order of the file. One that belongs somewhere as it is goes straight there; short ones that follow one
 * another in the file are read at once into a window, and dealt out.
 */
export async function readChunks(data: Data, chunks: Iterable<Chunk>, target: Uint8Array, watch: Watch): Promise<void> {
  let window: Uint8Array | undefined;
  let batch: Chunk[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    if (batch.length === 1 && first.at !== undefined) {
      watch.onWrite(first.at, size);
      await readData(data, target.subarray(first.at, first.at + size), first.start, watch.onRead);
    } else {
      window ??= new Uint8Array(WINDOW);
      await readData(data, window.subarray(0, size), first.start, watch.onRead);
      for (const chunk of batch) deal(chunk, window.subarray(chunk.start - first.start, chunk.start - first.start + chunk.length), target, watch);
    }
    batch = [];
    size = 0;
  };
  for (const chunk of chunks) {
    const last = batch.at(-1);
    if (last !== undefined && (size + chunk.length > WINDOW || last.start + last.length !== chunk.start)) await flush();
    batch.push(chunk);
    size += chunk.length;
  }
  await flush();
}

function deal({ at, length, put }: Chunk, bytes: Uint8Array, target: Uint8Array, watch: Watch): void {
  if (at === undefined) return put?.(bytes);
  watch.onWrite(at, length);
  target.set(bytes, at);
}
