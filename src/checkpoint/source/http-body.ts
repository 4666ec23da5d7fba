import type { BodyReader, ResponseLike } from './source.ts';

/** Cancels a response without reading its body. */
export async function discardBody({ body }: ResponseLike): Promise<void> {
  await body
    ?.getReader()
    .cancel()
    .catch(() => undefined); // the connection may be broken already
}

/** The body of one response, read from beginning to end. */
export class Body {
  readonly #reader: BodyReader | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the next byte. */
  at: number;
  /** Offset in the file where the body ends, if the server said so. */
  readonly end: number | undefined;
  /** Offset in the file where the requested range ends. */
  readonly asked: number;
  /** Whether the body is the whole file rather than the requested range. */
  readonly whole: boolean;

  constructor({ body }: ResponseLike, range: Pick<Body, 'at' | 'end' | 'asked' | 'whole'>) {
    this.#reader = body?.getReader();
    this.at = range.at;
    this.end = range.end;
    this.asked = range.asked;
    this.whole = range.whole;
  }

  /**
   * Fills `target` with the next bytes and returns their number. It is less than the length of `target` only at the end
   * of the body or if the connection breaks.
   */
  async take(target: Uint8Array): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const piece = await this.#next().catch((error: unknown) => {
        if (done > 0) return undefined; // keep what arrived; the next request meets the error or continues
        throw error;
      });
      if (piece === undefined) break;
      const taken = piece.subarray(0, target.length - done);
      target.set(taken, done);
      done += taken.length;
      this.at += taken.length;
      this.#rest = piece.subarray(taken.length);
    }
    return done;
  }

  /** Discards the bytes before `offset`. */
  async skipTo(offset: number): Promise<void> {
    while (this.at < offset) {
      const piece = await this.#next();
      if (piece === undefined) return;
      const taken = Math.min(piece.length, offset - this.at);
      this.at += taken;
      this.#rest = piece.subarray(taken);
    }
  }

  /** Tells the server to stop sending. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined); // the connection may be broken already
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) return this.#rest;
    const found = await this.#reader?.read();
    return found === undefined || found.done ? undefined : found.value;
  }
}
