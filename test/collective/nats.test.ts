// Groups on a NATS server, with members of one process.
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe } from 'vitest';
import { nats } from '../../src/nats/index.ts';
import { isInstalled, type NatsServer, startNatsServer, whyNotInstalled } from './nats-server.ts';
import { describeGroups, type MakeGroup } from './suite.ts';

let server: NatsServer | undefined;
let groups = 0;

describe.skipIf(!isInstalled)(`on a server${whyNotInstalled}`, () => {
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server?.stop());

  const make: MakeGroup = async (model, size, options) => {
    const group = `group-${groups++}`;
    const members = await Promise.all(
      Array.from({ length: size }, async () => {
        const connection = await connect({ servers: server?.url ?? '' });
        return nats(connection, { group, model, size, ...options });
      }),
    );
    return members.sort((a, b) => a.rank - b.rank);
  };
  describeGroups('nats', make);
});
