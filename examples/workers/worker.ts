// One worker: it reads the parameters from shared memory and writes its gradient and its loss there.
import { parentPort, workerData } from 'node:worker_threads';
import { fill, part, receive } from 'paramlayout';
import { addGradient } from './gradient.ts';
import { memory, network, WORKERS } from './model.ts';

const { rank, message } = workerData as { readonly rank: number; readonly message: unknown };
// Refuses the memory of another layout, so a worker of an older version cannot write to the wrong places.
const { flat, view } = receive(message, memory);
const gradient = network.view(part(memory, flat, `gradients.${rank}`));

// A message is only a signal. The numbers stay where they are.
parentPort?.on('message', () => {
  fill(gradient, 0);
  view.losses[rank] = addGradient(view.params, gradient, rank, WORKERS);
  parentPort?.postMessage('done');
});
