// No twin in types: waiting has no type.
import type { Call } from './call.ts';
import { GroupError } from './group-error.ts';
import { lateRanks, leftRank, takenAsLost, tooFew } from './issues.ts';
import type { Seats } from './seats.ts';

declare const setTimeout: (then: () => void, milliseconds: number) => object;
declare const clearTimeout: (timer: object | undefined) => void;

/** How a member waits for the others during one call: each time up to the deadline, or until its signal aborts. */
export class CallWaiter {
  readonly #call: Call;
  readonly #seats: Seats;
  readonly #rank: number;
  #timer: object | undefined;
  readonly #wake: () => void;
  #isOver = false;

  constructor(call: Call, seats: Seats, rank: number) {
    this.#call = call;
    this.#seats = seats;
    this.#rank = rank;
    this.#wake = () => seats.wake();
    call.signal?.addEventListener('abort', this.#wake);
  }

  /**
   * Resolves to those of some members that have reached a phase, once each of them has reached it or is lost.
   *
   * @throws GroupError if members are late or lost and the call needs them
   */
  async wait(phase: number, among?: readonly number[]): Promise<readonly number[]> {
    const { size } = this.#seats;
    const all = among ?? Array.from({ length: size }, (_, rank) => rank);
    this.#start();
    await this.#seats.wait(() => this.#isMet(phase, all));
    return all.filter((rank) => this.#seats.hasReached(rank, phase));
  }
  /** Each wait lasts up to the deadline. The timer also keeps Node running, which a wait for shared memory does not. */
  #start(): void {
    clearTimeout(this.#timer);
    this.#isOver = false;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#seats.wake();
    }, this.#call.deadline);
  }
  end(): void {
    clearTimeout(this.#timer);
    this.#call.signal?.removeEventListener('abort', this.#wake);
  }

  #isMet(phase: number, ranks: readonly number[]): boolean {
    const { signal, min, deadline, name } = this.#call;
    const seats = this.#seats;
    signal?.throwIfAborted();
    const missing = ranks.filter((rank) => !seats.hasReached(rank, phase));
    if (missing.length === 0) return true;
    const lost = missing.filter((rank) => seats.isLost(rank));
    if (lost.includes(this.#rank)) throw new GroupError(`${name}: ${seats.reasonOf(this.#rank)}`, [this.#rank]);
    const late = missing.filter((rank) => !seats.isLost(rank));
    // Also one that left after it had reached the phase: the others will leave as well, and say why.
    const gone = Array.from({ length: seats.size }, (_, rank) => rank).filter((rank) => seats.isLost(rank));
    const first = lost[0] ?? gone[0];
    if (first !== undefined && min === undefined)
      throw new GroupError(`${name}: ${leftRank(first, seats.reasonOf(first))}`, [first]);
    const left = seats.size - gone.length;
    if (min !== undefined && left < min) throw new GroupError(`${name}: ${tooFew(min, left)}`, lost);
    if (late.length === 0) return true;
    if (!this.#isOver) return false;
    if (min === undefined || left - late.length < min)
      throw new GroupError(`${name}: ${lateRanks(late, deadline)}`, late);
    for (const rank of late) seats.lose(rank, phase, takenAsLost(this.#rank, deadline));
    return ranks.every((rank) => seats.hasReached(rank, phase) || seats.isLost(rank));
  }
}
