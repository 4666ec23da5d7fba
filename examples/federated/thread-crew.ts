// Threads of this process. A lost thread cannot come back, because another thread cannot take its seat.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threads, type ThreadMember } from 'paramlayout/collective';
import { network } from '../digits/model.ts';
import type { Crew } from './crew.ts';
import { DEADLINE, TRAINERS } from './settings.ts';
import type { ThreadStart } from './trainer-thread.ts';

export function crewOfThreads(): Crew {
  const members: readonly ThreadMember<typeof network>[] = threads(network, TRAINERS, { deadline: DEADLINE });
  return {
    kind: 'thread',
    restores: false,
    start(part, report) {
      const { seat } = members[part]!;
      const workerData: ThreadStart = { seat, part };
      const worker = new Worker(new URL('./trainer-thread.js', import.meta.url), { workerData });
      worker.on('message', report);
      return {
        ended: once(worker, 'exit').then(() => undefined), // `once` rejects if the thread throws
        kill: () => void worker.terminate(),
      };
    },
  };
}
