import { kindOf } from '../../array/kind.ts';
import { SourceError } from '../error.ts';
import type { BlobLike, ByteReader, FileHandleLike } from './source.ts';

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
  /** The bytes between two offsets if they are in memory already. The caller must not write to them. */
  held?: ((start: number, end: number) => Uint8Array | undefined) | undefined;
  close(): Promise<void>;
}

const closeNothing = (): Promise<void> => Promise.resolve();

export function inputOfBytes(bytes: Uint8Array): Input {
  const readInto = (target: Uint8Array, offset: number): Promise<number> => {
    const found = bytes.subarray(offset, offset + target.length);
    target.set(found);
    return Promise.resolve(found.length);
  };
  return { size: bytes.length, readInto, held: heldBytesOf(bytes), close: closeNothing };
}

const heldBytesOf =
  (bytes: Uint8Array) =>
  (start: number, end: number): Uint8Array | undefined =>
    end <= bytes.length ? bytes.subarray(start, end) : undefined;

export function inputOfBlob(blob: BlobLike): Input {
  return inputOfReader({
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  });
}

/**
 * The most that is requested at once from a source that allocates its own bytes: they take memory in addition to the
 * target.
 */
const MAX_READER_BYTES = 2 ** 23;

export function inputOfReader(reader: ByteReader): Input {
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
  return { size: reader.size, readInto, close: closeNothing };
}

/**
 * The most that one read of a file takes: operating systems reject more than 2^31 - 1 bytes a call, and an abort takes
 * effect only after the call.
 */
const MAX_FILE_READ_BYTES = 2 ** 26;

/** The first read of a file takes this much. Most headers are shorter, and a call costs more than the bytes. */
const FILE_HEAD_BYTES = 2 ** 16;
/** The most targets of one `readv` call: systems accept no more than 1024. */
const MAX_READV_TARGETS = 2 ** 10;

/** Reads a file that the caller opened. By default it stays open. */
export async function inputOfHandle(handle: FileHandleLike, close = closeNothing): Promise<Input> {
  const first = new Uint8Array(FILE_HEAD_BYTES);
  const [{ size }, { bytesRead }] = await Promise.all([handle.stat(), handle.read(first, 0, FILE_HEAD_BYTES, 0)]);
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
    held: heldBytesOf(head),
    close,
  };
}

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
