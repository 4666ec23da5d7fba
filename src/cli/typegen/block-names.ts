import { RESERVED_WORDS } from './source-text.ts';

/** A part of a schema that needs a name. */
export interface NamedBlock<P> {
  readonly part: P;
  /** The keys that lead to it. For an item of a list this is the key of the list. */
  readonly keys: readonly string[];
  readonly isItem: boolean;
  /** The keys within it. Keys of higher levels come first. */
  readonly within: readonly string[];
}

/**
 * Names blocks as a person would: an item of `layers` becomes `layer`, a block under `gate_proj` and `up_proj` becomes
 * `projBlock`. If several blocks would get one name, a key that only one of them contains tells them apart: `layer` and
 * `layerExperts`. Otherwise a number does.
 */
export function blockNamesOf<P>(blocks: readonly NamedBlock<P>[], taken: readonly string[]): ReadonlyMap<P, string> {
  const families = new Map<string, NamedBlock<P>[]>();
  for (const block of blocks) {
    const stem = stemOf(block);
    const known = families.get(stem);
    if (known === undefined) families.set(stem, [block]);
    else known.push(block);
  }
  const wanted = new Map<P, string>();
  for (const [stem, family] of families)
    for (const [part, own] of findTellingKeys(family))
      wanted.set(
        part,
        own === '' ? stem : stem.replace(/(?:Block)?$/, (suffix) => pascalCaseOf(wordsOfKey(own)) + suffix),
      );
  const names = new Set([...taken, ...RESERVED_WORDS]);
  return new Map(blocks.map(({ part }) => [part, freeNameOf(wanted.get(part) as string, names)]));
}

function stemOf({ keys, isItem }: NamedBlock<unknown>): string {
  const words = sharedWordsOf(keys.map(wordsOfKey));
  const last = words.at(-1) ?? '';
  const one = isItem ? singularOf(last) : last;
  const name = camelCaseOf([...words.slice(0, -1), one]);
  if (name === '') return 'sharedBlock';
  return one !== last || (isItem ? ITEM_WORDS : /^block$/).test(one) ? name : `${name}Block`;
}
/** Words that name an item even if the list has the same name. */
const ITEM_WORDS = /^(?:block|layer|stage|cell|unit|expert)$/;

/**
 * The words at the end of all keys, or else those at the start of all, or else the words of the first. Trailing numbers
 * are dropped.
 */
function sharedWordsOf(all: readonly (readonly string[])[]): readonly string[] {
  if (all.length === 1) return all[0] as readonly string[];
  const cut = all.map((words) =>
    words.slice(0, 1 + Math.max(-1, ...words.map((word, i) => (/^\d+$/.test(word) ? -1 : i)))),
  );
  const [first = []] = cut;
  const ends = (from: number): boolean =>
    cut.every((words) => first.slice(from).every((word, i) => words[words.length - first.length + from + i] === word));
  const tail = first.slice(first.findIndex((_, i) => ends(i)));
  if (ends(first.length - 1) && tail.join('').length >= MIN_TELLING_LETTERS) return tail;
  const differs = first.findIndex((word, i) => cut.some((words) => words[i] !== word));
  const head = first.slice(0, differs < 0 ? undefined : differs);
  return head.join('').length >= MIN_TELLING_LETTERS ? head : first;
}
/** The fewest letters of a word that means something: `in` and `1` do not. */
const MIN_TELLING_LETTERS = 3;

/**
 * For each block of a family, finds the first key that no other contains. A block without such a key gets an empty
 * text.
 */
function* findTellingKeys<P>(family: readonly NamedBlock<P>[]): Generator<readonly [part: P, own: string]> {
  const counts = new Map<string, number>();
  for (const { within } of family) for (const key of new Set(within)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const unnamed: NamedBlock<P>[] = [];
  for (const block of family) {
    const own =
      family.length === 1 ? undefined : block.within.find((key) => counts.get(key) === 1 && wordsOfKey(key).length > 0);
    if (own === undefined) unnamed.push(block);
    else yield [block.part, own];
  }
  // The remaining blocks may differ in keys that they share with the named ones, so these take no further part.
  if (unnamed.length < family.length && unnamed.length > 1) yield* findTellingKeys(unnamed);
  else for (const { part } of unnamed) yield [part, ''];
}

/** Splits a key into words: `self_attn`, `SelfAttention`. */
const wordsOfKey = (key: string): readonly string[] =>
  (key.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());

/** The singular of a regular plural; other words stay. */
const singularOf = (word: string): string =>
  /[^siu]s$/.test(word) && !/(?:[sxz]e|ie|ch|sh)s$/.test(word) ? word.slice(0, -1) : word;

const pascalCaseOf = (words: readonly string[]): string =>
  words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');

/** Joins words to an identifier of at most 32 letters. */
function camelCaseOf(words: readonly string[]): string {
  let name = '';
  for (const [i, word] of words.entries()) {
    const next = name + (i === 0 ? word : pascalCaseOf([word]));
    if (next.length > 32) break;
    name = next;
  }
  const cut = name === '' ? (words[0] ?? '').slice(0, 32) : name;
  return /^\d/.test(cut) ? `n${cut}` : cut;
}

function freeNameOf(name: string, taken: Set<string>): string {
  let found = name;
  for (let n = 2; taken.has(found); n++) found = `${name}${n}`;
  taken.add(found);
  return found;
}
