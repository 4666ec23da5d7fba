// No twin in types: the compiler does not see shared memory.
import type { CallWords } from './call-words.ts';
import { decodeUtf8Lossy, encodeUtf8 } from '../checkpoint/text.ts';
import { ring, waitForChange } from './bell.ts';

/** How many bytes of the reason for leaving others can read. */
const REASON_BYTES = 248;
/** Where the numbers of a seat lie: its state, what it calls, and the length of its reason. */
const STATE = 0;
const CALL = 1; // five numbers
const REASON_LENGTH = 6;
const SEAT_NUMBERS = 8;
/** Where the weights of all members lie, in bytes. */
export const WEIGHTS_AT = 8;

/** The number of bytes for the seats of a group. */
export const seatBytes = (size: number): number => WEIGHTS_AT + size * (8 + 4 * SEAT_NUMBERS + REASON_BYTES);

/**
 * What the members of a group tell each other, in shared memory. The state of a member is its phase, which only grows,
 * and whether it is lost. A member that is lost never reaches another phase. So for each member and phase, all others
 * see the same: it has reached the phase, or it never will.
 */
export class Seats {
  readonly size: number;
  readonly #bell: Int32Array;
  readonly #numbers: Int32Array;
  readonly #weights: Float64Array;
  readonly #reasons: Uint8Array;
  constructor(buffer: SharedArrayBuffer, size: number) {
    this.size = size;
    this.#bell = new Int32Array(buffer, 0, 1);
    this.#weights = new Float64Array(buffer, WEIGHTS_AT, size);
    this.#numbers = new Int32Array(buffer, WEIGHTS_AT + 8 * size, SEAT_NUMBERS * size);
    this.#reasons = new Uint8Array(buffer, WEIGHTS_AT + (8 + 4 * SEAT_NUMBERS) * size, REASON_BYTES * size);
  }

  hasReached(rank: number, phase: number): boolean {
    // The phases start again after 2^30, so only their difference counts.
    return (((this.#state(rank) >> 1) - phase) << 1) >> 1 >= 0;
  }
  isLost(rank: number): boolean {
    return (this.#state(rank) & 1) === 1;
  }
  /** Moves a member to a phase. Returns false if it is lost. */
  reach(rank: number, phase: number): boolean {
    const before = this.#state(rank);
    const isKept =
      (before & 1) === 0 &&
      Atomics.compareExchange(this.#numbers, rank * SEAT_NUMBERS + STATE, before, phase << 1) === before;
    if (isKept) ring(this.#bell, 0);
    return isKept;
  }
  /** Takes a member as lost, for a reason that it can read, unless it has reached a phase. */
  lose(rank: number, unless: number, reason: string): void {
    // Only the first reason counts. The member reads it after it has seen that it is lost.
    if (this.hasReached(rank, unless) || this.isLost(rank)) return;
    this.#writeReason(rank, reason);
    for (
      let before = this.#state(rank);
      !this.hasReached(rank, unless) && (before & 1) === 0;
      before = this.#state(rank)
    )
      if (Atomics.compareExchange(this.#numbers, rank * SEAT_NUMBERS + STATE, before, before | 1) === before)
        ring(this.#bell, 0);
  }

  callOf(rank: number): CallWords {
    const at = rank * SEAT_NUMBERS + CALL;
    return Array.from(this.#numbers.subarray(at, at + 5)) as unknown as CallWords; // `as`: there are five
  }
  weightOf(rank: number): number {
    return this.#weights[rank] as number;
  }
  /** Says what a member calls, before it reaches the phase in which others read it. */
  announce(rank: number, call: CallWords, weight: number): void {
    this.#numbers.set(call, rank * SEAT_NUMBERS + CALL);
    this.#weights[rank] = weight;
  }

  reasonOf(rank: number): string {
    const length = Atomics.load(this.#numbers, rank * SEAT_NUMBERS + REASON_LENGTH);
    return decodeUtf8Lossy(this.#reasons.slice(rank * REASON_BYTES, rank * REASON_BYTES + length));
  }
  /** Says why a member leaves, and takes it as lost. */
  leave(rank: number, reason: string): void {
    if (this.isLost(rank)) return;
    this.#writeReason(rank, reason);
    Atomics.or(this.#numbers, rank * SEAT_NUMBERS + STATE, 1);
    ring(this.#bell, 0);
  }

  /** Resolves when a condition holds that depends on the seats. */
  async wait(isMet: () => boolean): Promise<void> {
    for (;;) {
      const seen = Atomics.load(this.#bell, 0);
      if (isMet()) return;
      await waitForChange(this.#bell, 0, seen);
    }
  }
  /** Makes all that wait look again. */
  wake(): void {
    ring(this.#bell, 0);
  }

  #writeReason(rank: number, reason: string): void {
    // A cut leaves a part of a character, which the decoder shows as U+FFFD.
    const bytes = encodeUtf8(reason).subarray(0, REASON_BYTES);
    this.#reasons.set(bytes, rank * REASON_BYTES);
    Atomics.store(this.#numbers, rank * SEAT_NUMBERS + REASON_LENGTH, bytes.length);
  }
  #state(rank: number): number {
    return Atomics.load(this.#numbers, rank * SEAT_NUMBERS + STATE);
  }
}
