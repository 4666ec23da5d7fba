import { isInstalled } from '../../examples/federated/nats-server.mjs';

export { isInstalled, type NatsServer, startNatsServer } from '../../examples/federated/nats-server.mjs';

/** Stands after the names of tests that do not run. */
export const whyNotInstalled = isInstalled ? '' : ' (skipped: there is no nats-server; apt-get install nats-server)';
if (!isInstalled) console.warn('skipped: there is no nats-server for tests of groups; apt-get install nats-server');
