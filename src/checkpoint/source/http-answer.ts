import { SourceError } from '../error.ts';
import type { ResponseLike } from './source.ts';

/** The server's answer to a request for a part of a file. */
export interface Answer {
  readonly response: ResponseLike;
  /** Offsets in the file where the body begins and ends; the end is undefined if the server does not say. */
  readonly at: number;
  readonly end: number | undefined;
  /** Whether the body is the whole file, because the server does not support range requests. */
  readonly whole: boolean;
  /** Whether the requested range starts at or after the end of the file. */
  readonly pastEnd: boolean;
  /** The file's length in bytes, if the server says. */
  readonly size: number | undefined;
  /** The file's ETag, or else its modification date. */
  readonly validator: string | undefined;
}

/** The server answered with an error status. */
export class HttpError extends Error {
  /** Whether the same request may succeed later. */
  readonly isTemporary: boolean;
  /** Whether the file does not exist. */
  readonly isMissing: boolean;
  /** Milliseconds to wait before the next request, as the server asks. */
  readonly retryAfter: number;

  constructor({ status, statusText, headers }: ResponseLike) {
    super(`${status} ${statusText}`.trim());
    this.isTemporary =
      status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
    this.isMissing = status === 404 || status === 410;
    this.retryAfter = Math.min(parseRetryAfter(headers.get('retry-after') ?? ''), 60_000);
  }
}

/** Parses Retry-After, seconds or a date, into milliseconds. */
function parseRetryAfter(retryAfter: string): number {
  const seconds = Number(retryAfter);
  return (Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : 1000 * seconds) || 0;
}

/** The connection broke before any data arrived. */
export class EmptyAnswerError extends Error {
  constructor() {
    super('the response ended before its data');
  }
}

export const retryDelayOf = (error: unknown): number => (error instanceof HttpError ? error.retryAfter : 0);

/**
 * Reads the status and headers of the response to a request for bytes from `offset` on.
 *
 * @throws HttpError for an error status; SourceError for other data than was requested
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
  // Across origins, a browser hides this header unless the server exposes it. Without it, assume the requested range.
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/i.exec(headers.get('content-range') ?? '') ?? [];
  const size = total === undefined || total === '*' ? undefined : Number(total);
  const at = first === undefined ? offset : Number(first);
  const end = last === undefined ? undefined : Number(last) + 1;
  if (status === 416 && (size === undefined || size <= offset))
    return { response, validator, at, end, whole: false, pastEnd: true, size };
  if (status !== 206) throw new HttpError(response);
  if (encoding !== 'identity')
    throw new SourceError('the server sent a part of a compressed file', {
      expected: 'the uncompressed file',
      found: `content-encoding: ${encoding}`,
    });
  const type = headers.get('content-type') ?? '';
  if (/^multipart\//i.test(type))
    throw new SourceError('the server sent several parts in one response', {
      expected: 'one part of the file',
      found: type,
    });
  if (at !== offset)
    throw new SourceError('the server sent another range than requested', {
      offset,
      expected: `bytes from ${offset}`,
      found: `from ${at}`,
    });
  return { response, validator, at, end, whole: false, pastEnd: false, size };
}
