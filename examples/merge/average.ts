// One model out of two checkpoints.
import { assign, axpby, type FlatOf, zip } from 'paramlayout';
import { load } from 'paramlayout/checkpoint';
import { model } from './model.ts';

type Flat = FlatOf<typeof model>;

/** The mean of two checkpoints. `load` refuses a file of another model, and names the tensor. */
export async function average(one: string, two: string): Promise<Flat> {
  const [first, second] = [await load(model, one), await load(model, two)];
  return axpby(0.5, first, 0.5, second);
}

/** How much of the second checkpoint each parameter takes: the whole embeddings, and half of all others. */
export const shares = assign(model, { wte: 1, wpe: 1, rest: 0.5 });

/** A mean with a share for each parameter: first + (second - first) · share. `zip` combines two arrays at a time. */
export async function mix(one: string, two: string): Promise<Flat> {
  const [first, second] = [await load(model, one), await load(model, two)];
  const towards = zip(model.zeros(), first, second, (x, y) => y - x);
  zip(
    towards,
    towards,
    shares.expand((share) => share),
    (difference, share) => difference * share,
  );
  return zip(first, first, towards, (x, difference) => x + difference);
}
