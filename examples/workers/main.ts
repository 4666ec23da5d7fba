// Two workers train one network. Parameters and gradients lie in one flat array, in memory that all threads share.
// Run: npm run demo:workers
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { axpby, axpy, dot, part, share } from 'paramlayout';
import { memory, network, WORKERS } from './model.ts';

const STEPS = 600;
const RATE = 0.05;
const MOMENTUM = 0.9;

const flat = memory.zeros({ shared: true });
const { losses } = memory.view(flat);
const params = network.view(part(memory, flat, 'params'));
params.hidden.weight.forEach((_, j) => {
  params.hidden.weight[j] = Math.sin(1 + 3 * j);
  params.hidden.bias[j] = Math.cos(1 + 5 * j);
  params.output.weight[j] = 0.3 * Math.sin(2 + 7 * j);
});

const message = share(memory, flat);
const workers = Array.from({ length: WORKERS }, (_, rank) => {
  return new Worker(new URL('./worker.js', import.meta.url), { workerData: { rank, message } });
});
const gradients = workers.map((_, rank) => part(memory, flat, `gradients.${rank}`));
const velocity = network.zeros();

for (let step = 1; step <= STEPS; step++) {
  // Each worker computes the gradient of its half of the samples. Nobody writes to the parameters meanwhile.
  const done = workers.map((worker) => once(worker, 'message'));
  for (const worker of workers) worker.postMessage('step');
  await Promise.all(done);
  axpby(1, gradients[0] as (typeof gradients)[0], MOMENTUM, velocity);
  for (const gradient of gradients.slice(1)) axpy(1, gradient, velocity);
  axpy(-RATE, velocity, params);
  if (step === 1 || step % 150 === 0) {
    const error = losses.reduce((sum, each) => sum + each, 0);
    console.log(`step ${String(step).padStart(3)}: squared error ${error.toFixed(4)}`);
  }
}
console.log(`${WORKERS} workers shared ${flat.length} numbers; none was copied`);
console.log(`squared length of the parameters: ${dot(params, params).toFixed(2)}`);
await Promise.all(workers.map((worker) => worker.terminate()));
