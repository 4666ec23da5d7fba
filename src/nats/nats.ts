import type { NatsConnection } from '@nats-io/nats-core';
import type { NatsMember, NatsOptions } from '../../types/nats/nats.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { joinGroup } from '../collective/network/join.ts';
import { openNetwork } from './nats-network.ts';

/**
 * Joins a group of `size` members that a NATS server connects, with JetStream for its store.
 */
export async function nats<L extends LayoutLike>(
  connection: NatsConnection,
  options: NatsOptions<L>,
): Promise<NatsMember<L>> {
  if (typeof (connection as Partial<NatsConnection> | null)?.publish !== 'function')
    throw new TypeError(`nats: a connection of NATS was expected, found ${describe(connection)}`);
  const { replicas = 1, ...rest } = options;
  return joinGroup<L>('nats', (group) => openNetwork(connection, group, replicas), rest);
}
