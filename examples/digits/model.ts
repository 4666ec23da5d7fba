// The network, the numbers between its layers, and the memory that the page and its worker share.
import { layout, type ViewOf } from 'paramlayout';

/** How often the worker goes through the images. */
export const EPOCHS = 100;

const dense = <const O extends number, const I extends number>(outputs: O, inputs: I) =>
  ({ weight: [outputs, inputs], bias: [outputs] }) as const;

/** output = softmax(output.weight · tanh(hidden.weight · image + hidden.bias) + output.bias) */
export const network = layout({ hidden: dense(32, 64), output: dense(10, 32) });
export type Network = ViewOf<typeof network>;

/** What the network computes for one image. `output` has the probability of each digit. */
export const activations = layout({ image: [64], hidden: [32], output: [10] });
export type Activations = ViewOf<typeof activations>;

/** The parameters, how many epochs are done, and the curves: a number for each epoch. */
export const memory = layout({ network, epoch: [], loss: [EPOCHS], accuracy: [EPOCHS] });
export type Memory = ViewOf<typeof memory>;

// The compiler does this arithmetic: a wrong number here does not compile.
export const lengths: { readonly network: 2410; readonly memory: 2611 } = {
  network: network.length,
  memory: memory.length,
};
