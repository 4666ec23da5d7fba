// The two losses, of named arrays. Both are mean squared errors of logarithms, plus the price of the network.
import { type Array, numpy as np, tree } from '@jax-js/jax';
import { logCounts } from './data.ts';
import { correction, dynamics, type Field, type Parameters, year } from './equations.ts';

const YEARS = 20;
/** The weight of the network's mean square output: it is to explain what the equations cannot, and no more. */
const NETWORK_PRICE = 0.05;

/** The parameters of either model, and the segments' own starts. */
interface Segments {
  readonly model: Parameters;
  readonly starts: { readonly hare: Array; readonly lynx: Array };
}

/** One trajectory over all the years, from the start in 1900. */
export function single(parameters: Parameters): Array {
  const { first, field } = dynamics(parameters);
  const states = [first];
  for (let i = 0; i < YEARS; i++) states.push(year(tree.ref(field), (states[i] as Array).ref));
  return priced(np.concatenate(states), field, 0);
}

/**
 * Twenty segments of one year, integrated as one batch, each from a start of its own; `gapWeight` is the price of a segment that
 * does not end where the next one starts. A trajectory that is wrong early cannot spoil the later years, so this finds the basin.
 */
export function multiple({ model, starts }: Segments, gapWeight: Array): Array {
  const { first, field } = dynamics(model);
  const free = np.log(np.stack([starts.hare, starts.lynx], 1));
  const ends = year(tree.ref(field), np.concatenate([first.ref, free.ref]));
  const gaps = np.square(ends.ref.slice([0, YEARS - 1]).sub(free)).mean();
  return priced(np.concatenate([first, ends]), field, gaps.mul(gapWeight));
}

function priced(states: Array, field: Field, more: Array | number): Array {
  const error = np
    .square(states.ref.sub(np.array(logCounts).reshape([YEARS + 1, 2])))
    .mean()
    .add(more);
  const price =
    field.network === undefined ? 0 : np.square(correction(field.network, states.ref)).mean().mul(NETWORK_PRICE);
  states.dispose();
  tree.dispose(field);
  return error.add(price);
}
