import { SourceError } from '../error.ts';
import type { ResponseLike } from './source.ts';

/** What a server says of a file and sends of it. */
export interface Answer {
  readonly response: ResponseLike;
  /** Where in the file it begins, and where it ends if that is said. */
  readonly at: number;
  readonly end: number | undefined;
  /** All of the file, since the server knows no ranges. */
  readonly whole: boolean;
  /** The file ends before what was asked for. */
  readonly pastEnd: boolean;
  /** The file's length in bytes. */
  readonly size: number | undefined;
  /** Its ETag, or when it was last changed. */
  readonly validator: string | undefined;
}

/** An answer of the server that brings nothing. */
export class HttpError extends Error {
  /** Whether the same request may be answered otherwise a little later. */
  readonly passing: boolean;
  /** Whether there is no such file. */
  readonly gone: boolean;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number;

  constructor({ status, statusText, headers }: ResponseLike) {
    super(`${status} ${statusText}`.trim());
    this.passing =
      status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
    this.gone = status === 404 || status === 410;
    this.retryAfter = Math.min(parseRetryAfter(headers.get('retry-after') ?? ''), 60_000);
  }
}

/** Milliseconds: a header gives seconds, or a date. */
function parseRetryAfter(retryAfter: string): number {
  const seconds = Number(retryAfter);
  return (Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : 1000 * seconds) || 0;
}

/** The line broke before anything came. */
export class Dropped extends Error {
  constructor() {
    super('an answer that ends before its data');
  }
}

export const retryDelayOf = (error: unknown): number => (error instanceof HttpError ? error.retryAfter : 0);

/**
 * Reads the head of an answer to a request for bytes from `offset` on.
 *
 * @throws HttpError for an answer that brings nothing; SourceError for one that brings something else
 */
export function answerOf(response: ResponseLike, offset: number): Answer {
  const { status, headers } = response;
  const validator = headers.get('etag') ?? headers.get('last-modified') ?? undefined;
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (status === 200) {
    const length = encoding === 'identity' ? headers.get('content-length') : null;
    const size = length === null ? undefined : Number(length);
    return { response, validator, at: 0, end: size, whole: true, pastEnd: false, size };
  }
  // Bytes that are not shown across origins unless the server says so: an answer without them is believed.
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/i.exec(headers.get('content-range') ?? '') ?? [];
  const size = total === undefined || total === '*' ? undefined : Number(total);
  const at = first === undefined ? offset : Number(first);
  const end = last === undefined ? undefined : Number(last) + 1;
  if (status === 416 && (size === undefined || size <= offset))
    return { response, validator, at, end, whole: false, pastEnd: true, size };
  if (status !== 206) throw new HttpError(response);
  if (encoding !== 'identity')
    throw new SourceError('the server sent a part of a compressed file', {
      expected: 'the file as it is',
      found: `content-encoding: ${encoding}`,
    });
  const type = headers.get('content-type') ?? '';
  if (/^multipart\//i.test(type))
    throw new SourceError('the server sent several parts in one', { expected: 'one part of the file', found: type });
  if (at !== offset)
    throw new SourceError('the server sent another part than it was asked for', {
      offset,
      expected: `bytes from ${offset}`,
      found: `from ${at}`,
    });
  return { response, validator, at, end, whole: false, pastEnd: false, size };
}
