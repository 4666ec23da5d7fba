import type { FlatOf } from 'paramlayout';
import { load } from 'paramlayout/checkpoint';
import { model } from './model.ts';

/** The trained weights, beside this module. */
export const weights: URL = new URL('./moons.safetensors', import.meta.url);
/** Loads the trained weights: into a flat array of `model`, if one is given. */
export const openWeights = (into: FlatOf<typeof model> = model.zeros()): Promise<FlatOf<typeof model>> =>
  load(model, weights, { into });
