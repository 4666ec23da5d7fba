// A run that stops and goes on: the parameters, the optimiser's state and its count of steps, in one file.
import { existsSync } from 'node:fs';
import { layout } from 'paramlayout';
import { loadAll, save } from 'paramlayout/checkpoint';
import { adamw } from 'paramlayout/optim';
import { type Flat, initial, model } from './model.ts';

/** A layout of its own for the count of steps, because it is an integer and a flat array has one element type. */
const counter = layout({ step: [] });
const options = { lr: 8e-3, decay: 0.01 } as const;

const optimiser = (state?: { readonly flat: Float32Array<ArrayBuffer>; readonly step: number }) =>
  adamw(model, options, state);

/** A run of the training, at some step. */
export interface Run {
  readonly flat: Flat;
  readonly optimiser: ReturnType<typeof optimiser>;
}

export const newRun = (): Run => ({ flat: initial(1), optimiser: optimiser() });

/** Replaces the file in one step: if the program ends meanwhile, the file is as it was. */
export async function saveRun({ flat, optimiser: { layout: stateLayout, state } }: Run, file: string): Promise<void> {
  await save(
    [
      [model, flat],
      [stateLayout, state.flat, { prefix: 'optim.' }],
      [counter, Int32Array.of(state.step), { prefix: 'optim.', dtype: 'I64' }],
    ],
    file,
  );
}

/** Reads what {@link saveRun} has written, or starts anew. Throws a CheckpointError for a file of another network. */
export async function openRun(file: string): Promise<Run> {
  if (!existsSync(file)) return newRun();
  const { layout: stateLayout } = optimiser(); // a new optimiser tells the layout of its state
  const [flat, state, step] = await loadAll(
    [model, [stateLayout, { prefix: 'optim.' }], [counter, { prefix: 'optim.', type: Int32Array }]],
    file,
  );
  return { flat, optimiser: optimiser({ flat: state, step: step[0]! }) };
}
