import { isInstalled, type NatsServer, startNatsServer } from '../collective/nats-server.ts';
import type { Program } from './page.ts';

/** The address that programs connect to: where nats-server listens by default. */
const DEFAULT = 'nats://127.0.0.1:4222';
const needsServer = ({ source }: Program): boolean => source.includes(DEFAULT);

/** A server for the programs that connect to one. Without nats-server they compile, but do not run. */
export class ServerOfPrograms {
  #server: NatsServer | undefined;

  /** Returns the program with the address of a server; `undefined` where there is none. */
  async prepare(program: Program, code: string): Promise<string | undefined> {
    if (!needsServer(program)) return code;
    if (!isInstalled) return undefined;
    this.#server ??= await startNatsServer();
    return code.replaceAll(DEFAULT, this.#server.url);
  }
  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
