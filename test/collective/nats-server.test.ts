// The server that other tests and examples start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { ConnectionOptions, NatsConnection } from '@nats-io/nats-core';
import { Objm } from '@nats-io/obj';
import { connect } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import { isInstalled, type NatsServer, startNatsServer, whyNotInstalled } from './nats-server.ts';

const connections: NatsConnection[] = [];
const servers: NatsServer[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((each) => each.close()));
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});
async function start(options?: Parameters<typeof startNatsServer>[0]): Promise<NatsServer> {
  const server = await startNatsServer(options);
  servers.push(server);
  return server;
}
async function open(server: NatsServer, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const connection = await connect({ servers: server.url, reconnectTimeWait: 20, ...options });
  connections.push(connection);
  return connection;
}
/** Whether a server listens. A process that nobody has asked for its exit code still has an identity, so that says less. */
async function isListening(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
const module = fileURLToPath(new URL('../../examples/federated/nats-server.mjs', import.meta.url));

/** A program that starts a server, prints its port and its folder, and does what `body` says. */
async function program(body: string) {
  const source = `
    import { startNatsServer } from ${JSON.stringify(module)};
    const server = await startNatsServer();
    console.log(server.port + ' ' + /"(.*)\\/store/.exec(server.log)[1]);
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [port = '', folder = ''] = line.toString().trim().split(' ');
  return { child, port: Number(port), folder };
}

describe.skipIf(!isInstalled)(`nats-server${whyNotInstalled}`, () => {
  it('a client publishes to another', async () => {
    const server = await start();
    const [first, second] = [await open(server), await open(server)];
    const messages = first.subscribe('a.*', { max: 1 });
    await first.flush();
    second.publish('a.b', new Uint8Array([1, 2, 3]));
    for await (const { subject, data } of messages) expect([subject, ...data]).toEqual(['a.b', 1, 2, 3]);
  });

  it('a page connects by websocket', async () => {
    const server = await start({ websocket: true });
    // Node 20 has no WebSocket, so this sends what one sends first.
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': 13 };
    const asked = request(server.websocketUrl.replace('ws', 'http'), {
      headers: { ...headers, 'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64') },
    });
    asked.end();
    const [answer, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
    socket.destroy();
    expect(answer.statusCode).toBe(101);
  });

  it('only one of two clients sets a key that both have read, and a restart keeps keys and objects', async () => {
    const server = await start();
    const connection = await open(server);
    const kv = await new Kvm(connection).create('groups');
    const revision = await kv.create('g.0', 'first');
    await kv.update('g.0', 'second', revision);
    await expect(kv.update('g.0', 'third', revision)).rejects.toThrow('wrong last sequence');
    await expect(kv.create('g.0', 'fourth')).rejects.toThrow();
    const objects = await new Objm(connection).create('parameters');
    await objects.putBlob({ name: 'round' }, new Uint8Array(300_000).fill(7));

    const port = server.port;
    const found = (async () => {
      for await (const { type } of connection.status()) if (type === 'reconnect') return;
    })();
    await server.kill();
    expect(server.pid).toBeUndefined();
    await server.restart();
    expect(server.port).toBe(port);
    const entry = await (await new Kvm(await open(server)).open('groups')).get('g.0');
    expect(entry?.string()).toBe('second');
    const bytes = await (await new Objm(await open(server)).open('parameters')).getBlob('round');
    expect(bytes).toEqual(new Uint8Array(300_000).fill(7));
    // The first connection has found the server again by itself.
    await found;
    expect((await kv.get('g.0'))?.string()).toBe('second');
  });

  it('a client with a wrong password, token or subject is refused', async () => {
    const users = [
      { user: 'ada', password: 'right', permissions: { publish: ['mine.>'], subscribe: ['mine.>', '_INBOX.>'] } },
    ];
    const server = await start({ settings: { authorization: { users } } });
    await expect(open(server, { user: 'ada', pass: 'wrong' })).rejects.toThrow(/authorization/i);
    await expect(open(server)).rejects.toThrow(/authorization/i);
    const connection = await open(server, { user: 'ada', pass: 'right' });
    const [refused] = await Promise.all([
      (async () => {
        for await (const status of connection.status()) if (status.type === 'error') return status.error.message;
        return undefined;
      })(),
      (async () => connection.publish('other'))(),
    ]);
    expect(refused).toMatch(/permissions violation.*publish.*"other"/i);

    await server.restart({ authorization: { token: 'secret' } });
    await expect(open(server, { token: 'guess' })).rejects.toThrow(/authorization/i);
    expect((await open(server, { token: 'secret' })).isClosed()).toBe(false);
  });

  it('the server tells clients its max_payload, and keeps to it', async () => {
    const server = await start({ settings: { max_payload: 4096 } });
    const connection = await open(server);
    expect(connection.info?.max_payload).toBe(4096);
    connection.publish('a', new Uint8Array(4096));
    await connection.flush();
    expect(() => connection.publish('a', new Uint8Array(4097))).toThrow(/max.*payload/i);
    await expect(jetstream(connection).publish('nobody.listens', '')).rejects.toThrow();
  });

  it('many servers at once have ports of their own', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, () => start({ websocket: true })));
    expect(new Set(many.flatMap((each) => [each.url, each.websocketUrl.replace('ws', 'nats')])).size).toBe(16);
  });

  it('the error of a server that does not start has the reason', async () => {
    await expect(start({ settings: { max_payload: '1 apple' as never } })).rejects.toThrow(
      /did not start:\n(?:.|\n)*server\.conf/,
    );
  });

  it.each([
    ['is killed', 'setInterval(() => {}, 1000); setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);'],
    ['throws', 'throw new Error("by mistake");'],
    ['ends and has forgotten the server', ''],
    ['exits', 'process.exit(3);'],
    ['stops the server', 'await server.stop();'],
    ['is killed after it has restarted the server', 'await server.restart(); process.kill(process.pid, "SIGKILL");'],
  ])('no process and no file is left when the program %s', async (_, body) => {
    const { child, port, folder } = await program(body);
    expect(folder).toContain('nats-server-');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    for (let i = 0; i < 500 && ((await isListening(port)) || existsSync(folder)); i++) await sleep(10);
    expect([await isListening(port), existsSync(folder)]).toEqual([false, false]);
  });
});
