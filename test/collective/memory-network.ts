// A network in memory, which does what networks do: it loses messages, and it fails.
import type { Network, StoredValue } from '../../types/collective/network.ts';
import { SimulatedProcess } from './simulated-time.ts';

/** How often something happens, from 0 to 1, and how long it takes at most, in milliseconds. */
export interface Faults {
  readonly seed: number;
  /** Messages that are lost, and that come twice. Each takes a time of its own, so they overtake each other. */
  readonly drop: number;
  readonly double: number;
  readonly delay: number;
  /** Operations of the store that fail, and those that fail after the store has done them. */
  readonly fail: number;
  readonly failLate: number;
  readonly storeDelay: number;
  readonly maxPayload: number;
}
export const NO_FAULTS: Faults = {
  seed: 1,
  drop: 0,
  double: 0,
  delay: 0,
  fail: 0,
  failLate: 0,
  storeDelay: 0,
  maxPayload: 1 << 20,
};

/** One message on its way to one member. */
export interface Message {
  readonly from: MemoryConnection;
  readonly to: MemoryConnection;
  readonly name: string;
  readonly head: string;
  readonly body: Uint8Array;
}

interface Listener {
  readonly connection: MemoryConnection;
  readonly receive: (head: string, body: Uint8Array) => void;
}

/** A server that all members reach. */
export class MemoryServer {
  readonly values = new Map<string, StoredValue>();
  readonly objects = new Map<string, Uint8Array>();
  /** The server has a clock of its own. */
  readonly #process = new SimulatedProcess(1e6);
  readonly listeners = new Map<string, Set<Listener>>();
  /** So many messages have been sent. */
  sent = 0;
  faults: Faults;
  /** Says how late a message comes, in milliseconds: `Infinity` if it is lost. */
  postman: ((message: Message) => number) | undefined;
  /** Says how much longer the store needs for a key or an object, in milliseconds. */
  slowness: ((what: string) => number) | undefined;
  /** Hears what the store takes. */
  whenSet: ((key: string, value: Uint8Array) => void) | undefined;
  #revision = 0;
  #random: number;

  constructor(faults: Partial<Faults> = {}) {
    this.faults = { ...NO_FAULTS, ...faults };
    this.#random = this.faults.seed | 0;
  }
  /** A number from 0 to below 1. Mulberry32. */
  random(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }
  connect(process = new SimulatedProcess()): MemoryConnection {
    return new MemoryConnection(this, process);
  }
  set(key: string, value: Uint8Array): number {
    const revision = ++this.#revision;
    this.whenSet?.(key, value);
    this.values.set(key, { value: value.slice(), revision, time: this.#process.run(() => performance.now()) });
    return revision;
  }
  /** Forgets all, as a server does that has lost its disk. */
  forget(): void {
    this.values.clear();
    this.objects.clear();
    this.#revision = 0;
  }
}

/** The network as one member sees it. */
export class MemoryConnection {
  readonly process: SimulatedProcess;
  readonly #server: MemoryServer;
  /** Whether nothing gets through, and whether the member knows. */
  isCut = false;
  knowsCut = false;
  /** How many networks are open on it, and how many listeners they have. */
  opened = 0;
  readonly #listeners = new Map<Listener, string>();

  constructor(server: MemoryServer, process: SimulatedProcess) {
    this.#server = server;
    this.process = process;
  }
  /** The member ends without a word. */
  kill(): void {
    this.process.isDead = true;
    this.isCut = true;
    this.process.onKill();
  }
  readonly open = (): Promise<Network> => {
    this.opened++;
    const server = this.#server;
    let isOpen = true;
    return Promise.resolve({
      maxPayload: server.faults.maxPayload,
      isConnected: () => !this.knowsCut,
      send: (name, head, body) => {
        if (body.length > server.faults.maxPayload) throw new Error(`${body.length} bytes are too many`);
        if (isOpen) this.#send(name, head, body);
      },
      listen: (names, receive) => {
        for (const name of names) {
          const listener = { connection: this, receive };
          this.#listeners.set(listener, name);
          if (!server.listeners.has(name)) server.listeners.set(name, new Set());
          server.listeners.get(name)?.add(listener);
        }
      },
      close: () => {
        if (isOpen) this.opened--;
        isOpen = false;
        for (const [listener, name] of this.#listeners) server.listeners.get(name)?.delete(listener);
        this.#listeners.clear();
      },
      get: (key) => this.#ask(key, () => server.values.get(key)),
      put: (key, value) =>
        this.#ask(key, () => {
          server.set(key, value);
        }),
      replace: (key, value, revision) => {
        const copy = value.slice();
        if (copy.length > server.faults.maxPayload) throw new Error(`${copy.length} bytes are too many`);
        return this.#ask(key, () =>
          (server.values.get(key)?.revision ?? 0) === revision ? server.set(key, copy) : undefined,
        );
      },
      putObject: (name, parts) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        return this.#ask(name, () => {
          server.objects.set(name, bytes);
        });
      },
      getObject: (name) =>
        this.#ask(name, () => {
          const bytes = server.objects.get(name);
          if (bytes === undefined) throw new Error(`no object '${name}'`);
          return bytes.slice();
        }),
      removeObject: (name) =>
        this.#ask(name, () => {
          server.objects.delete(name);
        }),
    });
  };

  #send(name: string, head: string, body: Uint8Array): void {
    const server = this.#server;
    const { drop, double, delay } = server.faults;
    server.sent++;
    if (this.isCut) return;
    const copy = body.slice();
    for (const listener of server.listeners.get(name) ?? []) {
      const { connection, receive } = listener;
      for (let copies = server.random() < double ? 2 : 1; copies > 0; copies--) {
        const late = server.postman?.({ from: this, to: connection, name, head, body: copy }) ?? 0;
        if (server.random() < drop || late === Infinity) continue;
        const deliver = (): void => {
          if (connection.isCut || !connection.#listeners.has(listener)) return;
          // Nobody may keep the bytes beyond the call.
          const window = copy.slice();
          receive(head, window);
          window.fill(0xff);
        };
        connection.process.run(() => setTimeout(deliver, 0.1 + late + server.random() ** 2 * delay));
      }
    }
  }
  /** One operation of the store: a way there, and a way back. */
  async #ask<T>(what: string, operate: () => T): Promise<T> {
    const server = this.#server;
    const { fail, failLate, storeDelay } = server.faults;
    const way = (): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, 0.1 + server.random() ** 2 * storeDelay));
    await way();
    const more = server.slowness?.(what) ?? 0;
    if (more > 0) await new Promise<void>((resolve) => setTimeout(resolve, more));
    if (this.process.isDead) return new Promise(() => {});
    if (this.isCut || server.random() < fail) throw new Error('the store is away');
    const result = operate();
    await way();
    if (this.isCut || server.random() < failLate) throw new Error('the answer of the store was lost');
    return result;
  }
}
