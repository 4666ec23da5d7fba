// No twin in types: the compiler does not see shared memory.
import type { CallWords } from './call-words.ts';
import { decodeUtf8Lossy, encodeUtf8 } from '../checkpoint/text.ts';
import { ring, waitForChange } from './bell.ts';

/** The largest number of bytes of a reason for leaving. */
const REASON_BYTES = 248;
/** The indices of the numbers of a seat: its state, the words of its call, and the length of its reason in bytes. */
const STATE = 0;
const CALL = 1; // and the next five
const REASON_LENGTH = 7;
const SEAT_NUMBERS = 8;
/** The index of the decision after the bell. */
const DECISION = 1;
/** Where the weights of all members begin, in bytes. */
export const WEIGHTS_AT = 8;

/** Returns the number of bytes of the seats of a group. */
export const seatBytes = (size: number): number => WEIGHTS_AT + size * (8 + 4 * SEAT_NUMBERS + REASON_BYTES);

/**
 * The seats of a group in shared memory: what each member tells the others. The state of a member is its phase, which
 * only grows, and a bit that says that it is lost. A lost member never reaches another phase. So all other members see
 * the same outcome for each member and phase: it has reached the phase, or it never will.
 *
 * The decision is one number for all members: the last phase of a call that needs all of them, and a bit that says that
 * the call is given up.
 */
export class Seats {
  readonly size: number;
  readonly #bell: Int32Array;
  readonly #numbers: Int32Array;
  readonly #weights: Float64Array;
  readonly #reasons: Uint8Array;
  constructor(buffer: SharedArrayBuffer, size: number) {
    this.size = size;
    this.#bell = new Int32Array(buffer, 0, 2);
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
  /** Declares a member lost, for a reason that it can read, unless it has reached the phase `unless`. */
  lose(rank: number, unless: number, reason: string): void {
    // The reason comes before the bit: the member reads the reason when it sees the bit. Later reasons are ignored.
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

  /**
   * Decides, unless a member has decided it before, whether a call that needs all members is completed or given up.
   * Returns whether it is completed: the same to all members. `phase` is the last one in which a member waits for the
   * others. A member decides only when it has reached this phase.
   *
   * A slow member may ask when the others have decided a later call. They made it because this one was completed.
   */
  decide(phase: number, isCompleted: boolean): boolean {
    for (;;) {
      const before = Atomics.load(this.#bell, DECISION);
      const ahead = (((before >> 1) - phase) << 1) >> 1; // as in `hasReached`
      if (ahead >= 0) return ahead > 0 || (before & 1) === 0;
      const wanted = (phase << 1) | (isCompleted ? 0 : 1);
      if (Atomics.compareExchange(this.#bell, DECISION, before, wanted) === before) return isCompleted;
    }
  }

  callOf(rank: number): CallWords {
    const at = rank * SEAT_NUMBERS + CALL;
    return Array.from(this.#numbers.subarray(at, at + 6)) as unknown as CallWords; // `as`: there are six
  }
  weightOf(rank: number): number {
    return this.#weights[rank] as number;
  }
  /** Publishes the call of a member. Others read it once the member has reached its next phase. */
  announce(rank: number, call: CallWords, weight: number): void {
    this.#numbers.set(call, rank * SEAT_NUMBERS + CALL);
    this.#weights[rank] = weight;
  }

  reasonOf(rank: number): string {
    const length = Atomics.load(this.#numbers, rank * SEAT_NUMBERS + REASON_LENGTH);
    return decodeUtf8Lossy(this.#reasons.slice(rank * REASON_BYTES, rank * REASON_BYTES + length));
  }
  /** Writes why a member leaves, and marks it as lost. */
  leave(rank: number, reason: string): void {
    if (this.isLost(rank)) return;
    this.#writeReason(rank, reason);
    Atomics.or(this.#numbers, rank * SEAT_NUMBERS + STATE, 1);
    ring(this.#bell, 0);
  }

  /** Resolves when a condition on the seats holds. */
  async wait(isMet: () => boolean): Promise<void> {
    for (;;) {
      const seen = Atomics.load(this.#bell, 0);
      if (isMet()) return;
      await waitForChange(this.#bell, 0, seen);
    }
  }
  /** Makes all waiting members check their conditions again. */
  wake(): void {
    ring(this.#bell, 0);
  }

  #writeReason(rank: number, reason: string): void {
    // The cut may split a character; the decoder shows the rest of it as U+FFFD.
    const bytes = encodeUtf8(reason).subarray(0, REASON_BYTES);
    this.#reasons.set(bytes, rank * REASON_BYTES);
    Atomics.store(this.#numbers, rank * SEAT_NUMBERS + REASON_LENGTH, bytes.length);
  }
  #state(rank: number): number {
    return Atomics.load(this.#numbers, rank * SEAT_NUMBERS + STATE);
  }
}
