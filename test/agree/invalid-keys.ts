import type { Planter } from './planter.ts';
import type { Sketch } from './sketch.ts';

const leaf: Sketch = { kind: 'leaf', shape: [1] };
const BAD_KEYS = [
  '',
  '.',
  'a.b',
  '.tied ',
  'a[0]',
  ']',
  'x*',
  '**',
  '\\',
  'a\\b',
  '\u00b5',
  'k\u2126',
  'gro\u0308ße',
  'nai\u0308ve',
  '\u03b9\u0308\u0301',
  'x\u0302',
  '\u0301',
  'v\u20d7',
  'a\u037e',
  '\u0374',
  'α·β',
  '2×2',
  'x²',
  '\u0378',
  'ж',
  '重み',
  '😀',
  'tab\there',
  'line\nbreak',
  '\r',
  '\0',
  '\u007f',
  '\u2028',
  'a\u00a0b',
  `${'long_'.repeat(30)}.`,
];

const LONG_KEYS = [256, 300, 1000, 1001, 2345].map(
  (length) => `${'long_'.repeat(length / 5)}${'x'.repeat(length % 5)}`,
);

export const invalidKeys: Readonly<Record<string, Planter>> = {
  'a bad key': (random, { home }) => {
    const key = random.pick(BAD_KEYS);
    return home.kind === 'list' ? undefined : { node: leaf, key, isAboutHolder: true, names: `found '${key}'` };
  },
  'a long key': (random, { home }) => {
    const key = random.pick(LONG_KEYS);
    return home.kind === 'list' ?
        undefined
      : {
          node: leaf,
          key,
          isAboutHolder: true,
          names: `a key may have at most 255 characters, found ${key.length}`,
        };
  },
  'a symbol key': (_, { home }) =>
    home.kind === 'list' || home.spelling === 'ordered' ?
      undefined
    : { node: leaf, key: { symbol: 'mark' }, isAboutHolder: true, names: 'found a symbol' },
  'a key given twice': (random) => {
    const key = random.pick(['x', 'weight', '__proto__', '0', "'", '`']);
    const others = Array.from({ length: random.int(0, 3) }, (_, i) => [`k${i}`, leaf] as const);
    return {
      node: {
        kind: 'struct',
        fields: random.shuffled([[key, leaf], [key, leaf], ...others] as const),
        spelling: 'ordered',
      },
      names: `the key '${key}' is given twice`,
    };
  },
};
