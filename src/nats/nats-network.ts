// No twin in types: types/collective/network.ts has the interface.
import { Kvm } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator, Status, Subscription } from '@nats-io/nats-core';
import { Objm } from '@nats-io/obj';
import type { Network } from '../../types/collective/network.ts';
import { wait } from '../checkpoint/source/signal.ts';
import { NO_JETSTREAM } from './issues.ts';

declare const ReadableStream: new (source: {
  pull(controller: { enqueue(chunk: Uint8Array): void; close(): void }): void;
}) => ReadableStream<Uint8Array>;
/** `ReadableStream` of the platform, which the compiler's ES2022 does not know. */
type ReadableStream<T> = NonNullable<Parameters<Awaited<ReturnType<Objm['create']>>['put']>[1]> & { readonly of?: T };

/**
 * Opens a group's messages and its store on NATS. Subjects begin with `paramlayout.<group>`. The values and the objects
 * are in the buckets `paramlayout_<group>` of JetStream's key-value store and object store.
 */
export async function openNetwork(connection: NatsConnection, group: string, replicas: number): Promise<Network> {
  const bucket = `paramlayout_${group}`;
  const values = await makeBucket(() => new Kvm(connection).create(bucket, { history: 1, replicas }));
  const objects = await makeBucket(() => new Objm(connection).create(bucket, { replicas }));
  const prefix = `paramlayout.${group}`;
  const maxPayload = connection.info?.max_payload ?? 0;
  const subscriptions: Subscription[] = [];
  // `as`: the client's type of the statuses lacks the method `stop`.
  const statuses = connection.status() as QueuedIterator<Status>;
  let isConnected = true;
  let isOpen = true;
  let fail: (error: Error) => void = () => {};

  async function watch(): Promise<void> {
    for await (const value of statuses) {
      if (value.type === 'disconnect' || value.type === 'staleConnection') isConnected = false;
      if (value.type === 'reconnect') isConnected = true;
      if (value.type === 'error' && value.error.message.includes(prefix)) fail(value.error);
    }
  }
  void watch();
  void connection.closed().then((error) => {
    isConnected = false;
    if (isOpen) fail(error instanceof Error ? error : new Error('the connection to the server was closed'));
  });

  return {
    maxPayload,
    isConnected: () => isConnected,
    send(name, head, body) {
      try {
        if (isOpen) connection.publish(`${prefix}.${name}.${head}`, body);
      } catch (error) {
        fail(error as Error);
      }
    },
    listen(names, receive, whenFailed) {
      fail = whenFailed;
      for (const name of names) {
        const from = `${prefix}.${name}.`;
        const callback = (
          error: Error | null,
          message: { readonly subject: string; readonly data: Uint8Array },
        ): void => (error === null ? receive(message.subject.slice(from.length), message.data) : fail(error));
        subscriptions.push(connection.subscribe(`${from}>`, { callback }));
      }
    },
    close() {
      isOpen = false;
      for (const subscription of subscriptions) if (!connection.isClosed()) subscription.unsubscribe();
      statuses.stop();
    },

    async get(key) {
      const entry = await values.get(key);
      return entry?.operation === 'PUT' ?
          { value: entry.value, revision: entry.revision, time: entry.created.getTime() }
        : undefined;
    },
    async put(key, value) {
      await values.put(key, value);
    },
    async replace(key, value, revision) {
      try {
        return await (revision === 0 ? values.create(key, value) : values.update(key, value, revision));
      } catch (error) {
        if (isConflict(error)) return undefined;
        throw error;
      }
    },

    async putObject(name, parts) {
      const chunk = Math.min(OBJECT_CHUNK, maxPayload);
      const rest = [...parts];
      const stream = new ReadableStream({
        pull(controller) {
          const part = rest.shift();
          if (part === undefined) controller.close();
          else controller.enqueue(part);
        },
      });
      await objects.put({ name, options: { max_chunk_size: chunk } }, stream);
    },
    async getObject(name) {
      const bytes = await objects.getBlob(name);
      if (bytes === null) throw new Error(`the store has no object '${name}'`);
      return bytes;
    },
    async removeObject(name) {
      await objects.delete(name);
    },
  };
}

/**
 * Makes a bucket, or opens an existing one.
 *
 * @throws Error if the server has no JetStream, and any other error of the client
 */
async function makeBucket<T>(create: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await create();
    } catch (error) {
      const code = codeOf(error);
      if (code === NOT_ENABLED || (error as Error | null)?.name === 'JetStreamNotEnabled')
        throw new Error(NO_JETSTREAM, { cause: error });
      // Another member may be making the same bucket at this moment.
      if (!BEING_MADE.includes(code) || tries === 10) throw error;
      await wait(20 * (1 + tries), undefined);
    }
}
const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

// The numbers of JetStream's errors, from nats-server's errors.json.
const NOT_ENABLED = 10039; // for the account
/** "subjects overlap with an existing stream"; "stream name already in use with a different configuration". */
const BEING_MADE: readonly unknown[] = [10065, 10058];
/** "wrong last sequence", with and without the sequence: the key has another revision. */
const CONFLICTS: readonly unknown[] = [10071, 10164];
const isConflict = (error: unknown): boolean => CONFLICTS.includes(codeOf(error));

/** The number of bytes of one message of an object: the default of NATS's clients. */
const OBJECT_CHUNK = 128 * 1024;
