// Trains the same network in Node, without a page, from a seed that is 1 or the argument: node build/train.js 2
import { loadNpz } from 'paramlayout/checkpoint';
import { dataset } from './dataset.ts';
import { EPOCHS, memory } from './model.ts';
import { startTraining } from './training.ts';

const flat = memory.zeros();
const view = memory.view(flat);
const file = new URL('../data/digits.npz', import.meta.url);
const data = dataset.view(await loadNpz(dataset, file, { type: Uint8Array }));
const training = startTraining(flat, data, Number(process.argv[2] ?? 1));
while (view.epoch < EPOCHS) {
  training.runEpoch();
  const { epoch, loss, accuracy } = view;
  if (![1, 5, 20, EPOCHS].includes(epoch)) continue;
  const [error, share] = [loss[epoch - 1]!.toFixed(4), (100 * accuracy[epoch - 1]!).toFixed(1)];
  console.log(`epoch ${String(epoch).padStart(3)}: loss ${error}, accuracy ${share} %`);
}
