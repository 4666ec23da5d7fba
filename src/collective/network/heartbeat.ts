// No twin in types: time has no type.
import type { Network } from '../../../types/collective/network.ts';
import { GroupError } from '../group-error.ts';
import { leaseKey } from './leases.ts';
import type { RecordKeeper } from './record-keeper.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object) => void;

/** What a heartbeat does beside the store. */
interface HeartbeatActions {
  /** Says again what this member said last. */
  readonly tell: () => void;
  readonly fail: (error: unknown) => void;
}

/** Renews the lease of a member, says that it is there, and looks for changes of the record that it has missed. */
export class Heartbeat {
  readonly #network: Network;
  readonly #key: string;
  readonly #keeper: RecordKeeper;
  readonly #actions: HeartbeatActions;
  readonly #timer: object;
  #isBeating = false;

  /** Beats at once, and then four times in a deadline. */
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
    this.#actions.tell();
    // A slow store gets no more to do.
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      await this.#network.put(this.#key, new Uint8Array(0));
      await this.#keeper.refresh();
    } catch (error) {
      if (error instanceof GroupError) this.#actions.fail(error);
      // Otherwise the server is away. The next beat comes soon.
    } finally {
      this.#isBeating = false;
    }
  }
}
