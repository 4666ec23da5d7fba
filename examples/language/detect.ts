// From a text to the probability of each language.
import type { Detector, Ngrams } from './checkpoint.ts';
import type { Network } from './model.ts';

/** Letters and single spaces only, in lower case, with a space at both ends. */
const normalise = (text: string): string =>
  ` ${text
    .replace(/-+/g, ' ')
    .replace(/[^\p{L}\p{M}\s]/gu, '')
    .replace(/\s{2,}/g, ' ')
    .toLowerCase()
    .trim()} `;

/** The share of each n-gram among all n-grams of its length in the text. */
function frequencies(text: string, ngrams: Ngrams): Float32Array {
  return Float32Array.from(
    ngrams.flatMap((known, index) => {
      const size = index + 1;
      const counts = new Map<string, number>();
      for (let i = 0; i + size <= text.length; i++) {
        const ngram = text.slice(i, i + size);
        counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
      }
      const total = Math.max(1, text.length - size + 1);
      return known.map((ngram) => (counts.get(ngram) ?? 0) / total);
    }),
  );
}

/** weight · x + bias. The rows of the weight lie one after the other. */
function dense({ weight, bias }: Network['hidden' | 'output'], x: Float32Array): Float32Array {
  const [outputs, inputs] = weight.shape;
  const y = new Float32Array(outputs);
  for (let i = 0; i < outputs; i++) {
    let sum = 0;
    for (let j = 0; j < inputs; j++) sum += weight[i * inputs + j]! * x[j]!;
    y[i] = sum + bias[i]!;
  }
  return y;
}

/** Each language with its probability, the most probable first. */
export function detect(
  { network, languages, ngrams }: Detector,
  text: string,
): [language: string, probability: number][] {
  const hidden = dense(network.hidden, frequencies(normalise(text), ngrams)).map((x) => Math.max(0, x));
  const scores = dense(network.output, hidden);
  const highest = Math.max(...scores); // subtracted, or exp of a large score would be infinite
  const odds = scores.map((score) => Math.exp(score - highest));
  const sum = odds.reduce((total, each) => total + each, 0);
  return languages.map((language, i): [string, number] => [language, odds[i]! / sum]).sort(([, a], [, b]) => b - a);
}
