import { kindOf } from '../../array/kind.ts';
import { SourceError } from '../error.ts';
import { bytesWithin } from '../../array/bytes-within.ts';
import type { BlobLike, FileHandleLike, FileStat, Source, SourceOptions } from './source.ts';

/** A source that is open for reading. */
export interface Input {
  /** In bytes; undefined if the source does not tell it, or has not told it yet. */
  readonly size: number | undefined;
  /** The number of the open file, if it is one. Other threads can read it too. */
  readonly fd?: number | undefined;
  /**
   * Fills the start of `target` with as many bytes from `offset` on as the source gives in one read. Returns their
   * number; 0 only at the end.
   */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  /** The same for several targets that are adjacent in the source, if one read can fill more than one. */
  readIntoAll?: ((targets: readonly Uint8Array[], offset: number) => Promise<number>) | undefined;
  /** How many reads may be in flight at once. Default: 1. */
  readonly parallel?: number | undefined;
  /** The bytes between two offsets if they are in memory already. The caller must not write to them. */
  held?: ((start: number, end: number) => Uint8Array | undefined) | undefined;
  /** Announces the ranges that will be read, in ascending order, so that nearby ones can share a request. */
  plan?: ((ranges: readonly ByteRange[]) => void) | undefined;
  /** Throws if the source has changed since it was opened. */
  requireUnchanged?: (() => Promise<void>) | undefined;
  /** The same file for another reader at the same time. Without it, readers can share the input. */
  fork?: ((options: SourceOptions) => Input) | undefined;
  close(): Promise<void>;
}

/** The offsets in a source where a range begins and ends. */
export type ByteRange = readonly [start: number, end: number];

const closeNothing = (): Promise<void> => Promise.resolve();

export function inputOfBytes(bytes: ArrayBufferLike | ArrayBufferView): Input {
  const readInto = (target: Uint8Array, offset: number): Promise<number> => {
    const found = bytesWithin(bytes, offset, offset + target.length);
    target.set(found);
    return Promise.resolve(found.length);
  };
  return { size: bytes.byteLength, readInto, held: heldBytesOf(bytes), close: closeNothing };
}

export const heldBytesOf =
  (bytes: ArrayBufferLike | ArrayBufferView) =>
  (start: number, end: number): Uint8Array | undefined =>
    end <= bytes.byteLength ? bytesWithin(bytes, start, end) : undefined;

export function inputOfBlob(blob: BlobLike): Promise<Input> {
  return inputOfSource({
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  });
}

/**
 * The most that is requested at once from a source that allocates its own bytes: they take memory in addition to the
 * target.
 */
const MAX_READER_BYTES = 2 ** 23;

export async function inputOfSource(reader: Source): Promise<Input> {
  const identity = await reader.identity?.();
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    const length = Math.min(target.length, MAX_READER_BYTES);
    const found = await reader.read(offset, length);
    if (kindOf(found) !== 'Uint8Array')
      throw new TypeError(`read(offset, length) must give a Uint8Array, found ${kindOf(found) ?? typeof found}`);
    if (found.length > length) {
      throw new SourceError('the source returned more bytes than requested', {
        offset,
        expected: `at most ${length} bytes`,
        found: `${found.length}`,
      });
    }
    target.set(found);
    return found.length;
  };
  return {
    size: reader.size,
    readInto,
    requireUnchanged: identity === undefined ? undefined : async () => requireSame(identity, await reader.identity?.()),
    close: closeNothing,
  };
}

/** @throws SourceError if a source says that it is another now */
export function requireSame(expected: string, found: string | undefined): void {
  if (found !== expected)
    throw new SourceError('the source changed while it was being read', { expected, found: `${found}` });
}

/**
 * The most that one read of a file takes: operating systems reject more than 2^31 - 1 bytes a call, and an abort takes
 * effect only after the call.
 */
const MAX_FILE_READ_BYTES = 2 ** 26;

/** The first read of a file takes this much. Most headers are shorter, and a call costs more than the bytes. */
const FILE_HEAD_BYTES = 2 ** 16;
/** Reads of a file in flight. Node runs as many file operations at once unless told otherwise. */
const PARALLEL_FILE_READS = 4;
/** The most targets of one `readv` call: systems accept no more than 1024. */
const MAX_READV_TARGETS = 2 ** 10;

/** Reads a file that the caller opened. By default it stays open. */
export async function inputOfHandle(handle: FileHandleLike, close = closeNothing): Promise<Input> {
  const first = new Uint8Array(FILE_HEAD_BYTES);
  const [stat, { bytesRead }] = await Promise.all([handle.stat(), handle.read(first, 0, FILE_HEAD_BYTES, 0)]);
  const { size } = stat;
  const head = first.subarray(0, Math.min(bytesRead, size));
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    if (offset >= head.length)
      return (await handle.read(target, 0, Math.min(target.length, MAX_FILE_READ_BYTES), offset)).bytesRead;
    const found = head.subarray(offset, offset + target.length);
    target.set(found);
    return found.length;
  };
  const readIntoAll = async (targets: readonly Uint8Array[], offset: number): Promise<number> =>
    (await handle.readv?.(targets.slice(0, MAX_READV_TARGETS), offset))?.bytesRead ?? 0;
  return {
    size,
    fd: handle.fd,
    readInto,
    readIntoAll: handle.readv === undefined ? undefined : readIntoAll,
    parallel: PARALLEL_FILE_READS,
    held: heldBytesOf(head),
    requireUnchanged: async () => requireSame(versionOf(stat), versionOf(await handle.stat())),
    close,
  };
}

/** A file that was written to has another size or time of change. */
const versionOf = ({ size, mtimeMs, ino }: FileStat): string => `file ${ino} of ${size} bytes, changed at ${mtimeMs}`;

/**
 * Fills `target` from `offset` on with as many reads as it takes. Returns the number of bytes that the source had.
 * `onRead` is called after each read.
 */
export async function fillTarget(
  input: Input,
  target: Uint8Array,
  offset: number,
  onRead?: (bytes: number) => void,
): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const read = await input.readInto(target.subarray(done), offset + done);
    if (read === 0) break;
    done += read;
    onRead?.(read);
  }
  return done;
}

/** The same for several targets that are adjacent in the source. */
export async function fillTargets(
  read: NonNullable<Input['readIntoAll']>,
  targets: readonly Uint8Array[],
  offset: number,
  onRead?: (bytes: number) => void,
): Promise<number> {
  let done = 0;
  for (let left = targets; left.length > 0;) {
    const found = await read(left, offset + done);
    if (found === 0) break;
    done += found;
    left = dropBytes(left, found);
    onRead?.(found);
  }
  return done;
}

/** The rest of the targets after their first `bytes` bytes. */
function dropBytes(targets: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  for (const [i, target] of targets.entries()) {
    if (left < target.length) return [target.subarray(left), ...targets.slice(i + 1)];
    left -= target.length;
  }
  return [];
}
