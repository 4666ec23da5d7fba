// A network of one hidden layer, and the memory that all threads share.
import { layout, repeat, type ViewOf } from 'paramlayout';

/** How many workers compute gradients. */
export const WORKERS = 2;
const HIDDEN = 8;

/** output = output.weight * tanh(hidden.weight * x + hidden.bias) + output.bias */
export const network = layout({
  hidden: { weight: [HIDDEN], bias: [HIDDEN] },
  output: { weight: [HIDDEN], bias: [] },
});
export type Network = ViewOf<typeof network>;

// A layout is a schema too: one flat array holds the parameters and a gradient for each worker.
export const memory = layout({ params: network, gradients: repeat(WORKERS, network), losses: [WORKERS] });

// The compiler does this arithmetic: a wrong number here does not compile.
export const lengths: { readonly network: 25; readonly memory: 77 } = {
  network: network.length,
  memory: memory.length,
};
