import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { FileRange, ThreadAnswer, ThreadJob } from './run-jobs.ts';

/** Called with the number of bytes after each read. */
export type OnBytes = (bytes: number) => void;

/** The work of a thread: it does one job after the other, and tells its progress. */
export function serveJobs<J extends object>(work: (job: J, onBytes: OnBytes) => unknown): void {
  const port = parentPort;
  if (port === null) throw new Error('this module is the work of a thread');
  port.on('message', ({ index, job }: ThreadJob<J>) => {
    const tell = (answer: ThreadAnswer): void => port.postMessage(answer);
    let bytes = 0;
    const onBytes = (read: number): void => {
      bytes += read;
      if (bytes < TOLD_BYTES) return;
      tell({ index, bytes });
      bytes = 0;
    };
    try {
      const result = work(job, onBytes);
      tell({ index, bytes, result });
    } catch (error) {
      tell({ index, error });
    }
  });
}

/** A thread tells its progress after so many bytes. */
const TOLD_BYTES = 2 ** 23;

/**
 * Reads a range in pieces of at most `most` bytes. A piece is valid until the next one is requested.
 *
 * @throws RangeError if the file ends before
 */
export function* piecesOfRange({ fd, start, end }: FileRange, most: number): Generator<Uint8Array> {
  const window = new Uint8Array(Math.min(most, end - start));
  for (let at = start; at < end; at += window.length) {
    const piece = window.subarray(0, end - at);
    for (let done = 0; done < piece.length;) {
      const read = readSync(fd, piece, done, piece.length - done, at + done);
      if (read === 0) throw new RangeError('the file ends in its data');
      done += read;
    }
    yield piece;
  }
}
