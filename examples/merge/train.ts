// How well a network knows words, and steps that make it know them better.
import { ALPHABET } from './model.ts';
import { type Network, type SlopesOf, trace } from './network.ts';

const lettersOf = (text: string): number[] => Array.from(text, (letter) => ALPHABET.indexOf(letter));

/**
 * The mean surprise of a letter, in nats, when the network reads each word from a space to a space. With `slopesOf`, the
 * gradient is added there.
 */
export function loss(p: Network, words: readonly string[], slopesOf?: SlopesOf): number {
  const total = words.reduce((sum, word) => sum + word.length + 1, 0);
  let surprise = 0;
  for (const word of words) {
    const { scores, undo } = trace(p, lettersOf(` ${word}`));
    for (const [t, next] of lettersOf(`${word} `).entries()) {
      const at = t * ALPHABET.length;
      const row = scores.values.subarray(at, at + ALPHABET.length);
      const highest = Math.max(...row);
      const odds = row.map((score) => Math.exp(score - highest));
      const sum = odds.reduce((all, each) => all + each, 0);
      surprise -= Math.log(odds[next]! / sum) / total;
      // The slope of softmax and logarithm together: the probabilities, less 1 for the right letter
      odds.forEach((each, i) => (scores.slopes[at + i] = (each / sum - (i === next ? 1 : 0)) / total));
    }
    if (slopesOf !== undefined) for (const back of undo.reverse()) back(slopesOf);
  }
  return surprise;
}

/** The scores of every letter after each letter of a word. */
export const scoresOf = (p: Network, word: string): Float32Array => trace(p, lettersOf(` ${word}`)).scores.values;

/** The most probable end of a word. */
export function complete(p: Network, start: string): string {
  let word = start;
  while (word.length < 11) {
    const scores = scoresOf(p, word).subarray(-ALPHABET.length);
    const next = ALPHABET[scores.indexOf(Math.max(...scores))]!;
    if (next === ' ') break;
    word += next;
  }
  return word;
}

interface Training {
  readonly flat: Float32Array;
  /** The view over `flat`. */
  readonly p: Network;
  readonly optimiser: { step(flat: Float32Array, gradient: Float32Array): unknown };
  readonly steps: number;
}

/** Trains in place. A leaf and its gradient lie at the same place of two flat arrays, and a tie lies where its owner does. */
export function train(words: readonly string[], { flat, p, optimiser, steps }: Training): void {
  const gradient = flat.slice();
  const slopesOf: SlopesOf = (leaf) => {
    const start = (leaf.byteOffset - flat.byteOffset) / flat.BYTES_PER_ELEMENT;
    return gradient.subarray(start, start + leaf.length);
  };
  for (let step = 0; step < steps; step++) {
    gradient.fill(0);
    loss(p, words, slopesOf);
    optimiser.step(flat, gradient);
  }
}
