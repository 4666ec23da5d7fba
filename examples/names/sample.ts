// New names: token after token, drawn with the probabilities that the network gives.
import type { Network } from './model.ts';
import { CONTEXT, END, spell } from './names.ts';
import { probabilities } from './network.ts';
import { draw } from './random.ts';

/** Probabilities are raised to this power. At 1, names are as various as those in the lists, and odder. */
const SHARPNESS = 1.3;
/** A name that is not over after so many letters is given up. */
const LONGEST = 20;

/** Draws a name, up to the END that the network draws. Undefined for one that is too long or has no letter. */
export function sampleName(network: Network, random: () => number): string | undefined {
  const tokens: number[] = [];
  const context = Array.from({ length: CONTEXT }, () => END);
  while (tokens.length < LONGEST) {
    const weights = probabilities(network, context).map((p) => p ** SHARPNESS);
    const token = draw(weights, random);
    if (token === END) return tokens.length === 0 ? undefined : spell(tokens);
    tokens.push(token);
    context.push(token);
    context.shift();
  }
  return undefined;
}
