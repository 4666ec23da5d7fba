// Which characters a key may have, and the errors for all others near them: by the run time, by both compilers and by
// the rules of Unicode.
//
// Needs the built package: `npm run build`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { untyped } from '../schemas.ts';
import { type Compiler, COMPILERS } from './compilers.ts';
import type { Disagreement } from './disagreement.ts';
import { againstCompiler } from './judge.ts';
import type { Line } from './line.ts';
import { Installed } from './package.ts';
import { Program } from './program.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
const BMP = range(0, 0xffff);

/** Whether the documentation allows the character. */
function isAllowed(char: string): boolean {
  if (/^[ -~]$/.test(char)) return !'.[]*\\'.includes(char);
  const isLetter = /^[\u0080-\u00ff\u0370-\u03ff]$/.test(char) && /^\p{L}$/u.test(char);
  return /^[\u2080-\u2089]$/.test(char) || (isLetter && char !== '\u00b5' && char.normalize('NFC') === char);
}
const allowed = BMP.filter(isAllowed);
/** All characters near the allowed ones, and those that normalize to an allowed one. */
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

const errorFor = (key: string): string | undefined => messageOf(() => untyped({ [key]: [1] }));

describe('keys of structs', () => {
  it('a key may have the characters that the documentation names, and no others', () => {
    expect(allowed.length).toBe(292);
    expect(BMP.filter((char) => errorFor(char) === undefined)).toEqual(allowed);
  });
  it('a key may have 255 characters, and no error repeats a longer key', () => {
    expect(long.map(errorFor)).toEqual([
      undefined,
      ...long.slice(1).map((key) => `the schema: a key may have at most 255 characters, found ${key.length}`),
    ]);
    expect(messageOf(() => untyped({ '.repeat': 2, '.of': [1], [long[4] as string]: [1] }))).toBe(
      'the schema: a key may have at most 255 characters, found 5000',
    );
  });
  it('two allowed characters side by side are in normal form C', () => {
    expect(allowed.flatMap((a) => allowed.filter((b) => (a + b).normalize('NFC') !== a + b))).toEqual([]);
  });
  it('the error for a decomposed key shows its normal form C where that is allowed', () => {
    const hinted = decomposed.filter((key) => errorFor(key) !== undefined && isAllowed(key.normalize('NFC')));
    expect(hinted.length).toBeGreaterThan(75);
    for (const key of hinted) expect(errorFor(key)).toContain(`; write '${key.normalize('NFC')}' (U+`);
  });
  it('fields lie in the code-unit order of their keys', () => {
    const model = untyped(Object.fromEntries([...allowed].reverse().map((key) => [key, [1]])));
    expect(model.slots.map(({ path }) => path)).toEqual(allowed);
  });
});

/** One call of `layout` for each key would take twice as long. */
const KEYS_A_LAYOUT = 50;

/** A layout with one field in each line, and the errors of the run time for their keys. */
function fieldsOf(some: readonly string[]): Line[] {
  const fields = some.map((key): Line => {
    const says = errorFor(key);
    const text = `${quoted(key)}: [1],`;
    return [text, { about: key, ...(says === undefined ? {} : { expectedError: { says, message: says, column: 1 } }) }];
  });
  return [['layout({', { about: 'the layout' }], ...fields, ['});', { about: 'the layout' }]];
}

function keyErrors(): Program {
  const program = new Program('characters', ["import { layout } from 'paramlayout';"], 1000);
  const rest = keys.filter((key) => !long.includes(key));
  const chunks = Array.from({ length: Math.ceil(rest.length / KEYS_A_LAYOUT) }, (_, i) =>
    rest.slice(i * KEYS_A_LAYOUT, (i + 1) * KEYS_A_LAYOUT),
  );
  const groups = [...long.map((key) => [key]), ...chunks];
  program.group('0', groups.flatMap(fieldsOf));
  return program;
}

function order(): Program {
  const program = new Program('order', ["import { layout } from 'paramlayout';"], 1000);
  const fields = allowed.map((key, i) => `${quoted(key)}: [${i + 1}]`).reverse();
  const model = library.layout(Object.fromEntries(allowed.map((key, i) => [key, [i + 1]])) as Record<string, number[]>);
  const lines = allowed.map((key): Line => [
    `m.at(${quoted(key)}).offset satisfies ${model.at(key).offset};`,
    { about: key },
  ]);
  program.group('0', [[`const m = layout({ ${fields.join(', ')} });`, { about: 'the schema' }], ...lines]);
  return program;
}

describe.each(Object.keys(COMPILERS) as Compiler[])('characters of keys in %s', (compiler) => {
  const installed = new Installed();
  afterAll(() => installed.remove());
  let found: readonly (readonly Disagreement[])[];
  beforeAll(async () => {
    found = await againstCompiler(compiler, installed, [keyErrors(), order()]);
  }, 240_000);

  it(`${compiler} says of every key what the run time says`, () => {
    expect(found[0]?.slice(0, 3)).toEqual([]);
  });
  it(`${compiler} lays fields out in the same order as the run time`, () => {
    expect(found[1]?.slice(0, 3)).toEqual([]);
  });
});
