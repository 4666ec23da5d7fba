// npm run bench:collective: what a call of a group costs beside copies of the same bytes, made by the same threads.
// Needs `npm run build`.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { layout } from '../../dist/src/index.js';
import { threads } from '../../dist/src/collective/index.js';
import { table } from '../types/table.mjs';
import { checkWat } from '../wat.mjs';

await checkWat('collective/kernels');

const SECONDS = 4;
const rows = [];
for (const length of [25_000, 2_500_000])
  for (const size of [2, 4]) {
    const group = threads(layout({ weight: [length] }), size);
    // A second group lets all threads begin each call at the same time.
    const starts = threads(layout({ weight: [1] }), size);
    const copies = new SharedArrayBuffer(4 * length * size);
    const workers = group.map(
      ({ seat }, rank) =>
        new Worker(new URL('member.mjs', import.meta.url), {
          workerData: { seat, start: starts[rank].seat, copies, length, seconds: SECONDS },
        }),
    );
    const times = (await Promise.all(workers.map((worker) => once(worker, 'message')))).map(([each]) => each);
    // A call ends when its last member ends.
    const least = (name) =>
      Math.min(...times[0][name].map((_, i) => Math.max(...times.map((each) => each[name][i] ?? 0))));
    const copy = least('copy');
    for (const name of ['copy', 'allReduce', 'reduceScatter and allGather', 'broadcast', 'barrier']) {
      const ms = least(name);
      rows.push([`${size} threads, ${(4 * length) / 1e6} MB`, name, ms.toFixed(3), (ms / copy).toFixed(2)]);
    }
  }
console.log(`${availableParallelism()} cores; the least time of many rounds, until the last thread is done\n`);
console.log(table(['group', 'call', 'ms', 'of copy in and out'], rows));
