import { type ByteRange, fillTarget, heldBytesOf, type Input } from './input.ts';
import { endOfRangeAt, mergeRanges } from './merge-ranges.ts';
import type { SourceOptions } from './source.ts';

/**
 * The first request asks for this much. Most headers are shorter: that of a model of 300 tensors has 30 KB. A line of
 * 100 Mbit/s takes 10 ms for it, less than a request for the length of the header would.
 */
const HEAD_BYTES = 2 ** 17;

/** Reads the head of a source at once and keeps it. Files on disk and bytes hold theirs already. */
export async function withHead(input: Input): Promise<Input> {
  if (input.held !== undefined) return input;
  const bytes = new Uint8Array(Math.min(HEAD_BYTES, input.size ?? HEAD_BYTES));
  try {
    return new HeadedInput(input, bytes.subarray(0, await fillTarget(input, bytes, 0)));
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** A source of one's own is asked for at most this much more than is needed now. It takes memory beside the target. */
const READ_AHEAD_BYTES = 2 ** 22;

/**
 * An input whose head is in memory. A URL merges ranges itself, as one stream. For any other source, this reads ahead
 * to the end of the range that was planned, so that nearby ranges share a read.
 */
class HeadedInput implements Input {
  readonly #input: Input;
  readonly #head: Uint8Array;
  #planned: readonly ByteRange[] = [];
  #ahead = { start: 0, bytes: new Uint8Array(0) };
  /** Whether other inputs read the same source, and one of them closes it. */
  #isShared = false;
  readonly held: NonNullable<Input['held']>;

  constructor(input: Input, head: Uint8Array) {
    this.#input = input;
    this.#head = head;
    this.held = heldBytesOf(head);
  }

  get size(): number | undefined {
    return this.#input.size;
  }

  get requireUnchanged(): Input['requireUnchanged'] {
    return this.#input.requireUnchanged;
  }

  plan(ranges: readonly ByteRange[]): void {
    if (this.#input.plan === undefined) this.#planned = mergeRanges(ranges);
    else this.#input.plan(ranges);
  }

  async readInto(target: Uint8Array, offset: number): Promise<number> {
    const found =
      copyFrom(this.#head, offset, target) || copyFrom(this.#ahead.bytes, offset - this.#ahead.start, target);
    if (found > 0) return found;
    const wanted = Math.min(READ_AHEAD_BYTES, (endOfRangeAt(this.#planned, offset) ?? 0) - offset);
    if (wanted <= target.length) return this.#input.readInto(target, offset);
    const bytes = new Uint8Array(wanted);
    const ahead = { start: offset, bytes: bytes.subarray(0, await this.#input.readInto(bytes, offset)) };
    this.#ahead = ahead;
    return copyFrom(ahead.bytes, 0, target);
  }

  /** Each load plans its own ranges. */
  fork(options: SourceOptions): Input {
    const other = new HeadedInput(this.#input.fork?.(options) ?? this.#input, this.#head);
    other.#isShared = this.#input.fork === undefined;
    return other;
  }

  async close(): Promise<void> {
    if (!this.#isShared) await this.#input.close();
  }
}

/** Copies what `bytes` hold from an index on. Returns how many. */
function copyFrom(bytes: Uint8Array, from: number, target: Uint8Array): number {
  if (from < 0 || from >= bytes.length) return 0;
  const found = bytes.subarray(from, from + target.length);
  target.set(found);
  return found.length;
}
