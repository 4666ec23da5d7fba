// No twin in types: what a server does is not in the types.
/** The sentences of errors about NATS. */

export const NO_JETSTREAM =
  'nats: a group keeps its record in JetStream, which this server has not enabled; add `jetstream {}` to its configuration';
