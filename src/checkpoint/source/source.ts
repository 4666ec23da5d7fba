import type { AbortSignalLike } from './signal.ts';

/** Bytes read by whoever has them: a database, an archive, a request of one's own. */
export interface ByteReader {
  /** Length of the whole in bytes, where it is known. */
  readonly size?: number | undefined;
  /** `length` bytes from `offset`, both in bytes. Fewer are asked for again; none mean that the source ends there. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}
/** A `Blob` or `File`, as far as it is needed here. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
/** A `FileHandle` of Node. It is read at given places and left open. */
export interface FileHandleLike {
  readonly fd: number;
  stat(): Promise<{ readonly size: number }>;
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  readv?(targets: readonly Uint8Array[], position: number): Promise<{ readonly bytesRead: number }>;
}
/** A `URL`: of the `file:` protocol, or `http:` or `https:`, which are read with range requests. */
export interface UrlLike {
  readonly href: string;
  readonly protocol: string;
}
/** A `URL` of the `file:` protocol. */
export type FileUrl = UrlLike;

/**
 * What a file is read from: a path or URL (also as text), bytes, a `Blob` or `File`, a `FileHandle` of Node, or anything that can
 * `read(offset, length)`.
 */
export type FileSource = string | UrlLike | ArrayBufferLike | ArrayBufferView | BlobLike | FileHandleLike | ByteReader;

/** How sources are read, those over HTTP above all. */
export interface SourceOptions {
  /** Stops reading, between two reads or within a request; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Headers of the requests, for instance `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How often a request that fails without having brought anything is made again; 4 if not given. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first of them, doubled for each further one; 250 if not given. */
  readonly retryDelay?: number | undefined;
  /** What makes the requests; the global `fetch` if not given. */
  readonly fetch?: FetchFunction | undefined;
}
/** `fetch`, as far as it is needed here. It is given the signal too. */
export type FetchFunction = (url: string, init: { readonly headers: Record<string, string> }) => Promise<ResponseLike>;
/** A `Response`, as far as it is needed here. */
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
