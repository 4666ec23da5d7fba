// A member as a thread: it gets a seat in a group that shares memory.
import { parentPort, workerData } from 'node:worker_threads';
import { threads, type ThreadSeat } from 'paramlayout/collective';
import { network } from '../digits/model.ts';
import { openDigits } from './digits-file.ts';
import { split } from './split.ts';
import { train } from './trainer.ts';

/** What the thread gets as its `workerData`. */
export interface ThreadStart {
  readonly seat: ThreadSeat;
  readonly part: number;
}

const { seat, part } = workerData as ThreadStart;
const group = threads(network, seat);
const data = await openDigits();
await train({
  group,
  data,
  images: split(data, group.size)[part]!,
  // Each call copies the array into the shared memory. Nothing is sent.
  sent: (calls) => calls * network.zeros().byteLength,
  report: (report) => parentPort?.postMessage(report),
});
