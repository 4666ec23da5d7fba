// @ts-check
// Starts a nats-server on free ports of this machine, with a store in a temporary folder. Both are removed when the
// program ends, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} User
 * @property {string} user
 * @property {string} password
 * @property {{ publish?: unknown, subscribe?: unknown }} [permissions] the subjects that this user may use
 */
/**
 * Settings of the server by NATS's own names; others than these are allowed as well.
 *
 * @typedef {object} NamedSettings
 * @property {number} [max_payload] bytes of one message
 * @property {{ token: string } | { user: string, password: string } | { users: readonly User[] }} [authorization]
 *
 * @typedef {NamedSettings & Readonly<Record<string, unknown>>} Settings
 */
/**
 * @typedef {object} Options
 * @property {boolean} [websocket] also listen for pages
 * @property {Settings} [settings]
 */

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Debian installs nats-server in a folder that only root has in its PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
// `SUPERVISED` needs a POSIX shell.
const program =
  process.platform === 'win32' ?
    undefined
  : FOLDERS.filter((folder) => folder !== '')
      .map((folder) => join(folder, 'nats-server'))
      .find(isExecutable);

/** Whether there is a nats-server: `apt-get install nats-server`. */
export const isInstalled = program !== undefined;

/**
 * The shell becomes the server. Its subshell reads from a pipe to the program. If the server ends, the program writes a
 * line. If the program ends first, even by SIGKILL, the subshell reads the end of the pipe. Then it kills the server
 * and removes the folder.
 */
const SUPERVISED = `{ read -r _ <&3 || { kill -9 $$; rm -rf "$3"; }; } &
exec 3<&- "$1" -c "$2"`;

/** Returns a port below those of outgoing connections, so that it is still free when the server restarts. */
const randomPort = () => 15_000 + Math.floor(Math.random() * 17_000);

const SECONDS = 20;

export class NatsServer {
  /** @type {ChildProcess | undefined} */
  #process;
  #name = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  #folder = mkdtempSync(join(tmpdir(), 'nats-server-'));
  #log = join(this.#folder, 'server.log');
  #hasWebsocket;
  /** @type {Settings} */
  #settings;
  #port = 0;
  #websocketPort = 0;

  /** @param {Options} options */
  constructor({ websocket = false, settings = {} }) {
    this.#hasWebsocket = websocket;
    this.#settings = settings;
  }

  get port() {
    return this.#port;
  }
  /** For the clients of Node. */
  get url() {
    return `nats://127.0.0.1:${this.#port}`;
  }
  /** For pages: `wsconnect`. */
  get websocketUrl() {
    if (!this.#hasWebsocket) throw new Error('this server was started without the option websocket');
    return `ws://127.0.0.1:${this.#websocketPort}`;
  }
  /** The process of the server, to stop and continue it with signals. */
  get pid() {
    return this.#process?.pid;
  }
  /** All that the server has written. */
  get log() {
    return readFileSync(this.#log, 'utf8');
  }

  /**
   * @internal Starts on free ports. Only the start itself can check this: another program may take a port before it.
   */
  async open() {
    try {
      for (let attempt = 1; ; attempt++) {
        this.#port = randomPort();
        this.#websocketPort = randomPort();
        if (await this.#start()) return this;
        if (attempt === 20) throw new Error(`nats-server found no free port:\n${this.log}`);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends the server at once, as a crash does. The store stays. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /**
   * Starts the server again on the same ports and the same store, with other settings if some are given. A server that
   * still runs ends first.
   *
   * @param {Settings} [settings]
   */
  async restart(settings = this.#settings) {
    await this.#end('SIGTERM');
    this.#settings = settings;
    const end = Date.now() + SECONDS * 1000;
    while (!(await this.#start())) {
      if (Date.now() > end) throw new Error(`port ${this.#port} of nats-server was taken:\n${this.log}`);
      await sleep(50);
    }
  }

  /** Ends the server and removes its folder. */
  async stop() {
    await this.#end('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write() {
    const host = '127.0.0.1';
    const config = {
      host,
      port: this.#port,
      server_name: this.#name,
      jetstream: { store_dir: join(this.#folder, 'store') },
      ...(this.#hasWebsocket && { websocket: { host, port: this.#websocketPort, no_tls: true } }),
      ...this.#settings,
    };
    // NATS reads JSON as well.
    const path = join(this.#folder, 'server.conf');
    writeFileSync(path, JSON.stringify(config, null, 2));
    return path;
  }

  /** @returns {Promise<boolean>} `false` if a port is in use. */
  async #start() {
    if (program === undefined) throw new Error('there is no nats-server; apt-get install nats-server');
    const config = this.#write();
    writeFileSync(this.#log, '');
    const log = openSync(this.#log, 'a');
    // A session of its own, so that Ctrl-C in a terminal reaches only the program, which may still need its server.
    const server = spawn('/bin/sh', ['-c', SUPERVISED, 'sh', program, config, this.#folder], {
      stdio: ['ignore', log, log, 'pipe'],
      detached: true,
    });
    closeSync(log);
    this.#process = server;
    const line = /** @type {import('node:net').Socket} */ (server.stdio[3]);
    // The server does not keep the program running.
    server.unref();
    line.unref();
    line.on('error', () => {}); // the subshell has ended
    server.once('exit', () => {
      line.end('ended\n');
      if (this.#process === server) this.#process = undefined;
    });
    const end = Date.now() + SECONDS * 1000;
    while (this.#process === server) {
      if (await this.#answers()) return true;
      if (Date.now() > end) {
        await this.#end('SIGKILL');
        throw new Error(`nats-server did not answer within ${SECONDS} s:\n${this.log}`);
      }
      await sleep(10);
    }
    if (this.log.includes('address already in use')) return false;
    throw new Error(`nats-server did not start:\n${this.log}`);
  }

  /** Whether this server, and not another on the same port, greets a client. */
  async #answers() {
    const socket = connect(this.#port, '127.0.0.1');
    try {
      const [greeting] = await once(socket, 'data', { signal: AbortSignal.timeout(1000) });
      return String(greeting).includes(`"server_name":"${this.#name}"`);
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  /** @param {'SIGTERM' | 'SIGKILL'} signal */
  async #end(signal) {
    const server = this.#process;
    if (server === undefined) return;
    server.ref();
    const ended = once(server, 'exit');
    server.kill(signal);
    // A stopped process gets no other signal.
    const timer = setTimeout(() => server.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }
}

/**
 * Starts a server and waits until it accepts connections.
 *
 * @param {Options} [options]
 * @returns {Promise<NatsServer>}
 * @throws {Error} with what the server says, if it refuses its settings
 */
export async function startNatsServer(options = {}) {
  return new NatsServer(options).open();
}
