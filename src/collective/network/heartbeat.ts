// No twin in types: time has no type.
import type { Network } from '../../../types/collective/network.ts';
import { GroupError } from '../group-error.ts';
import { leaseKey } from './leases.ts';
import type { RecordKeeper } from './record-keeper.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object) => void;

/** What a heartbeat can make its member do. */
interface HeartbeatActions {
  /** Sends the report of this member to the others. */
  readonly sendReport: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * The heartbeat of a member, four times in each deadline: it sends the member's report, renews its lease, and reads the
 * record, in case the messages about changes were lost.
 */
export class Heartbeat {
  readonly #network: Network;
  readonly #key: string;
  readonly #keeper: RecordKeeper;
  readonly #actions: HeartbeatActions;
  readonly #timer: object;
  #isBeating = false;

  /** Beats for the first time at once. */
  constructor(network: Network, id: string, deadline: number, keeper: RecordKeeper, actions: HeartbeatActions) {
    this.#network = network;
    this.#key = leaseKey(id);
    this.#keeper = keeper;
    this.#actions = actions;
    this.#timer = setInterval(() => void this.#beat(), deadline / 4);
    void this.#beat();
  }
  stop(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    this.#actions.sendReport();
    // The store has not answered the last beat yet: more requests would make it slower.
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      await this.#network.put(this.#key, new Uint8Array(0));
      await this.#keeper.refresh();
    } catch (error) {
      if (error instanceof GroupError) this.#actions.fail(error);
      // Otherwise the store cannot be reached. The next beat tries again.
    } finally {
      this.#isBeating = false;
    }
  }
}
