// Adapters of low rank: put them on a trained model, train them alone, save them alone, and merge them into the weights.
import { assign, copyInto, type FlatOf } from 'paramlayout';
import { load, save } from 'paramlayout/checkpoint';
import { adamw } from 'paramlayout/optim';
import { adapted, adapters, model } from './model.ts';
import { train } from './train.ts';

type Base = FlatOf<typeof model>;
type Adapted = FlatOf<typeof adapted>;

/** A trained model with adapters that change nothing yet: `b` is 0. `a` is random, or no gradient would reach `b`. */
export function putOn(base: Base, random: () => number): Adapted {
  const flat = adapted.zeros();
  copyInto(model, base, adapted, flat);
  for (const { q, k, v, o } of adapted.view(flat).h)
    for (const { lora } of [q, k, v, o]) for (const i of lora.a.keys()) lora.a[i] = 0.3 * random();
  return flat;
}

/** Trains only the adapters. A rate of 0 freezes a parameter: AdamW does not touch it. */
export function trainAdapters(flat: Adapted, words: readonly string[], steps: number): void {
  const optimiser = adamw(adapted, { lr: assign(adapted, { '**.lora': 1e-2, rest: 0 }), decay: 0 });
  train(words, { flat, p: adapted.view(flat), optimiser, steps });
}

/** Saves the adapters without the model. */
export async function saveAdapters(flat: Adapted, file: string): Promise<void> {
  const alone = adapters.zeros();
  copyInto(adapted, flat, adapters, alone);
  await save(adapters, alone, file);
}

/** Puts saved adapters on a model. */
export async function loadAdapters(base: Base, file: string): Promise<Adapted> {
  const flat = adapted.zeros();
  copyInto(model, base, adapted, flat);
  copyInto(adapters, await load(adapters, file), adapted, flat);
  return flat;
}

/** A model of the old layout whose weights have taken up the adapters: weight + b · a. */
export function mergeAdapters(flat: Adapted): Base {
  const merged = flat.slice() as Adapted;
  for (const { q, k, v, o } of adapted.view(merged).h) {
    for (const { weight, lora } of [q, k, v, o]) {
      const [rank, inputs] = lora.a.shape;
      for (const n of weight.keys()) {
        const [row, column] = [Math.floor(n / inputs), n % inputs];
        for (let r = 0; r < rank; r++) weight[n]! += lora.b[row * rank + r]! * lora.a[r * inputs + column]!;
      }
    }
  }
  const base = model.zeros();
  copyInto(adapted, merged, model, base);
  return base;
}
