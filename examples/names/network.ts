// The same network on typed views, to use it: without jax-js, and on the same memory.
import type { Network } from './model.ts';
import { CONTEXT, type Examples } from './names.ts';

/** x · weight + bias. The rows of the weight lie one after the other. */
function dense({ weight, bias }: Network['hidden' | 'output'], x: Float32Array): Float32Array {
  const [inputs, outputs] = weight.shape;
  const y = new Float32Array(bias);
  for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) y[j]! += x[i]! * weight[i * outputs + j]!;
  return y;
}

/** The probability of each token after a context. */
export function probabilities({ embedding, hidden, output, head }: Network, context: ArrayLike<number>): Float32Array {
  const [tokens, width] = embedding.shape;
  const embedded = new Float32Array(CONTEXT * width);
  for (let i = 0; i < CONTEXT; i++)
    embedded.set(embedding.subarray(width * context[i]!, width * (context[i]! + 1)), width * i);
  const outputs = dense(output, dense(hidden, embedded).map(Math.tanh));
  // head.weight is the embedding, read as its transpose: a row and a column lie as far apart as its strides say.
  const [down, across] = head.weight.strides;
  const scores = new Float32Array(head.bias);
  for (let i = 0; i < width; i++)
    for (let token = 0; token < tokens; token++)
      scores[token]! += outputs[i]! * head.weight[i * down + token * across]!;
  const highest = Math.max(...scores); // subtracted, or exp of a large score would be infinite
  const odds = scores.map((score) => Math.exp(score - highest));
  const sum = odds.reduce((total, each) => total + each, 0);
  return odds.map((each) => each / sum);
}

/** How much the examples surprise the network, in nats a token. */
export function surprise(network: Network, { contexts, targets }: Examples): number {
  let sum = 0;
  for (const [i, target] of targets.entries())
    sum -= Math.log(probabilities(network, contexts.subarray(CONTEXT * i, CONTEXT * (i + 1)))[target]!);
  return sum / targets.length;
}
