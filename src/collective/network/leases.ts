// No twin in types: the compiler does not see the store.
import type { Network } from '../../../types/collective/network.ts';
import { type GroupRecord, isSeated } from './record.ts';

declare const performance: { now(): number };

/** Returns the key of a member's lease. A member renews it by setting an empty value: the time of the value counts. */
export const leaseKey = (id: string): string => `lease.${id}`;

/** The leases of all members at one time. */
export interface LeaseTimes {
  /** The time of the store, in milliseconds. */
  readonly now: number;
  /** Whether the lease of a member has ended. `since` is the time at which the member took its seat. */
  readonly isStale: (id: string, since: number) => boolean;
}

/** Judges the leases of a group, for a newcomer that waits for a seat. */
export class Leases {
  readonly #network: Network;
  readonly #id: string;
  readonly #deadline: number;
  /** By id: when the lease was last renewed, by the store's clock, and when this process first saw that, by its own. */
  readonly #seen = new Map<string, { readonly time: number; readonly since: number }>();

  constructor(network: Network, id: string, deadline: number) {
    this.#network = network;
    this.#id = id;
    this.#deadline = deadline;
  }
  /** Starts to observe anew, because the store could not be reached: members could not renew their leases. */
  forget(): void {
    this.#seen.clear();
  }
  /** Renews the own lease, and reads the leases of all other members. */
  async read(record: GroupRecord | undefined): Promise<LeaseTimes> {
    const seated = record?.members.filter(isSeated) ?? [];
    await this.#network.put(leaseKey(this.#id), new Uint8Array(0));
    const [own, ...others] = await Promise.all(
      [this.#id, ...seated.map(({ id }) => id)].map((id) => this.#network.get(leaseKey(id))),
    );
    const now = own?.time ?? 0;
    const here = performance.now();
    const times = new Map(seated.map(({ id }, i) => [id, others[i]?.time ?? 0]));
    for (const [id, time] of times) if (this.#seen.get(id)?.time !== time) this.#seen.set(id, { time, since: here });
    // When a server comes back after an outage, all leases are old. So a lease has ended only if this process also saw
    // no renewal for a third of the deadline. A live member renews its lease four times in each deadline.
    const isStale = (id: string, since: number): boolean =>
      id !== this.#id &&
      now - Math.max(since, times.get(id) ?? 0) > this.#deadline &&
      here - (this.#seen.get(id)?.since ?? here) > this.#deadline / 3;
    return { now, isStale };
  }
}
