// Trains the same network in Node, without a page: node build/train.js
import { loadNpz } from 'paramlayout/checkpoint';
import { dataset } from './dataset.ts';
import { EPOCHS, memory } from './model.ts';
import { startTraining } from './training.ts';

const flat = memory.zeros();
const view = memory.view(flat);
const file = new URL('../data/digits.npz', import.meta.url);
const data = dataset.view(await loadNpz(dataset, file, { type: Uint8Array }));
for (const seed of [1, 2, 3]) {
  const training = startTraining(flat, data, seed);
  const found: string[] = [];
  while (view.epoch < EPOCHS) {
    training.runEpoch();
    if ([1, 5, 20, EPOCHS].includes(view.epoch)) {
      found.push(`${(100 * view.accuracy[view.epoch - 1]!).toFixed(1)} % after ${view.epoch}`);
    }
  }
  console.log(`seed ${seed}: ${found.join(', ')}`);
}
