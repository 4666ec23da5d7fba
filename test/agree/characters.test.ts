// Which characters a key may have, and what is said of the others: all that are near those of keys, judged by the runtime, by both compilers
// and by what Unicode says of them. Needs the built package: `npm run build`.
import { afterAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { untyped } from '../schemas.ts';
import { type Compiler, COMPILERS } from './compilers.ts';
import { againstCompiler } from './judge.ts';
import type { Line } from './literals.ts';
import { Installed } from './package.ts';
import { Program } from './program.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
const BMP = range(0, 0xffff);

/** By the words of the documentation. */
function isAllowed(char: string): boolean {
  if (/^[ -~]$/.test(char)) return !'.[]*\\'.includes(char);
  const isLetter = /^[\u0080-\u00ff\u0370-\u03ff]$/.test(char) && /^\p{L}$/u.test(char);
  return /^[\u2080-\u2089]$/.test(char) || (isLetter && char !== '\u00b5' && char.normalize('NFC') === char);
}
const allowed = BMP.filter(isAllowed);
/** Everything near them, and what Unicode makes one of them of. */
const near = [
  ...range(0, 0x600),
  ...range(0x2070, 0x20ff),
  ...BMP.filter((char) => char > '\u20ff' && isAllowed(char.normalize('NFC'))),
  '重',
  'ж',
  '😀',
  'ﬁ',
];
const decomposed = allowed.flatMap((char) => [
  char.normalize('NFD'),
  ...Array.from('\u0300\u0301\u0308\u0327\u0340\u0344', (mark) => `${char}${mark}`),
]);
const long = [255, 256, 999, 1000, 5000, 12_345, 100_000].map((length) => 'θ'.repeat(length));
const keys = [
  ...new Set([
    ...long,
    ...near,
    ...near.map((char) => `ab${char}cdefg`),
    ...decomposed,
    ...decomposed.map((char) => `x${char}y`),
    ...['ϊ', 'ι\u0308', 'e\u0301'].map((char) => `${char}\u0301\u0301`),
  ]),
];

const refusal = (key: string): string | undefined => messageOf(() => untyped({ [key]: [1] }));

describe('a key', () => {
  it('may have the characters that the documentation names', () => {
    expect(allowed.length).toBe(292);
    expect(BMP.filter((char) => refusal(char) === undefined)).toEqual(allowed);
  });
  it('may have 255 of them, and no error shows one that is longer', () => {
    expect(long.map(refusal)).toEqual([
      undefined,
      ...long.slice(1).map((key) => `the schema: a key may have at most 255 characters, found ${key.length}`),
    ]);
    expect(messageOf(() => untyped({ '.repeat': 2, '.of': [1], [long[4] as string]: [1] }))).toBe(
      'the schema: a key may have at most 255 characters, found 5000',
    );
  });
  it('is in normal form C, whatever stands beside what', () => {
    expect(allowed.flatMap((a) => allowed.filter((b) => (a + b).normalize('NFC') !== a + b))).toEqual([]);
  });
  it('is told how it is written where normal form C is allowed', () => {
    const hinted = decomposed.filter((key) => refusal(key) !== undefined && isAllowed(key.normalize('NFC')));
    expect(hinted.length).toBeGreaterThan(75);
    for (const key of hinted) expect(refusal(key)).toContain(`; write '${key.normalize('NFC')}' (U+`);
  });
  it('lies in code-unit order, as its characters do', () => {
    const model = untyped(Object.fromEntries([...allowed].reverse().map((key) => [key, [1]])));
    expect(model.slots.map(({ path }) => path)).toEqual(allowed);
  });
});

describe.each(Object.keys(COMPILERS) as Compiler[])('%s', (compiler) => {
  const installed = new Installed();
  afterAll(() => installed.remove());

  it('says the same of every one', async () => {
    const program = new Program('characters', ["import { layout } from 'paramlayout';"], 1000);
    const lines = keys.map((key): Line => {
      const says = refusal(key);
      const text = `layout({ ${quoted(key)}: [1] });`;
      return says === undefined ?
          [text, { about: key }]
        : [text, { about: key, refusal: { says, problem: says, column: 'layout({ '.length + 1 } }];
    });
    program.group('0', lines);
    expect((await againstCompiler(compiler, installed, [program])).flat().slice(0, 3)).toEqual([]);
  }, 120_000);
  it('lays fields out in the same order', async () => {
    const program = new Program('order', ["import { layout } from 'paramlayout';"], 1000);
    const fields = allowed.map((key, i) => `${quoted(key)}: [${i + 1}]`).reverse();
    const model = library.layout(
      Object.fromEntries(allowed.map((key, i) => [key, [i + 1]])) as Record<string, number[]>,
    );
    const lines = allowed.map((key): Line => [
      `m.at(${quoted(key)}).offset satisfies ${model.at(key).offset};`,
      { about: key },
    ]);
    program.group('0', [[`const m = layout({ ${fields.join(', ')} });`, { about: 'the schema' }], ...lines]);
    expect((await againstCompiler(compiler, installed, [program])).flat().slice(0, 3)).toEqual([]);
  }, 120_000);
});
