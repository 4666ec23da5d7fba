import { CheckpointError } from '../error.ts';
import type { Header } from '../header/header.ts';
import { fill, type Input } from '../source/input.ts';

/** The data of a file whose header is known. */
export interface Data {
  readonly input: Input;
  readonly header: Header;
  /** Its name, where it is one of several. */
  readonly file?: string | undefined;
}

/** So many bytes are held at most, besides the flat array. */
export const WINDOW = 2 ** 20;

/** Fills `target` with data from byte `start` on. @throws CheckpointError that names the tensor in which the source ended */
export async function readData({ input, header, file }: Data, target: Uint8Array, start: number, onRead?: (bytes: number) => void): Promise<void> {
  const read = await fill(input, target, header.dataStart + start, onRead);
  if (read === target.length) return;
  const end = start + read;
  const tensor = [...header].find(([, info]) => info.start <= end && end < info.end)?.[0];
  const details = { offset: header.dataStart + end, expected: `${target.length} bytes from ${header.dataStart + start}`, found: `${read}` };
  throw new CheckpointError('the source ended within its data', { tensor, file, ...details });
}
