// No twin in types: what a server does is not in the types.
/** The sentences of errors about NATS. */

export const NO_JETSTREAM =
  'nats: a group stores its record in JetStream, which is not enabled on this server; ' +
  'add `jetstream {}` to its configuration';
