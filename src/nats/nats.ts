import type { NatsConnection } from '@nats-io/nats-core';
import type { JoinOptions } from '../../types/collective/network.ts';
import type { NatsMember, NatsOptions } from '../../types/nats/nats.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { joinAs } from '../collective/network/join.ts';
import { openNetwork } from './nats-network.ts';

/**
 * Joins a group of `size` members, which a NATS server connects. The server needs JetStream, where the group keeps its
 * record and its parameters. Resolves when the member has its rank. The first call waits for the members that are
 * still missing.
 *
 * Each member renews a lease. One that is silent for longer than the deadline is lost, and its place is free. If the
 * others go on without it, as `diloco` does with `min`, a member that takes the place is admitted at the end of a round;
 * until then this waits.
 *
 * @example
 * const connection = await connect({ servers: 'nats://127.0.0.1:4222' }); // of @nats-io/transport-node
 * const group = await nats(connection, { group: 'example', model, size: 1, deadline: 10_000 });
 * group.rank; // 0
 * await group.allReduce(flat.fill(2), 'mean');
 * flat[0]; // 2
 * await group.close();
 * await connection.close();
 *
 * @throws TypeError or RangeError for options that are wrong, or that differ from those of the group, with both
 * @throws GroupError if all places are taken by members that are there
 * @throws Error if the server has no JetStream, and what the client throws
 */
export async function nats<L extends LayoutLike, const N extends number>(
  connection: NatsConnection,
  options: NatsOptions<L, N>,
): Promise<NatsMember<L>> {
  if (typeof (connection as Partial<NatsConnection> | null)?.publish !== 'function')
    throw new TypeError(`nats: a connection of NATS was expected, found ${describe(connection)}`);
  const { replicas = 1, ...rest } = options;
  // `as`: joinAs checks the number of members.
  return joinAs<L>('nats', (group) => openNetwork(connection, group, replicas), rest as JoinOptions<L>);
}
