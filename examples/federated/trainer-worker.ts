// A member in a page: a web worker that joins the group by a websocket.
import { wsconnect } from '@nats-io/nats-core';
import { loadNpz } from 'paramlayout/checkpoint';
import { dataset } from '../digits/dataset.ts';
import { join } from './join.ts';
import type { Report } from './report.ts';
import { LEAVE_AFTER } from './settings.ts';
import { split } from './split.ts';
import { train } from './trainer.ts';

/** What the page sends the worker: first how to join, and later that it shall leave. */
export type Order = WorkerStart | 'leave';
export interface WorkerStart {
  readonly server: string;
  readonly token: string;
  readonly part: number;
  readonly parts: number;
  /** Whether the browser has no screen. Then the page leaves by itself after a round. */
  readonly unseen: boolean;
}
/** What the worker sends the page: a report, and a copy of the group's parameters. */
export interface Told {
  readonly report: Report;
  readonly parameters: Float32Array;
}

let isLeaving = false;
addEventListener('message', ({ data: order }: MessageEvent<Order>) => {
  if (order === 'leave') isLeaving = true;
  else
    void work(order).catch((error: unknown) => {
      // An error in a promise does not reach the page. An error that a timer throws does.
      setTimeout(() => {
        throw error;
      });
    });
});

async function work({ server, token, part, parts, unseen }: WorkerStart): Promise<void> {
  const flat = await loadNpz(dataset, new URL('../digits/data/digits.npz', import.meta.url), { type: Uint8Array });
  const data = dataset.view(flat);
  const connection = await wsconnect({ servers: server, token });
  await train({
    group: await join(connection, parts),
    data,
    images: split(data, parts)[part]!,
    sent: () => connection.stats().outBytes,
    leaves: (round) => isLeaving || (unseen && round === LEAVE_AFTER),
    report: (report, parameters) => postMessage({ report, parameters: parameters.slice() } satisfies Told),
  });
  close(); // ends the worker and its connection
}
