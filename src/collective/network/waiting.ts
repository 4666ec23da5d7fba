// No twin in types: time has no type.
import { wait } from '../../checkpoint/source/signal.ts';
import type { Call } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { type FailureDetector, NOBODY } from './failure-detector.ts';

declare const performance: { now(): number };

/** Lets the calls of a member wait: for conditions that messages make true, and for the store. */
export class Waiting {
  readonly #detector: FailureDetector;
  #call: Call | undefined;
  #failure: unknown;
  #resolve: () => void = () => {};

  constructor(detector: FailureDetector) {
    this.#detector = detector;
  }
  /** The call that the member makes at the moment. */
  get call(): Call | undefined {
    return this.#call;
  }

  begin(call: Call): void {
    this.#call = call;
    call.signal?.addEventListener('abort', this.checkAgain);
    this.#detector.start(call);
  }
  end(call: Call): void {
    call.signal?.removeEventListener('abort', this.checkAgain);
    this.#detector.stop();
    this.#call = undefined;
  }

  /**
   * Resolves when a condition holds. `awaited` returns the ranks that can make it true.
   *
   * @throws GroupError if these members are late and the call needs them, any other failure of this member, and the
   * reason of an aborted signal
   */
  async until(isMet: () => boolean, awaited: () => readonly number[] = NOBODY): Promise<void> {
    this.#detector.awaited = awaited;
    for (;;) {
      this.throwIfFailed();
      if (isMet()) break;
      await new Promise<void>((resolve) => (this.#resolve = resolve));
    }
    // What follows, such as storing arrays, does not depend on other members.
    this.#detector.awaited = NOBODY;
  }
  /**
   * Tries an operation of the store until it succeeds.
   *
   * @throws GroupError at once, any other error after the deadline of the call, and what `until` throws
   */
  async retry(call: Call, act: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof GroupError || performance.now() - since > call.deadline) throw error;
        this.throwIfFailed();
        await wait(Math.min(250, call.deadline / 8), undefined);
      }
    }
  }

  /** Makes the call check its condition again, because something has changed. */
  readonly checkAgain = (): void => this.#resolve();
  /** Makes this call and all later ones reject. Only the first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.checkAgain();
  }
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#call?.signal?.throwIfAborted();
  }
}
