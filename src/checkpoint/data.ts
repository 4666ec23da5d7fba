import { CheckpointError } from './error.ts';
import type { Header } from './header.ts';
import type { Run } from './run.ts';
import { fill, type Input } from './input.ts';

/** The data of a file whose header is known. */
export interface Data {
  readonly input: Input;
  readonly header: Header;
}

/** So many bytes are held at most, besides the flat array. */
export const WINDOW = 2 ** 20;

/** Fills `target` with data from byte `start` on. @throws CheckpointError that names the tensor in which the source ended */
export async function readData({ input, header }: Data, target: Uint8Array, start: number): Promise<void> {
  const read = await fill(input, target, header.dataStart + start);
  if (read === target.length) return;
  const end = start + read;
  const tensor = [...header].find(([, info]) => info.start <= end && end < info.end)?.[0];
  const details = { offset: header.dataStart + end, expected: `${target.length} bytes from ${header.dataStart + start}`, found: `${read}` };
  throw new CheckpointError('the source ended within its data', { tensor, ...details });
}

/**
 * Reads runs, given in the order of the file, each to its place in the flat array's bytes. A long run goes straight there; short
 * ones that follow one another in the file are read at once and dealt out.
 */
export async function readRuns(data: Data, runs: Iterable<Run>, bytes: Uint8Array): Promise<void> {
  let batch: Run[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    await readBatch(data, batch, size, bytes);
    batch = [];
    size = 0;
  };
  for (const run of runs) {
    const last = batch.at(-1);
    if (last !== undefined && (size + 4 * run.length > WINDOW || last.start + 4 * last.length !== run.start)) await flush();
    batch.push(run);
    size += 4 * run.length;
  }
  await flush();
}

async function readBatch(data: Data, batch: readonly Run[], size: number, bytes: Uint8Array): Promise<void> {
  const first = batch[0];
  if (first === undefined) return;
  if (batch.length === 1) return readData(data, bytes.subarray(4 * first.offset, 4 * first.offset + size), first.start);
  const window = new Uint8Array(size);
  await readData(data, window, first.start);
  for (const { offset, start, length } of batch) bytes.set(window.subarray(start - first.start, start - first.start + 4 * length), 4 * offset);
}
