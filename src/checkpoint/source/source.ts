import { A_COUNT, A_FUNCTION, isPlain, type OptionCheck } from '../option-checks.ts';
import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import { A_SIGNAL } from './signal.ts';

/** An object of your own that reads bytes: from a database, an archive, a request. */
export interface Source {
  /** Total length in bytes, if known. */
  readonly size?: number | undefined;
  /**
   * Gives `length` bytes from `offset` on. If it gives fewer, the rest is requested again; if it gives none, the source
   * ends there. Calls may overlap if several loads read one open checkpoint.
   */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
  /**
   * A text that changes whenever the bytes do: an ETag, a revision, or size and time of change. It is asked for before
   * the first and after the last read of a load, which throws if the answers differ.
   */
  identity?(): string | Promise<string>;
}
/** The part of `Blob` and `File` that this library uses. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
/** The part of Node's `FileHandle` that this library uses. It is read at given offsets and left open. */
export interface FileHandleLike {
  readonly fd: number;
  stat(): Promise<FileStat>;
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  readv?(targets: readonly Uint8Array[], position: number): Promise<{ readonly bytesRead: number }>;
}
/** What identifies a file and its content. */
export interface FileStat {
  readonly size: number;
  readonly mtimeMs?: number | undefined;
  readonly ino?: number | undefined;
}
/** The part of a browser's `FileSystemFileHandle` that this library uses. The file must not change during a load. */
export interface StoredFileLike {
  readonly kind: 'file';
  getFile(): Promise<BlobLike & { readonly lastModified?: number | undefined }>;
}
/** The part of a browser's `FileSystemSyncAccessHandle` that this library uses. It is left open. */
export interface SyncAccessLike {
  getSize(): number;
  read(target: Uint8Array, options: { readonly at: number }): number;
}
/** A `URL` with the protocol `file:`, `http:` or `https:`. The last two are read with range requests. */
export interface UrlLike {
  readonly href: string;
  readonly protocol: string;
}
/** A `URL` with the protocol `file:`. */
export type FileUrl = UrlLike;

/**
 * What a file can be read from: a path or URL (a string too), bytes, a `Blob` or `File`, a `FileHandle` of Node, a file
 * of a browser's own file system, or any object with `read(offset, length)`.
 */
export type FileSource =
  | string
  | UrlLike
  | ArrayBufferLike
  | ArrayBufferView
  | BlobLike
  | FileHandleLike
  | StoredFileLike
  | SyncAccessLike
  | Source;

/** How to read a source. Most options concern HTTP. */
export interface SourceOptions {
  /** Stops reading, between two reads or during a request. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Headers of the requests, for example `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How often to repeat a request that fails before any data arrives. Default: 4. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first repetition; the delay doubles each time. Default: 250. */
  readonly retryDelay?: number | undefined;
  /** The function that sends the requests. Default: the global `fetch`. */
  readonly fetch?: FetchFunction | undefined;
}
/** The options of a source. */
export const SOURCE_OPTIONS = {
  signal: A_SIGNAL,
  headers: {
    expected: 'an object with a text for each name',
    accepts: (value) => isPlain(value) && Object.values(value).every((each) => typeof each === 'string'),
  },
  retries: A_COUNT,
  retryDelay: A_COUNT,
  fetch: A_FUNCTION,
} satisfies Record<keyof SourceOptions, OptionCheck>;
/** The part of `fetch` that this library uses. It also receives the signal. */
export type FetchFunction = (url: string, init: { readonly headers: Record<string, string> }) => Promise<ResponseLike>;
/** The part of `Response` that this library uses. */
export interface ResponseLike {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): BodyReader } | null;
}
export interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
