import type { Random } from './random.ts';

const ORDINARY = [
  'weight',
  'bias',
  'a',
  'b',
  'c',
  'h',
  'A',
  'Z',
  'ln_1',
  'ln_f',
  'h0',
  'h2',
  'h10',
  'weights',
  'bia',
  '$',
  '_',
  'aa',
  'ab',
];
/** Names of members of objects, arrays and layouts, keywords, and characters that could end a literal. */
const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'length',
  'schema',
  'fingerprint',
  'slots',
  'at',
  'path',
  'offset',
  'shape',
  'refused',
  ' refused',
  '0',
  '1',
  '2',
  '10',
  '11',
  '9',
  '01',
  '00',
  '-1',
  '+1',
  '1e3',
  '0x1',
  '-0',
  '007',
  '9007199254740993',
  'Infinity',
  'NaN',
  'undefined',
  'null',
  'number',
  'string',
  'default',
  'class',
  'new',
  ' ',
  '  ',
  'a b',
  ' a',
  "'",
  "it's",
  '"',
  '`',
  '${',
  '${x}',
  '}',
  '{}',
  '/',
  '//',
  '</script>',
  '#',
  '@',
  '@ts-ignore',
  '~',
  '!',
  '|',
  '||',
  '||||',
  '&',
  '%s',
  '$&',
  "$'",
  ',',
  ':',
  ';',
  '=',
  '=>',
  '?',
  '<',
  '>',
  '(',
  ')',
];
/** Names from science, names that are similar, and names that no alphabet would sort in code-unit order. */
const GREEK = [
  'θ',
  'α',
  'λ',
  'σ₀',
  'σ₁',
  'σ₁₀',
  'Σ',
  'μ',
  'Ω',
  'ω',
  'Δt',
  'β1',
  'β₁',
  'ε',
  'ϵ',
  'φ',
  'ϕ',
  'größe',
  'naïve',
  'Ångström',
  'ÿ',
  'ª',
  'º',
  'ß',
  'ΐ',
  'ϓ',
  'Ͱ',
  'Ͽ',
  'ϣ',
  'x₀',
  'x₉',
  'xª',
  'x~',
  'xÀ',
  'xα',
];
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).filter(
  (char) => !'.[]*\\'.includes(char),
);
const RARE = [...'ªºÀÖØößøÿͰͳͶͷͺͽͿΆΈΊΌΎΡΣϵϷϿ₀₅₉'];

export function randomKey(random: Random): string {
  switch (random.weighted({ ordinary: 8, hostile: 6, greek: 3, made: 2, long: 1 })) {
    case 'ordinary':
      return random.pick(ORDINARY);
    case 'hostile':
      return random.pick(HOSTILE);
    case 'greek':
      return random.pick(GREEK);
    case 'made':
      return made(random, random.int(1, 7));
    case 'long':
      // Long keys with a long common prefix.
      return `${'encoder_layer_self_attention_'.repeat(random.int(1, 4))}${made(random, random.int(0, 3))}`;
  }
}

/** Different keys. Some of them differ in only one character. */
export function randomKeys(random: Random, count: number): string[] {
  const keys = new Set<string>();
  while (keys.size < count)
    keys.add(
      keys.size > 0 && random.percent(10) ?
        `${random.pick([...keys])}${random.pick(random.percent(25) ? RARE : PRINTABLE)}`
      : randomKey(random),
    );
  return [...keys];
}

const made = (random: Random, length: number): string =>
  Array.from({ length }, () => random.pick(random.percent(10) ? RARE : PRINTABLE)).join('');
