// How a process and a page become members of the group: the same call, over connections of different kinds.
import type { NatsConnection } from '@nats-io/nats-core';
import type { Collective } from 'paramlayout/collective';
import { nats } from 'paramlayout/nats';
import { network } from '../digits/model.ts';
import { DEADLINE } from './settings.ts';

/** How long the members wait for each other at the beginning, in milliseconds: you may have to open a page. */
const PATIENCE = 10 * 60_000;

/** Joins a new group of `size` members, or takes the seat of a member that was lost or has left. */
export async function join(connection: NatsConnection, size: number): Promise<Collective<typeof network>> {
  const group = await nats(connection, { group: 'digits', model: network, size, deadline: DEADLINE });
  const isNew = (await group.joined()) === undefined;
  if (isNew) await group.barrier({ deadline: PATIENCE });
  return group;
}
