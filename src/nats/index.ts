export { nats } from './nats.ts';
export type { NatsMember, NatsOptions } from '../../types/nats/nats.ts';
