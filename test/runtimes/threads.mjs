// Three workers train together, and one of them ends early. Each run time runs this file; it is also the workers' file.
import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { layout } from 'paramlayout';
import { threads } from 'paramlayout/collective';

const model = layout({ weight: [100, 30], bias: [30] });

if (isMainThread) {
  const group = threads(model, 3, { deadline: 3000 });
  const workers = group.map(({ seat }) => new Worker(fileURLToPath(import.meta.url), { workerData: seat }));
  const answers = await Promise.all(
    [0, 2].map(async (rank) => (await once(workers[rank], 'message')).map((each) => each.data ?? each)[0]),
  );
  for (const { sum, ranks, error } of answers) {
    equal(sum, 6);
    deepEqual(ranks, [0, 2]);
    match(error, /rank 1 left the group: it was closed/);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
} else {
  const member = threads(model, workerData);
  const flat = model.zeros().fill(member.rank + 1);
  await member.allReduce(flat);
  const sum = flat[3029];
  if (member.rank === 1) await member.close();
  else {
    const { ranks } = await member.allReduce(flat, 'mean', { min: 2 });
    const error = await member.barrier().then(
      () => 'none',
      ({ message }) => message,
    );
    parentPort.postMessage({ sum, ranks, error });
  }
}
