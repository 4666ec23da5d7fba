import type { Planter } from './planter.ts';
import { chainTo, type Sketch } from './sketch.ts';
import { quoted } from './source.ts';

const raw = (text: string): Sketch => ({ kind: 'raw', text });
const NOT_SCHEMAS = {
  string: ["'no'", '"with \\"quotes\\""', "''"],
  boolean: ['true', 'false'],
  bigint: ['10n'],
  symbol: ['mark'],
  null: ['null'],
  undefined: ['undefined', 'void 0'],
  function: ['() => [3]', 'layout', 'class { a = [3] }'],
};
const MIXED = ['[2, [3]]', '[[3], 2]', '[2, { a: [3] }]', '[[2], [3], 4]', "[1, tied('a')]"];

export const invalidNodes: Readonly<Record<string, Planter>> = {
  'what is no schema': (random) => {
    const type = random.pick(Object.keys(NOT_SCHEMAS) as (keyof typeof NOT_SCHEMAS)[]);
    return { node: raw(random.pick(NOT_SCHEMAS[type])), names: `found ${type}` };
  },
  'a number': (random, { home }) => {
    const text = `${random.pick([0, 1, 768])}`;
    if (home.kind === 'struct' || home.spelling === 'tuple') return { node: raw(text), names: 'found number' };
    const node = raw(text);
    // The array around it is then neither a tuple nor a shape.
    const holder = (whole: Sketch): Sketch | undefined => chainTo(whole, node)?.at(-2)?.node;
    return home.items.length === 0 ? undefined : { node, issue: holder, names: 'found both' };
  },
  'a key beside those of a marker': (random) => {
    const key = random.pick(['x', '.of it', '.scope', '.off', '0']);
    const marker = random.pick([
      "'.tied': 'x'",
      "'.repeat': 2, '.of': [3]",
      "'.tuple': [[3], [4]]",
      "'.ordered': [['w', [3]]]",
    ]);
    const own = `${quoted(key)}: [1]`;
    return {
      node: raw(`{ ${random.shuffled([marker, own]).join(', ')} }`),
      names: `a marker may have only its own keys, found '${key}'`,
    };
  },
  'a transpose that is not true': (random) => {
    const text = random.pick(['false', '1', "'yes'"]);
    return {
      node: raw(`{ '.tied': 'x', '.transpose': ${text} }`),
      names: "'.transpose' must be true or absent, found ",
    };
  },
  'a layout that was spread': (random) => {
    const spread = `...layout({ ${random.pick(['w', 'schema', 'length'])}: [${random.pick([0, 3, 768])}] })`;
    return {
      node: raw(`{ ${random.pick([spread, `${spread}, extra: [5]`, `extra: { a: [5] }, ${spread}`])} }`),
      names: 'a struct was expected, found a spread layout',
    };
  },
  'a mixed array': (random) => ({ node: raw(random.pick(MIXED)), names: 'found both' }),
};
