// The network: embeddings of eight tokens, a hidden layer, and an output that is compared with each embedding.
import { layout, owners, tied, type FlatOf, type ViewOf } from 'paramlayout';
import { CONTEXT, TOKENS } from './names.ts';
import { randomFrom } from './random.ts';

export const WIDTH = 24;
const HIDDEN = 128;

const dense = <const I extends number, const O extends number>(inputs: I, outputs: O) =>
  ({ weight: [inputs, outputs], bias: [outputs] }) as const;

export const model = layout({
  embedding: [TOKENS, WIDTH], // a row for each token
  hidden: dense(CONTEXT * WIDTH, HIDDEN),
  output: dense(HIDDEN, WIDTH),
  // The score of a token is the product of the output with the token's embedding: the same numbers, turned.
  head: { weight: tied('embedding', { transpose: true }), bias: [TOKENS] },
});
export type Flat = FlatOf<typeof model>;
export type Network = ViewOf<typeof model>;

/** Normal numbers from a seed. A matrix is scaled so that its outputs are as large as its inputs; biases are 0. */
export function initial(seed: number): Flat {
  const flat = model.zeros();
  const random = randomFrom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const [{ path, shape }, leaf] of owners(model, flat)) {
    if (path.endsWith('bias')) continue;
    const scale = path === 'embedding' ? 0.5 : 1 / Math.sqrt(shape[0] as number);
    for (let i = 0; i < leaf.length; i++) leaf[i] = scale * normal();
  }
  return flat;
}
