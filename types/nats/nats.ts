// src/nats/nats.ts makes what this file describes.
import type { JoinOptions, NetworkMember } from '../collective/network.ts';

/** The options of `nats`. */
export interface NatsOptions<L, N extends number = number> extends JoinOptions<L, N> {
  /** How many servers of a cluster hold a copy of the group's store: 1, 3 or 5. Counts for a new group. Default: 1. */
  readonly replicas?: number | undefined;
}
/** A member of a group whose members NATS connects. */
export type NatsMember<L> = NetworkMember<L>;
