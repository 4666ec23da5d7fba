// Members of groups that are processes of their own, and use the built package.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isInstalled, whyNotInstalled } from './nats-server.ts';

const root = new URL('../..', import.meta.url);
const isBuilt = existsSync(new URL('dist/src/nats/index.js', root));

/** Why tests with processes do not run; stands after their names. */
export const whyNot = isBuilt ? whyNotInstalled : ' (skipped: npm run build first)';
export const canRun = isInstalled && isBuilt;

/** One line that a member has printed. */
export type Line = Readonly<Record<string, unknown>>;

/** A process that runs one member. */
export class MemberProcess {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly ended: Promise<void>;
  #errors = '';
  #ring: () => void = () => {};

  constructor(program: string) {
    this.child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(this);
    this.child.stderr?.on('data', (bytes) => (this.#errors += String(bytes)));
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
      this.#ring();
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', () => {
        started.delete(this);
        this.#ring();
        resolve();
      });
    });
  }
  /** Resolves to the first line that fits. @throws Error with all that the process said, if it ends before */
  async line(fits: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        await this.ended;
        const last = this.lines.find(fits);
        if (last !== undefined) return last;
        throw new Error(
          `the member ended: ${this.#errors}\n${this.lines.map((each) => JSON.stringify(each)).join('\n')}`,
        );
      }
      await new Promise<void>((resolve) => (this.#ring = resolve));
    }
  }
  /** The line with a certain key. */
  async said<T = unknown>(key: string): Promise<T> {
    return (await this.line((line) => key in line))[key] as T;
  }
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.child.kill(signal);
  }
}
const started = new Set<MemberProcess>();

/** Kills all members that still run. */
export async function killMembers(): Promise<void> {
  const all = [...started];
  for (const member of all) member.kill();
  await Promise.all(all.map(({ ended }) => ended));
}

export interface MemberOptions {
  readonly url: string;
  readonly group: string;
  readonly size: number;
  readonly deadline?: number;
  readonly shape?: string;
  readonly options?: string;
  /** Whether the process ends itself after the body. */
  readonly exits?: boolean;
}
/**
 * Starts a member. `body` has `group`, `model`, `connection`, `flat` with rank + 1 everywhere, `say(line)`,
 * `hash(flat)`, `block(milliseconds)` and what the package exports. An error is said as `{ error, ranks, values }`, with
 * the distinct elements of `flat`.
 */
export function startMember(
  { url, group, size, deadline = 3000, shape, options = '', exits = true }: MemberOptions,
  body: string,
) {
  const dist = new URL('dist/src/', root).href;
  const file = (path: string): string => JSON.stringify(dist + path);
  return new MemberProcess(`
    import { createHash } from 'node:crypto';
    import { connect } from '@nats-io/transport-node';
    import * as core from ${file('index.js')};
    import * as optim from ${file('optim/index.js')};
    import * as collective from ${file('collective/index.js')};
    import { nats } from ${file('nats/index.js')};
    const { layout, repeat, tied, select, shard } = core;
    const { diloco, dataParallel } = collective;
    const { sgd, adamw } = optim;
    const file = (path) => '${dist}' + path;
    const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
    // Blocks the thread, as a long computation does.
    const block = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    const hash = (flat) => createHash('sha256').update(flat).digest('hex').slice(0, 16);
    const model = layout(${shape ?? '{ weight: [300, 100], bias: [100] }'});
    let flat = model.zeros();
    try {
      const connection = await connect({ servers: ${JSON.stringify(url)}, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
      const group = await nats(connection, { group: '${group}', model, size: ${size}, deadline: ${deadline}, ${options} });
      flat.fill(group.rank + 1);
      say({ rank: group.rank });
      ${body}
    } catch (error) {
      say({ error: error.message, ranks: error.ranks, values: [...new Set(flat)].slice(0, 5) });
    }
    ${exits ? 'process.exit(0);' : ''}`);
}
