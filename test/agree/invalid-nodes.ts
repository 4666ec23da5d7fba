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
      "'.tied': 'x', '.rows': [0, 1]",
      "'.tied': 'x', '.at': [0]",
      "'.aligned': 2, '.of': [3]",
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
  'a slice that is none': (random) => {
    const option = random.pick(['rows', 'at'] as const);
    const bad = ["'all'", 'true', '1', 'null', "['a', 1]", '[0.5, 1]', '[-1, 2]', '[1, 9007199254740992]', '[[0], 1]'];
    const text = random.pick(option === 'at' ? bad : [...bad, '[]', '[1]', '[0, 1, 2]']);
    return {
      node: raw(`{ '.tied': 'x', '.${option}': ${text} }`),
      names: `'.${option}' must be an array of ${option === 'rows' ? 'two ' : ''}indices, found `,
    };
  },
  'two options of a tie': (random) => {
    const options = ["'.transpose': true", "'.rows': [0, 1]", "'.at': [0]"];
    const first = random.int(0, 1);
    const [other, key] = first === 0 && random.percent(50) ? [1, 'rows'] : [2, 'at'];
    const both = random.shuffled([options[first] as string, options[other] as string]);
    return {
      node: raw(`{ '.tied': 'x', ${both.join(', ')} }`),
      names: `a marker may have only its own keys, found '.${key}'`,
    };
  },
  'an alignment that is none': (random) => {
    const bad = random.pick([
      '0',
      '3',
      '48',
      '-1',
      '-2',
      '1.5',
      '0.5',
      '2147483648',
      '1e999',
      '4294967296',
      '9007199254740992',
    ]);
    const of = random.pick(['[3]', '{}', '{ w: [3] }', 'repeat(2, [3])', '[[1], [2]]']);
    return {
      node: raw(random.percent(30) ? `{ '.aligned': ${bad}, '.of': ${of} }` : `aligned(${bad}, ${of})`),
      names: `an alignment must be a power of two up to 1073741824, found ${Number(bad)}`,
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
