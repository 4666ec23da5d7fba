// The types of groups on a NATS server: the same as those of threads.
import type { NatsConnection } from '@nats-io/nats-core';
import { expectAssignable, expectError, expectType } from 'tsd';
import { layout, type FlatOf, tied } from '../dist/src/index.js';
import { type Collective, dataParallel, diloco, type Kept, type Round } from '../dist/src/collective/index.js';
import { nats, type NatsMember, type NatsOptions } from '../dist/src/nats/index.js';
import { adamw } from '../dist/src/optim/index.js';

const model = layout({ wte: [3, 2], head: tied('wte') });
const other = layout({ x: [6] });
type M = typeof model;
declare const connection: NatsConnection;
declare const count: number;
const flat = model.zeros();

const options = { group: 'g', model, size: 4, deadline: 5_000 } as const;
expectType<Promise<NatsMember<M>>>(nats(connection, options));
expectType<Promise<NatsMember<M>>>(nats(connection, { ...options, size: count }));
const member = await nats(connection, { ...options, wire: 'BF16', type: Float32Array, replicas: 3 });
expectAssignable<Collective<M>>(member);
expectAssignable<NatsOptions<M, 4>>(options);
expectType<number>(member.rank);
expectType<string>(member.group);

expectError(nats(connection, { ...options, size: 0 }));
expectError(nats(connection, { ...options, size: 2.5 }));
expectError(nats(connection, { ...options, wire: 'F8' }));
expectError(nats(connection, { ...options, members: 4 }));
expectError(nats(connection, { group: 'g', size: 4 }));
expectError(nats({}, options));

// Flat arrays are those of the layout.
expectType<Promise<Round>>(member.allReduce(flat, 'mean', { weight: 3, min: 2 }));
expectError(member.allReduce(other.zeros()));
expectType<Promise<Kept | undefined>>(member.joined());
expectType<Promise<Round>>(member.keep([flat, new Float32Array(3)], { min: 2 }));
expectError(member.keep(flat));

// Training takes such a member.
const training = await dataParallel(member, flat, adamw(model, { lr: 0.1 }));
expectType<Promise<Round>>(training.step(flat));
const rounds = await diloco(member, flat as FlatOf<M>, { every: 10, min: 2 });
expectType<Promise<Round | undefined>>(rounds.step());
