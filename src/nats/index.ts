export type { NatsConnection } from '@nats-io/nats-core';
