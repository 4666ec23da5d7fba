import { CheckpointError } from './error.ts';

/** Bytes read by whoever has them: a range of an HTTP response, a database, an archive. */
export interface ByteReader {
  /** Length of the whole in bytes, where it is known. */
  readonly size?: number;
  /** `length` bytes from `offset`, both in bytes. Fewer are asked for again; none mean that the source ends there. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}
/** A `Blob` or `File`, as far as it is needed here. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
/** A `URL` of the `file:` protocol. */
export interface FileUrl {
  readonly href: string;
  readonly protocol: string;
}
/** What a checkpoint is read from: a path or `file:` URL, bytes, a `Blob` or `File`, or anything that can `read`. */
export type Source = string | FileUrl | ArrayBufferLike | ArrayBufferView | BlobLike | ByteReader;

/** A source that is being read. */
export interface Input {
  /** In bytes; undefined where only reading tells. */
  readonly size: number | undefined;
  /** Fills as much of `target` as the source has from `offset` on, and says how much that was; 0 only at the end. */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  close(): Promise<void>;
}

/** Runs `use` on an opened source and closes it, whatever happens. */
export async function reading<T>(source: Source, use: (input: Input) => Promise<T>): Promise<T> {
  const input = await open(source);
  try {
    return await use(input);
  } finally {
    await input.close();
  }
}

async function open(source: Source): Promise<Input> {
  if (typeof source === 'string' || isFileUrl(source)) return (await import('./file.ts')).openFile(source);
  if (ArrayBuffer.isView(source)) return fromBytes(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (typeof source === 'object' && source !== null) {
    if ('read' in source && typeof source.read === 'function') return fromReader(source);
    if ('slice' in source && 'size' in source) return fromBlob(source);
    if ('byteLength' in source) return fromBytes(new Uint8Array(source));
  }
  throw new TypeError('a path, a file: URL, bytes, a Blob or an object with read(offset, length) was expected as the source of a checkpoint');
}

export const isFileUrl = (value: unknown): value is FileUrl =>
  typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value && typeof value.href === 'string';

const nothing = (): Promise<void> => Promise.resolve();

function fromBytes(bytes: Uint8Array): Input {
  const readInto = (target: Uint8Array, offset: number): Promise<number> => {
    const found = bytes.subarray(offset, offset + target.length);
    target.set(found);
    return Promise.resolve(found.length);
  };
  return { size: bytes.length, readInto, close: nothing };
}

function fromBlob(blob: BlobLike): Input {
  return fromReader({
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  });
}

function fromReader(reader: ByteReader): Input {
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    const found = await reader.read(offset, target.length);
    if (found.length > target.length) {
      throw new CheckpointError('the source gave more than it was asked for', { offset, expected: `at most ${target.length} bytes`, found: `${found.length}` });
    }
    target.set(found);
    return found.length;
  };
  return { size: reader.size, readInto, close: nothing };
}

/** The most that is asked for at once: operating systems refuse more than 2^31 - 1 bytes a call. */
const CHUNK = 2 ** 30;

/** Fills all of `target` from `offset` on, in as many reads as it takes; gives the bytes that were there. */
export async function fill(input: Input, target: Uint8Array, offset: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const read = await input.readInto(target.subarray(done, done + CHUNK), offset + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
