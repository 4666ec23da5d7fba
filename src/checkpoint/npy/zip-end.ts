import { CheckpointError } from '../error.ts';
import { fillTarget, type Input } from '../source/input.ts';

const END_SIGNATURE = 0x06054b50;
const END_64_SIGNATURE = 0x06064b50;
const LOCATOR_64_SIGNATURE = 0x07064b50;
/** The length of the end record without its comment. */
const END_RECORD_BYTES = 22;
const LOCATOR_64_BYTES = 20;
const END_RECORD_64_BYTES = 56;
const MAX_COMMENT_BYTES = 2 ** 16 - 1;
/** A 32-bit field with this value means that a 64-bit field elsewhere has the value. */
export const IN_EXTRA_FIELD = 0xffffffff;

export const archiveError = (issue: string, expected: string, found: string, offset?: number): CheckpointError =>
  new CheckpointError(issue, { offset, expected, found });

/** Where the directory of a zip archive lies, and how many members it has. */
export interface DirectoryExtent {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

/** Finds the directory by the end record, the last part of an archive. @throws CheckpointError if there is none */
export async function findDirectory(input: Input): Promise<DirectoryExtent> {
  // Over HTTP, the first response tells the size.
  if (input.size === undefined) await fillTarget(input, new Uint8Array(1), 0);
  const { size } = input;
  if (size === undefined)
    throw new TypeError('expected a source with a known size, because the directory of an archive is at its end');
  const tail = await readBytes(input, Math.max(0, size - END_RECORD_BYTES - MAX_COMMENT_BYTES), size);
  const at = findEndRecord(tail);
  if (at < 0)
    throw archiveError('the file is not a zip archive or is truncated', 'a directory at its end', 'none', size);
  const endAt = size - tail.length + at;
  const extent = await readDirectoryExtent(input, new DataView(tail.buffer, at), endAt);
  if (extent.start + extent.size > endAt)
    throw archiveError(
      'the directory of the archive is wrong',
      `at most ${endAt} bytes`,
      `${extent.start + extent.size}`,
    );
  return extent;
}

export async function readBytes(input: Input, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  const read = await fillTarget(input, bytes, start);
  if (read < bytes.length)
    throw archiveError('the archive is truncated', `${end} bytes`, `${start + read}`, start + read);
  return bytes;
}

/**
 * Where the end record begins in the last bytes of a file, or -1. Only its comment, whose length it holds, may follow
 * it.
 */
function findEndRecord(tail: Uint8Array): number {
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_RECORD_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_RECORD_BYTES + view.getUint16(at + 20, true) === tail.length) return at;
  }
  return -1;
}

async function readDirectoryExtent(input: Input, end: DataView, endAt: number): Promise<DirectoryExtent> {
  const [count, size, start] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  if (count !== 0xffff && size !== IN_EXTRA_FIELD && start !== IN_EXTRA_FIELD) return { start, size, count };
  if (endAt < LOCATOR_64_BYTES) throw archiveError('the archive is truncated', 'a zip64 end record', 'none', endAt);
  const locator = new DataView((await readBytes(input, endAt - LOCATOR_64_BYTES, endAt)).buffer);
  if (locator.getUint32(0, true) !== LOCATOR_64_SIGNATURE) return { start, size, count };
  const at = Number(locator.getBigUint64(8, true));
  if (at > endAt - END_RECORD_64_BYTES)
    throw archiveError('the directory of the archive is wrong', `an offset before byte ${endAt}`, `${at}`, endAt);
  const end64 = new DataView((await readBytes(input, at, at + END_RECORD_64_BYTES)).buffer);
  if (end64.getUint32(0, true) !== END_64_SIGNATURE)
    throw archiveError('the directory of the archive is wrong', 'a zip64 end record', 'something else', at);
  return {
    count: Number(end64.getBigUint64(32, true)),
    size: Number(end64.getBigUint64(40, true)),
    start: Number(end64.getBigUint64(48, true)),
  };
}
