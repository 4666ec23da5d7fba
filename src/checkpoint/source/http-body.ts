import type { BodyReader, ResponseLike } from './source.ts';

/** Leaves an answer unread. */
export async function discard({ body }: ResponseLike): Promise<void> {
  await body
    ?.getReader()
    .cancel()
    .catch(() => undefined); // the line may be broken already
}

/** What comes in one answer, read from its beginning to its end. */
export class Body {
  readonly #reader: BodyReader | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes from the start of the file to the next byte that will be taken. */
  at: number;
  /** Where the answer ends in the file, where the server said that. */
  readonly end: number | undefined;
  /** Where what was asked for ends. */
  readonly asked: number;
  /** Whether the server sent all of the file, whatever was asked for. */
  readonly whole: boolean;

  constructor({ body }: ResponseLike, range: Pick<Body, 'at' | 'end' | 'asked' | 'whole'>) {
    this.#reader = body?.getReader();
    this.at = range.at;
    this.end = range.end;
    this.asked = range.asked;
    this.whole = range.whole;
  }

  /** Fills `target` with what comes next, as long as something comes; gives the bytes. Fewer than asked for only at the end, or where the line broke. */
  async take(target: Uint8Array): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const piece = await this.#next().catch((error: unknown) => {
        if (done > 0) return undefined; // what came is kept; the next request meets the fault, or goes on
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

  /** Leaves out what comes before `offset`. */
  async skipTo(offset: number): Promise<void> {
    while (this.at < offset) {
      const piece = await this.#next();
      if (piece === undefined) return;
      const taken = Math.min(piece.length, offset - this.at);
      this.at += taken;
      this.#rest = piece.subarray(taken);
    }
  }

  /** Tells the server that no more is wanted. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined); // the line may be broken already
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) return this.#rest;
    const found = await this.#reader?.read();
    return found === undefined || found.done ? undefined : found.value;
  }
}
