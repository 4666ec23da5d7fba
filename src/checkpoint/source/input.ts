import { kindOf } from '../../leaf.ts';
import { SourceError } from '../error.ts';
import type { BlobLike, ByteReader, FileHandleLike } from './source.ts';

/** A source that is being read. */
export interface Input {
  /** In bytes; undefined where only reading tells, or as long as nothing was read. */
  readonly size: number | undefined;
  /** Fills as much of `target` as the source gives at once from `offset` on, and says how much that was; 0 only at the end. */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  /** The same for several targets that follow one another in the source, where it fills more than one in one go. */
  readIntoAll?: ((targets: readonly Uint8Array[], offset: number) => Promise<number>) | undefined;
  /** The bytes between two places, if they are in memory already: they are not to be written. */
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

/** The most that is asked for at once of a source that gives bytes of its own: they are in memory beside the target. */
const MAX_READER_BYTES = 2 ** 23;

export function inputOfReader(reader: ByteReader): Input {
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    const length = Math.min(target.length, MAX_READER_BYTES);
    const found = await reader.read(offset, length);
    if (kindOf(found) !== 'Uint8Array')
      throw new TypeError(`read(offset, length) must give a Uint8Array, found ${kindOf(found) ?? typeof found}`);
    if (found.length > length) {
      throw new SourceError('the source gave more than it was asked for', {
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

/** The most that is read of a file at once: operating systems refuse more than 2^31 - 1 bytes a call, and a signal waits for its end. */
const MAX_FILE_READ_BYTES = 2 ** 26;

/** So much of a file is read before anything is known of it: most headers are shorter, and a read takes longer than the bytes do. */
const FILE_HEAD_BYTES = 2 ** 16;
/** Targets of one call: systems take no more than 1024. */
const MAX_READV_TARGETS = 2 ** 10;

/** A file that somebody else opened, and will close. */
export async function inputOfHandle(handle: FileHandleLike, close = closeNothing): Promise<Input> {
  const first = new Uint8Array(FILE_HEAD_BYTES);
  const [{ size }, { bytesRead }] = await Promise.all([handle.stat(), handle.read(first, 0, FILE_HEAD_BYTES, 0)]);
  const head = first.subarray(0, Math.min(bytesRead, size));
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    if (offset >= head.length) return (await handle.read(target, 0, Math.min(target.length, MAX_FILE_READ_BYTES), offset)).bytesRead;
    const found = head.subarray(offset, offset + target.length);
    target.set(found);
    return found.length;
  };
  const readIntoAll = async (targets: readonly Uint8Array[], offset: number): Promise<number> =>
    (await handle.readv?.(targets.slice(0, MAX_READV_TARGETS), offset))?.bytesRead ?? 0;
  return {
    size,
    readInto,
    readIntoAll: handle.readv === undefined ? undefined : readIntoAll,
    held: heldBytesOf(head),
    close,
  };
}

/** Fills all of `target` from `offset` on, in as many reads as it takes; gives the bytes that were there. `onRead` is told of each read. */
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

/** The same for several targets that follow one another in the source. */
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

/** What is left of targets after so many bytes. */
function dropBytes(targets: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  for (const [i, target] of targets.entries()) {
    if (left < target.length) return [target.subarray(left), ...targets.slice(i + 1)];
    left -= target.length;
  }
  return [];
}
