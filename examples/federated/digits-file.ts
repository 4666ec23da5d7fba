// Loads the images, for processes and threads of Node. This file runs in build/federated.
import { loadNpz } from 'paramlayout/checkpoint';
import { type Dataset, dataset } from '../digits/dataset.ts';

export async function openDigits(): Promise<Dataset> {
  const file = new URL('../../../digits/data/digits.npz', import.meta.url);
  return dataset.view(await loadNpz(dataset, file, { type: Uint8Array }));
}
