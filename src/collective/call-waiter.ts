// No twin in types: waiting has no type.
import type { Call } from './call.ts';
import { GroupError } from './group-error.ts';
import { lateRanks, leftRank, declaredLost, tooFew } from './issues.ts';
import type { Seats } from './seats.ts';

declare const setTimeout: (then: () => void, milliseconds: number) => object;
declare const clearTimeout: (timer: object | undefined) => void;

/** Waits for the other members during one call of a member. Each wait lasts up to the deadline. */
export class CallWaiter {
  readonly #call: Call;
  readonly #seats: Seats;
  readonly #rank: number;
  #timer: object | undefined;
  readonly #wake: () => void;
  #isPastDeadline = false;

  constructor(call: Call, seats: Seats, rank: number) {
    this.#call = call;
    this.#seats = seats;
    this.#rank = rank;
    this.#wake = () => seats.wake();
    call.signal?.addEventListener('abort', this.#wake);
  }

  /**
   * Waits until each of these members, by default all, has reached a phase or is lost. Resolves to the ranks that
   * have reached it. After the last phase in which a member waits, a call without `min` must end alike on all members.
   * So they decide together whether it is completed.
   *
   * @throws GroupError if members are late or lost and the call needs them, and the reason of an aborted signal
   */
  async wait(phase: number, isLast = false, among?: readonly number[]): Promise<readonly number[]> {
    const { size } = this.#seats;
    const all = among ?? Array.from({ length: size }, (_, rank) => rank);
    this.#start();
    const decides = isLast && this.#call.min === undefined;
    try {
      await this.#seats.wait(() => this.#isMet(phase, all, decides));
    } catch (error) {
      if (!decides || !this.#seats.decide(phase, false)) throw error;
      // Another member has completed the call before this one could give it up.
    }
    return all.filter((rank) => this.#seats.hasReached(rank, phase));
  }
  /** Starts the deadline of a wait. The timer also keeps Node running, which a wait for shared memory does not. */
  #start(): void {
    clearTimeout(this.#timer);
    this.#isPastDeadline = false;
    this.#timer = setTimeout(() => {
      this.#isPastDeadline = true;
      this.#seats.wake();
    }, this.#call.deadline);
  }
  end(): void {
    clearTimeout(this.#timer);
    this.#call.signal?.removeEventListener('abort', this.#wake);
  }

  #isMet(phase: number, ranks: readonly number[], decides: boolean): boolean {
    const { signal, min, deadline, name } = this.#call;
    const seats = this.#seats;
    signal?.throwIfAborted();
    let missing = ranks.filter((rank) => !seats.hasReached(rank, phase));
    if (missing.length === 0) {
      if (!decides || seats.decide(phase, true)) return true;
      // Another member has given the call up. It marks itself as lost next.
      missing = ranks.filter((rank) => rank !== this.#rank);
    }
    const lost = missing.filter((rank) => seats.isLost(rank));
    if (lost.includes(this.#rank)) throw new GroupError(`${name}: ${seats.reasonOf(this.#rank)}`, [this.#rank]);
    const late = missing.filter((rank) => !seats.isLost(rank));
    // A member may also have left after it had reached the phase. Then the others leave as well, and say why.
    const gone = Array.from({ length: seats.size }, (_, rank) => rank).filter((rank) => seats.isLost(rank));
    const first = lost[0] ?? gone[0];
    if (first !== undefined && min === undefined)
      throw new GroupError(`${name}: ${leftRank(first, seats.reasonOf(first))}`, [first]);
    const left = seats.size - gone.length;
    if (min !== undefined && left < min) throw new GroupError(`${name}: ${tooFew(min, left)}`, lost);
    if (late.length === 0) return true;
    if (!this.#isPastDeadline) return false;
    if (min === undefined || left - late.length < min)
      throw new GroupError(`${name}: ${lateRanks(late, deadline)}`, late);
    for (const rank of late) seats.lose(rank, phase, declaredLost(this.#rank, deadline));
    return ranks.every((rank) => seats.hasReached(rank, phase) || seats.isLost(rank));
  }
}
