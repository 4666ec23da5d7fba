// The network in jax-js, to train it. An operation consumes its arrays, and each array here is used once. To use one
// twice, write `.ref` at all uses but the last.
import { type Array, nn, numpy as np } from '@jax-js/jax';
import type { ArraysOf } from 'paramlayout/jax';
import { type model, WIDTH } from './model.ts';
import { CONTEXT, TOKENS } from './names.ts';

/** How much the targets surprise the network, in nats a token: the mean of -log p. The arrays hold tokens. */
export function loss(
  { embedding, hidden, output, head }: ArraysOf<typeof model>,
  contexts: Array,
  targets: Array,
): Array {
  const [count] = targets.shape as [number];
  // One row of 0 and a single 1 for each token: the product with the embedding picks the token's row.
  const embedded = np.matmul(nn.oneHot(contexts, TOKENS), embedding).reshape([count, CONTEXT * WIDTH]);
  const activations = np.tanh(np.matmul(embedded, hidden.weight).add(hidden.bias));
  const outputs = np.matmul(activations, output.weight).add(output.bias);
  const scores = np.matmul(outputs, head.weight).add(head.bias);
  return nn.logSoftmax(scores).mul(nn.oneHot(targets, TOKENS)).sum().div(-count);
}
