// No twin in types: what the store holds is not in the types.
import type { Network } from '../../../types/collective/network.ts';
import type { GroupRecord } from './record.ts';

declare const performance: { now(): number };

/** The key under which a member renews its lease. */
export const leaseKey = (id: string): string => `lease.${id}`;

/** A look at the leases of all members. */
export interface LeaseLook {
  /** The time of the store. */
  readonly now: number;
  /** Whether the lease of a member has ended that took its seat at some time. */
  readonly isStale: (id: string, since: number) => boolean;
}

/** The leases of a group, as one that waits for a seat sees them. */
export class Leases {
  readonly #network: Network;
  readonly #id: string;
  readonly #deadline: number;
  /** Since when a lease is known not to have been renewed: the time of the store, and that of this process. */
  readonly #seen = new Map<string, { readonly time: number; readonly since: number }>();

  constructor(network: Network, id: string, deadline: number) {
    this.#network = network;
    this.#id = id;
    this.#deadline = deadline;
  }
  /** Forgets what it has seen, because the store was away: then nobody could renew a lease. */
  forget(): void {
    this.#seen.clear();
  }
  /** Renews the own lease, and reads those of all others. */
  async read(record: GroupRecord | undefined): Promise<LeaseLook> {
    const there = record?.members.filter(({ state }) => state === 'live' || state === 'joining') ?? [];
    await this.#network.put(leaseKey(this.#id), new Uint8Array(0));
    const [own, ...others] = await Promise.all(
      [this.#id, ...there.map(({ id }) => id)].map((id) => this.#network.get(leaseKey(id))),
    );
    const now = own?.time ?? 0;
    const here = performance.now();
    const times = new Map(there.map(({ id }, i) => [id, others[i]?.time ?? 0]));
    for (const [id, time] of times) if (this.#seen.get(id)?.time !== time) this.#seen.set(id, { time, since: here });
    // All leases are old when a server comes back. A member that is there renews its own within a quarter of the deadline.
    const isStale = (id: string, since: number): boolean =>
      id !== this.#id &&
      now - Math.max(since, times.get(id) ?? 0) > this.#deadline &&
      here - (this.#seen.get(id)?.since ?? here) > this.#deadline / 3;
    return { now, isStale };
  }
}
