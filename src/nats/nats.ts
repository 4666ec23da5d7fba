import type { NatsConnection } from '@nats-io/nats-core';
import type { JoinOptions, Network } from '../../types/collective/network.ts';
import type { NatsMember, NatsOptions } from '../../types/nats/nats.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { joinAs } from '../collective/network/join.ts';
import { openNetwork } from './nats-network.ts';

/**
 * Joins a group of `size` members, which a NATS server connects. The server needs JetStream, which stores the group's
 * record and its kept arrays. Resolves when the member has a rank. The first call then waits until all members have
 * joined.
 *
 * Each member renews a lease. A member that is silent for longer than the deadline is lost, and its seat becomes free.
 * If the others go on without it, as `diloco` does with `min`, another member can take the seat: the others admit it at
 * the end of a round, and `nats` waits until then.
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
 * @throws TypeError or RangeError for a wrong option, and for one that differs from the group's; the error has both
 * values
 * @throws RangeError if the server's `max_payload` is too small for a group of this size
 * @throws GroupError if live members hold all seats
 * @throws Error if the server has no JetStream; what NATS's client throws; the reason of an aborted signal
 */
export async function nats<L extends LayoutLike, const N extends number>(
  connection: NatsConnection,
  options: NatsOptions<L, N>,
): Promise<NatsMember<L>> {
  if (typeof (connection as Partial<NatsConnection> | null)?.publish !== 'function')
    throw new TypeError(`nats: a connection of NATS was expected, found ${describe(connection)}`);
  const open = (group: string): Promise<Network> => openNetwork(connection, group, options.replicas ?? 1);
  // `as`: joinAs checks the number of members.
  return joinAs<L>('nats', open, options as JoinOptions<L>, ['replicas']);
}
