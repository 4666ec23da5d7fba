// The network of lande: how often 620 n-grams occur in a text, 120 hidden neurons, 50 languages.
import { layout, type ViewOf } from 'paramlayout';

const dense = <const O extends number, const I extends number>(outputs: O, inputs: I) =>
  ({ weight: [outputs, inputs], bias: [outputs] }) as const;

export const model = layout({ hidden: dense(120, 620), output: dense(50, 120) });
export type Network = ViewOf<typeof model>;

// The compiler adds this up: another number here does not compile.
export const length: 80_570 = model.length;
