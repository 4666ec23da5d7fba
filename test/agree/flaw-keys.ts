import type { Planter } from './flaw.ts';
import type { Sketch } from './sketch.ts';

const leaf: Sketch = { kind: 'leaf', shape: [1] };
const BAD_KEYS = ['', '.', 'a.b', '.tied ', 'a[0]', ']', 'x*', '**', '\\', 'a\\b', 'größe', 'naïve', '重み', '😀', 'tab\there', 'line\nbreak', '\r', '\0', '\u007f', '\u2028', 'a\u00a0b', `${'long_'.repeat(30)}.`];

export const flawedKeys: Readonly<Record<string, Planter>> = {
  'a bad key': (random, { home }) => {
    const key = random.pick(BAD_KEYS);
    return home.kind === 'list' ? undefined : { node: leaf, key, isAboutHolder: true, names: `found '${key}'` };
  },
  'a symbol key': (_, { home }) =>
    home.kind === 'list' || home.spelling === 'ordered' ? undefined : { node: leaf, key: { symbol: 'mark' }, isAboutHolder: true, names: 'found a symbol' },
  'a key given twice': (random) => {
    const key = random.pick(['x', 'weight', '__proto__', '0', "'", '`']);
    const others = Array.from({ length: random.int(0, 3) }, (_, i) => [`k${i}`, leaf] as const);
    return { node: { kind: 'struct', fields: random.shuffled([[key, leaf], [key, leaf], ...others] as const), spelling: 'ordered' }, names: `the key '${key}' is given twice` };
  },
};
