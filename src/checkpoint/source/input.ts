import { kindOf } from '../../leaf.ts';
import { SourceError } from '../error.ts';
import type { BlobLike, ByteReader, FileHandleLike } from './source.ts';

/** A source that is being read. */
export interface Input {
  /** In bytes; undefined where only reading tells, or as long as nothing was read. */
  readonly size: number | undefined;
  /** Fills as much of `target` as the source gives at once from `offset` on, and says how much that was; 0 only at the end. */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  close(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

export function fromBytes(bytes: Uint8Array): Input {
  const readInto = (target: Uint8Array, offset: number): Promise<number> => {
    const found = bytes.subarray(offset, offset + target.length);
    target.set(found);
    return Promise.resolve(found.length);
  };
  return { size: bytes.length, readInto, close: nothing };
}

export function fromBlob(blob: BlobLike): Input {
  return fromReader({
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  });
}

/** The most that is asked for at once of a source that gives bytes of its own: they are in memory beside the target. */
const PIECE = 2 ** 23;

export function fromReader(reader: ByteReader): Input {
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    const length = Math.min(target.length, PIECE);
    const found = await reader.read(offset, length);
    if (kindOf(found) !== 'Uint8Array') throw new TypeError(`read(offset, length) must give a Uint8Array, found ${kindOf(found) ?? typeof found}`);
    if (found.length > length) {
      throw new SourceError('the source gave more than it was asked for', { offset, expected: `at most ${length} bytes`, found: `${found.length}` });
    }
    target.set(found);
    return found.length;
  };
  return { size: reader.size, readInto, close: nothing };
}

/** The most that is read of a file at once: operating systems refuse more than 2^31 - 1 bytes a call, and a signal waits for its end. */
const CHUNK = 2 ** 26;

/** A file that somebody else opened, and will close. */
export async function fromHandle(handle: FileHandleLike, close = nothing): Promise<Input> {
  const { size } = await handle.stat();
  const readInto = async (target: Uint8Array, offset: number): Promise<number> =>
    (await handle.read(target, 0, Math.min(target.length, CHUNK), offset)).bytesRead;
  return { size, readInto, close };
}

/** Fills all of `target` from `offset` on, in as many reads as it takes; gives the bytes that were there. `onRead` is told of each read. */
export async function fill(input: Input, target: Uint8Array, offset: number, onRead?: (bytes: number) => void): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const read = await input.readInto(target.subarray(done), offset + done);
    if (read === 0) break;
    done += read;
    onRead?.(read);
  }
  return done;
}
