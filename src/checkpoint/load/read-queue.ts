// No twin in types: reads data, which the compiler does not see.

/** A read that was started, and what is done with its bytes. */
interface StartedRead {
  /** The bytes are valid once it is fulfilled. */
  readonly read: Promise<void>;
  readonly use: (() => void) | undefined;
}

/**
 * Reads that are in flight. Reads of a file run in parallel, and most of the time goes into the memory pages of a new
 * array, which the system then prepares on several cores. The bytes are used in the order in which the reads were
 * started, on the thread of the caller: so errors and warnings come in the order of the file.
 */
export class ReadQueue {
  #started: StartedRead[] = [];
  readonly #windows: Uint8Array[] = [];

  /**
   * Starts a read as soon as fewer than `most` are in flight. Before it returns, it uses the bytes of the oldest read
   * if that had to end first. `use` is called when the bytes of this read are there.
   */
  async start(most: number, read: () => Promise<void>, use?: () => void): Promise<void> {
    while (this.#started.length > most) await this.#finishOldest();
    const oldest = this.#started.length === most ? (this.#started.shift() as StartedRead) : undefined;
    await oldest?.read;
    const next = { read: read(), use };
    next.read.catch(() => undefined); // thrown when its turn comes
    this.#started.push(next);
    oldest?.use?.(); // while the next read runs: it may take as long as reading
  }

  /** Waits for all reads and uses their bytes. */
  async finish(): Promise<void> {
    while (this.#started.length > 0) await this.#finishOldest();
  }

  /** Waits until no read is in flight, and uses no bytes. */
  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = [];
    await Promise.allSettled(started.map(({ read }) => read));
  }

  async #finishOldest(): Promise<void> {
    const { read, use } = this.#started.shift() as StartedRead;
    await read;
    use?.();
  }

  /** Gives memory for `size` bytes, at most `most`. A short read needs no full window, so windows grow with use. */
  takeWindow(size: number, most: number): Uint8Array {
    const free = this.#windows.pop();
    const room = free?.length ?? 0;
    return free !== undefined && room >= size ? free : new Uint8Array(Math.min(most, Math.max(size, 2 * room)));
  }

  /** Takes memory back that nothing uses any more. */
  returnWindow(window: Uint8Array): void {
    this.#windows.push(window);
  }
}
