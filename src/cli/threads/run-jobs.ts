import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Checkpoint } from '../input/open-checkpoint.ts';

/** Bytes of an open file. Threads share the open files of their process. */
export interface FileRange {
  readonly fd: number;
  readonly start: number;
  readonly end: number;
}
export interface ThreadJob<J> {
  readonly index: number;
  readonly job: J;
}
/** What a thread tells: bytes that it read, the result of a job, or why it failed. */
export type ThreadAnswer =
  | { readonly index: number; readonly bytes: number; readonly result?: unknown }
  | { readonly index: number; readonly error: unknown };

/** Below this size, to start threads takes longer than they save. */
const MIN_SHARED_BYTES = 2 ** 25;
const MAX_THREADS = 8;

/**
 * The number of threads for work on so many bytes in so many jobs; 0 to work in the calling thread. `asked` is what the
 * user asked for.
 */
export function threadsFor(bytes: number, jobs: number, asked: number | undefined): number {
  if (extname(import.meta.url) !== '.js') return 0; // the sources: Node 20 runs no TypeScript in threads
  if (asked !== undefined) return asked < 2 ? 0 : Math.min(asked, jobs);
  const most = Math.min(availableParallelism(), MAX_THREADS, jobs);
  return bytes < MIN_SHARED_BYTES || most < 2 ? 0 : most;
}

/** The bytes of a tensor in its file; undefined if they are not in a local file as they are. */
export function fileRangeOf(checkpoint: Checkpoint, name: string): FileRange | undefined {
  const { input, header } = checkpoint.dataOf(name);
  const info = checkpoint.tensors.get(name);
  if (input.fd === undefined || info === undefined) return undefined;
  return { fd: input.fd, start: header.dataStart + info.start, end: header.dataStart + info.end };
}

/**
 * Does jobs in threads, each in one thread, so that the results do not depend on the number of threads. Large jobs come
 * first, since the last ones should end together.
 *
 * @param url The module of the threads, which calls `serveJobs`
 * @returns the results in the order of the jobs; undefined for a job that failed, which the caller does again
 * @throws the reason of the signal
 */
export async function runJobs<J>(
  url: URL,
  threads: number,
  jobs: readonly { readonly job: J; readonly bytes: number }[],
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<readonly unknown[]> {
  signal.throwIfAborted();
  const results: unknown[] = jobs.map(() => undefined);
  const queue = jobs
    .map(({ job, bytes }, index) => ({ index, job, bytes }))
    .sort((a, b) => a.bytes - b.bytes || b.index - a.index);
  const workers = Array.from({ length: threads }, () => new Worker(url));
  const stop = new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = (): void => {
        const job = queue.pop();
        if (job === undefined) return resolve();
        worker.postMessage({ index: job.index, job: job.job } satisfies ThreadJob<J>);
      };
      worker.on('error', reject);
      worker.on('message', (answer: ThreadAnswer) => {
        if ('error' in answer) return next();
        onRead(answer.bytes);
        if (!('result' in answer)) return;
        results[answer.index] = answer.result;
        next();
      });
      next();
    });
  try {
    await Promise.race([Promise.all(workers.map(serve)), stop]);
    return results;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
