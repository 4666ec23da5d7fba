import { CheckpointError } from '../error.ts';
import type { Header } from '../header/header.ts';
import { fillTarget, fillTargets, type Input } from '../source/input.ts';

/** An open file with its header. */
export interface StoreFile {
  readonly input: Input;
  readonly header: Header;
  /** Its name, if the checkpoint has several files. */
  readonly file?: string | undefined;
}

/** Fills `target` with data from byte `start` on. @throws CheckpointError with the tensor in which the source ended */
export async function readFileData(
  data: StoreFile,
  target: Uint8Array,
  start: number,
  onRead?: (bytes: number) => void,
): Promise<void> {
  const read = await fillTarget(data.input, target, data.header.dataStart + start, onRead);
  if (read < target.length) throw endOfDataError(data, start, target.length, read);
}

/** The same for several adjacent targets, if the input can read into more than one. */
export async function readFileDataInto(
  data: StoreFile,
  read: NonNullable<Input['readIntoAll']>,
  targets: readonly Uint8Array[],
  start: number,
  length: number,
  onRead?: (bytes: number) => void,
): Promise<void> {
  const found = await fillTargets(read, targets, data.header.dataStart + start, onRead);
  if (found < length) throw endOfDataError(data, start, length, found);
}

function endOfDataError({ header, file }: StoreFile, start: number, length: number, read: number): CheckpointError {
  const end = start + read;
  const tensor = [...header].find(([, info]) => info.start <= end && end < info.end)?.[0];
  const details = {
    offset: header.dataStart + end,
    expected: `${length} bytes from ${header.dataStart + start}`,
    found: `${read}`,
  };
  return new CheckpointError('the source ended within its data', { tensor, file, ...details });
}
