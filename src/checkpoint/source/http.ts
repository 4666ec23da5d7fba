import { CheckpointError, SourceError } from '../error.ts';
import { type Answer, answerOf, EmptyAnswerError, HttpError, retryDelayOf } from './http-answer.ts';
import { Body, discardBody } from './http-body.ts';
import type { ByteRange, Input } from './input.ts';
import { encodeUtf8 } from '../text.ts';
import { errorWithoutSecrets, withoutSecrets } from './secrets.ts';
import { endOfRangeAt, MAX_GAP_BYTES, mergeRanges } from './merge-ranges.ts';
import { wait } from './signal.ts';
import type { FetchFunction, ResponseLike, SourceOptions } from './source.ts';

declare const fetch: FetchFunction;
declare const btoa: (text: string) => string;

/** The most that one read takes: between two reads progress is reported and the abort signal checked. */
const MAX_BODY_READ_BYTES = 2 ** 20;

/**
 * Opens a file behind `http:` or `https:`. It is read with range requests, one for each range that is needed. A
 * server without range requests sends the whole file; the reader then follows the stream and makes a new request only
 * to go back. Failed requests are repeated. An error is thrown if the file changes between requests. Source: RFC 9110,
 * sections 13 and 14.
 */
export function openUrl(url: string, options: SourceOptions): Promise<Input> {
  const [, scheme = '', credentials, rest = ''] = /^(https?:\/\/)(?:([^/\\?#]*)@)?(.*)$/is.exec(url) ?? [];
  if (credentials === undefined) return Promise.resolve(new HttpInput(url, options));
  // fetch refuses a URL with user and password; they mean this header.
  const authorization = `Basic ${basicCredentialsOf(credentials)}`;
  return Promise.resolve(new HttpInput(scheme + rest, { ...options, headers: { authorization, ...options.headers } }));
}

/** User and password of a URL, decoded and in base 64. Source: RFC 7617. */
function basicCredentialsOf(credentials: string): string {
  const bytes = encodeUtf8(decodeURIComponent(credentials.includes(':') ? credentials : `${credentials}:`));
  return btoa(String.fromCharCode(...bytes));
}

class HttpInput implements Input {
  readonly #url: string;
  readonly #options: SourceOptions;
  /** Size and validator of the file from the first answer. All later answers must agree. */
  #file: Pick<Answer, 'size' | 'validator'> | undefined;
  #body: Body | undefined;
  /** The ranges to request, with the gaps that are not worth a request of their own. */
  #planned: readonly ByteRange[] = [];

  constructor(url: string, options: SourceOptions) {
    this.#url = url;
    this.#options = options;
  }

  plan(ranges: readonly ByteRange[]): void {
    this.#planned = mergeRanges(ranges);
  }

  fork(options: SourceOptions): HttpInput {
    const other = new HttpInput(this.#url, options);
    other.#file = this.#file; // so all readers must meet the same version
    return other;
  }

  get size(): number | undefined {
    return this.#file?.size;
  }

  async readInto(target: Uint8Array, offset: number): Promise<number> {
    const { retries = 4, retryDelay = 250, signal } = this.#options;
    for (let failures = 0; ; failures++) {
      try {
        return await this.#read(target, offset);
      } catch (error) {
        await this.close();
        signal?.throwIfAborted();
        if (error instanceof CheckpointError) throw error;
        if (failures >= retries || (error instanceof HttpError && !error.isTemporary))
          throw requestError(this.#url, failures, error);
        await wait(Math.max(retryDelay * 2 ** failures, retryDelayOf(error)), signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.#body?.cancel();
    this.#body = undefined;
  }

  async #read(target: Uint8Array, offset: number): Promise<number> {
    if (target.length === 0 || offset >= (this.size ?? Infinity)) return 0;
    const body = await this.#bodyAt(offset, target.length);
    if (body === undefined) return 0;
    await body.skipTo(offset);
    const read = body.at === offset ? await body.take(target.subarray(0, MAX_BODY_READ_BYTES)) : 0;
    if (body.end !== undefined && body.at >= body.end) await this.close();
    if (read === 0 && offset < (body.end ?? this.size ?? 0)) throw new EmptyAnswerError();
    return read;
  }

  /** Gives a body from which `offset` can be reached: the open one or a new one. */
  async #bodyAt(offset: number, length: number): Promise<Body | undefined> {
    const open = this.#body;
    if (
      open !== undefined &&
      open.at <= offset &&
      (open.whole || offset < Math.min(open.asked, open.at + MAX_GAP_BYTES + 1))
    )
      return open;
    await this.close();
    const asked = Math.max(offset + length, endOfRangeAt(this.#planned, offset) ?? 0);
    const answer = await this.#ask(offset, asked - offset);
    if (answer === undefined) return undefined;
    this.#body = new Body(answer.response, { ...answer, asked });
    return this.#body;
  }

  async #ask(offset: number, length: number): Promise<Answer | undefined> {
    const { headers, signal, fetch: get = fetch } = this.#options;
    // For a range request, fetch adds a header that forbids compression.
    const range = { range: `bytes=${offset}-${offset + length - 1}` };
    // Only a strong validator works here: with a weak one the server would send the whole file each time.
    const condition =
      !isPage() && this.#file?.validator?.startsWith('"') === true ? { 'if-range': this.#file.validator } : {};
    const init = { headers: { ...headers, ...range, ...condition }, ...(signal === undefined ? {} : { signal }) };
    const response = await get(this.#url, init);
    const answer = await readAnswer(response, offset);
    const known = this.#file;
    if (
      known !== undefined &&
      !(isConsistent(known.validator, answer.validator) && isConsistent(known.size, answer.size))
    ) {
      await discardBody(response);
      const show = (file: Pick<Answer, 'size' | 'validator'>): string =>
        `${file.validator ?? 'no ETag'} of ${file.size ?? 'unknown'} bytes`;
      throw new SourceError('the file changed on the server while it was being read', {
        expected: show(known),
        found: show(answer),
      });
    }
    this.#file = { validator: known?.validator ?? answer.validator, size: known?.size ?? answer.size };
    if (answer.pastEnd) await discardBody(response);
    return answer.pastEnd ? undefined : answer;
  }
}

/**
 * Whether this runs in a page or in a page's worker. There, a header that is not CORS-safelisted triggers a preflight
 * request, which few servers of other origins allow. So browsers send no `if-range`; comparing the validators of all
 * answers is enough. Source: the Fetch standard on CORS-safelisted request headers.
 */
const isPage = (): boolean => 'location' in globalThis;

async function readAnswer(response: ResponseLike, offset: number): Promise<Answer> {
  try {
    return answerOf(response, offset);
  } catch (error) {
    await discardBody(response);
    throw error;
  }
}

/** Whether two answers agree. A value may be missing from an answer, in particular from one without data. */
const isConsistent = <T>(known: T | undefined, said: T | undefined): boolean =>
  known === undefined || said === undefined || known === said;

/** The error after the last attempt. */
function requestError(url: string, failures: number, cause: unknown): SourceError {
  const reason = errorWithoutSecrets(cause);
  const found = reason instanceof Error ? reason.message : String(reason);
  const times = failures === 0 ? '' : ` ${failures + 1} times`;
  const details = { expected: 'status 200 or 206', found, cause: reason };
  return new SourceError(`reading ${withoutSecrets(url)} failed${times}`, details);
}
