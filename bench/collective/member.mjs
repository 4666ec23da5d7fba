// One thread of bench/collective/run.mjs.
import { parentPort, workerData } from 'node:worker_threads';
import { layout } from '../../dist/src/index.js';
import { threads } from '../../dist/src/collective/index.js';

const { seat, start, copies, length, seconds } = workerData;
const member = threads(layout({ weight: [length] }), seat);
const starts = threads(layout({ weight: [1] }), start);
const flat = new Float32Array(length).fill(1);
const place = new Float32Array(copies, 4 * length * member.rank, length);
const other = new Float32Array(copies, 4 * length * ((member.rank + 1) % member.size), length);

const calls = {
  // The least that an all-reduce in shared memory does: it copies the elements in, and the result out.
  async copy() {
    place.set(flat);
    await starts.barrier();
    flat.set(other);
  },
  allReduce: () => member.allReduce(flat, 'mean'),
  async 'reduceScatter and allGather'() {
    await member.reduceScatter(flat, 'mean');
    await member.allGather(flat);
  },
  broadcast: () => member.broadcast(flat),
  barrier: () => member.barrier(),
};
const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
const rounds = Math.min(400, Math.ceil((seconds * 1000) / (Object.keys(calls).length * (2 + length / 50_000))));
for (let i = 0; i < rounds; i++)
  for (const [name, call] of Object.entries(calls)) {
    await starts.barrier();
    const from = performance.now();
    await call();
    times[name].push(performance.now() - from);
  }
parentPort.postMessage(times);
