// Time that a test moves itself. Minutes pass in milliseconds, and a run repeats from its seed.
import { AsyncLocalStorage } from 'node:async_hooks';

/** What runs as one process: it can be killed, and stopped for a while. */
export class SimulatedProcess {
  isDead = false;
  onKill: () => void = () => {};
  stoppedUntil = 0;
  /** How far its clock is from those of others, in milliseconds. */
  readonly skew: number;
  constructor(skew = 0) {
    this.skew = skew;
  }
  /** Runs what belongs to the process, also all that it starts later. */
  run<T>(body: () => T): T {
    return current.run(this, body);
  }
}
const current = new AsyncLocalStorage<SimulatedProcess | undefined>();

interface Event {
  time: number;
  readonly order: number;
  readonly process: SimulatedProcess | undefined;
  readonly run: () => void;
}

/** A clock and its timers, in place of those of the platform while a body runs. */
export class SimulatedTime {
  now = 0;
  #order = 0;
  readonly #events = new Map<number, Event>();

  /** How many timers are set. */
  get pending(): number {
    return this.#events.size;
  }
  after(milliseconds: number, run: () => void): number {
    const order = ++this.#order;
    this.#events.set(order, { time: this.now + Math.max(0, milliseconds), order, process: current.getStore(), run });
    return order;
  }
  /** Replaces the clock and the timers of the platform. Returns what brings them back. */
  install(): () => void {
    const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
    const { now } = performance;
    const clear = (timer?: { order: number }): unknown => this.#events.delete(timer?.order ?? 0);
    Object.assign(globalThis, {
      setTimeout: (run: () => void, milliseconds = 0) => ({ order: this.after(milliseconds, run) }),
      setInterval: (run: () => void, milliseconds: number) => {
        const timer = { order: 0 };
        const again = (): void => {
          timer.order = this.after(milliseconds, () => {
            again();
            run();
          });
        };
        again();
        return timer;
      },
      clearTimeout: clear,
      clearInterval: clear,
    });
    performance.now = () => this.now + (current.getStore()?.skew ?? 0);
    return () => {
      Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
      performance.now = now;
    };
  }
  /** Lets time pass until `stop` is called, as long as there is something to do. */
  start(): { readonly stop: () => void } {
    const restore = this.install();
    let isOver = false;
    void (async () => {
      while (!isOver) {
        await settled();
        if (!isOver) this.#step();
      }
    })();
    return {
      stop() {
        isOver = true;
        restore();
      },
    };
  }
  /** Runs a body, which must end before so many milliseconds have passed. */
  async run<T>(body: () => Promise<T>, limit: number): Promise<T> {
    const restore = this.install();
    let isOver = false;
    try {
      const result = body().finally(() => (isOver = true));
      result.catch(() => {});
      await settled();
      while (!isOver) {
        if (!this.#step()) throw new Error('all timers have ended, and the body waits');
        if (this.now > limit) throw new Error(`the body has not ended after ${limit} ms`);
        await settled();
      }
      return await result;
    } finally {
      restore();
    }
  }
  #step(): boolean {
    const event = this.#next();
    if (event === undefined) return false;
    this.now = Math.max(this.now, event.time);
    if (event.process === undefined) event.run();
    else event.process.run(event.run);
    return true;
  }
  /** Takes the next event out of the queue. What a stopped process would do, it does when it goes on. */
  #next(): Event | undefined {
    for (;;) {
      let next: Event | undefined;
      for (const event of this.#events.values())
        if (next === undefined || event.time < next.time || (event.time === next.time && event.order < next.order))
          next = event;
      if (next === undefined) return undefined;
      const { process } = next;
      if (process !== undefined && !process.isDead && process.stoppedUntil > next.time) {
        next.time = process.stoppedUntil;
        continue;
      }
      this.#events.delete(next.order);
      if (process?.isDead !== true) return next;
    }
  }
}

/** Resolves when all promises have had their turn. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
