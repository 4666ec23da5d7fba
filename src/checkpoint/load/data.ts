import { CheckpointError } from '../error.ts';
import type { Header } from '../header/header.ts';
import { fill, fillAll, type Input } from '../source/input.ts';

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
export async function readData(
  data: Data,
  target: Uint8Array,
  start: number,
  onRead?: (bytes: number) => void,
): Promise<void> {
  const read = await fill(data.input, target, data.header.dataStart + start, onRead);
  if (read < target.length) throw ended(data, start, target.length, read);
}

/** The same into several targets, one after the other, for an input that can. */
export async function readDataInto(
  data: Data,
  read: NonNullable<Input['readIntoAll']>,
  targets: readonly Uint8Array[],
  start: number,
  length: number,
  onRead?: (bytes: number) => void,
): Promise<void> {
  const found = await fillAll(read, targets, data.header.dataStart + start, onRead);
  if (found < length) throw ended(data, start, length, found);
}

function ended({ header, file }: Data, start: number, length: number, read: number): CheckpointError {
  const end = start + read;
  const tensor = [...header].find(([, info]) => info.start <= end && end < info.end)?.[0];
  const details = {
    offset: header.dataStart + end,
    expected: `${length} bytes from ${header.dataStart + start}`,
    found: `${read}`,
  };
  return new CheckpointError('the source ended within its data', { tensor, file, ...details });
}
