// What the compilers say of a wrong rule, each at its place. The same errors at run time are in errors.test.ts.
//
// Needs the built package: `npm run build`.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Diagnostic, openEditors } from '../../bench/editor/open.mjs';

const MARK = '/*@*/';
const preamble = `import { layout, ordered, repeat, scope, stacked, tied, tuple } from 'paramlayout';
import { fromBytes, load, mapping, save, serialize } from 'paramlayout/checkpoint';
const model = layout({
  wte: { weight: [50, 8] },
  h: repeat(12, { attn: { q: [8, 8], k: [8, 8], n: [8] }, conv: [4, 3, 2, 2] }),
  o: ordered(['z', [3]]),
  t: tuple([5]),
  s: scope({ x: [2], y: tied('x') }),
  e: stacked(4, { w: [2, 3] }),
  head: tied('wte.weight'),
  scale: [],
});
const other = layout({ a: [2] });
const related = mapping(other, [['x', 'a']]);
`;

/** Code with one mistake, before which the mark stands, and what both compilers say there. */
const wrong = [
  [`[['a', ${MARK}'wte.wieght']]`, "there is no 'wte.wieght' in the layout; did you mean 'wte.weight'?"],
  [`[['a.{i}', ${MARK}'h.{i}.atn.q']]`, "there is no 'h.{i}.atn.q' in the layout; did you mean 'h.{i}.attn.q'?"],
  [`[['a', ${MARK}'h.12.attn.q']]`, "there is no 'h.12.attn.q' in the layout: index 12 is out of range"],
  [`[['a', ${MARK}'wte']]`, "'wte' is no leaf of the layout"],
  [`[['a.{i}', ${MARK}'h.{i}.attn']]`, "'h.{i}.attn' is no leaf of the layout"],
  [`[['a', ${MARK}'h.{i}.attn.q']]`, "the wildcard '{i}' is on one side only"],
  [`[['a.{i}', ${MARK}'scale']]`, "'scale' lacks the wildcard '{i}'"],
  [`[[{ concat: ['a.{j}', 'b.{i}'] }, ${MARK}'h.{i}.attn.q']]`, "'h.{i}.attn.q' lacks the wildcard '{j}'"],
  [`[['a.{i}', ${MARK}'h.{**i}.attn.q']]`, "the wildcard '{**i}' is on one side only"],
  [`[[{ concat: ['a.{i}', ${MARK}'b'] }, 'h.{i}.attn.q']]`, "'b' lacks the wildcard '{i}'"],
  [`[['a.{i}', { concat: ['h.{i}.attn.q', ${MARK}'h.0.attn.k'] }]]`, "'h.0.attn.k' lacks the wildcard '{i}'"],
  [
    `[['a.{i}', { concat: ['h.{i}.attn.q', ${MARK}'h.{i}.attn.kk'] }]]`,
    "there is no 'h.{i}.attn.kk' in the layout; did you mean 'h.{i}.attn.k'?",
  ],
  [`[['a', { ${MARK}stack: 'h.{i}.attn.w', over: 'i' }]]`, "there is no 'h.{i}.attn.w' in the layout"],
  [
    `[['a', { stack: { concat: [${MARK}'h.{i}.attn.w', 'h.{i}.attn.k'] }, over: 'i' }]]`,
    "there is no 'h.{i}.attn.w' in the layout",
  ],
  [`[['a', { stack: 'h.{i}.attn.q', ${MARK}over: 'j' }]]`, "stack runs over a wildcard inside it, and 'j' is none"],
  [`[[{ stack: 'a.{i}', ${MARK}over: '{i}' }, 'e.w']]`, "stack runs over a wildcard inside it, and '{i}' is none"],
  [`[['a.{i}', { ${MARK}transpose: 'h.{i}.conv' }]]`, 'transpose takes a matrix, found the shape [4, 3, 2, 2]'],
  [`[['a.{i}', { ${MARK}transpose: 'h.{i}.attn.{x}' }]]`, "the wildcard '{x}' is on one side only"],
  [`[['a.{i}.{x}', { ${MARK}transpose: 'h.{i}.attn.{x}' }]]`, 'transpose takes a matrix, found the shape [8]'],
  [`[['a.{i}', { permute: 'h.{i}.conv', ${MARK}axes: [2, 0, 1] }]]`, 'permute orders 3 axes, found an array with 4'],
  [
    `[['a.{i}', { transpose: { ${MARK}transpose: 'h.{i}.conv' } }]]`,
    'transpose takes a matrix, found the shape [4, 3, 2, 2]',
  ],
  [`[['a', { ${MARK}reshape: 'scales', shape: [1] }]]`, "there is no 'scales' in the layout; did you mean 'scale'?"],
  [`[['a', { ${MARK}rows: 'wte.w', range: [0, 2] }]]`, "there is no 'wte.w' in the layout"],
] as const;
const options = [
  [`mapping(model, [], { ${MARK}prefx: 'm.' })`, "'prefx' does not exist"],
  [`load(other, 'x', { ${MARK}mapping: mapping(model, []) })`, 'the mapping is for another layout'],
  [`fromBytes(other, new ArrayBuffer(8), { ${MARK}mapping: mapping(model, []) })`, 'the mapping is for another layout'],
  [`save(model, model.zeros(), 'x', { ${MARK}mapping: related })`, 'the mapping is for another layout'],
  [`serialize(model, model.zeros(), { ${MARK}mapping: related })`, 'the mapping is for another layout'],
] as const;
const cases = [...wrong.map(([rules, says]) => [`mapping(model, ${rules})`, says] as const), ...options];

const right = [
  "['a', 'wte.weight']",
  "['a', 'head']",
  "['a.{x}', 'h.{x}.attn.q']",
  "['a.{**p}', '{**p}']",
  "['a.{i}.{**p}', 'h.{i}.attn.{**p}']",
  "['a', 'o.z'], ['b', 't.0'], ['c', 's.x'], ['d', 's.y']",
  "['a', { transpose: 'head' }]",
  "['a.{i}', { permute: 'h.{i}.conv', axes: [2, 3, 1, 0] }]",
  "['a.{i}', { transpose: { reshape: 'h.{i}.conv', shape: [4, -1] } }]",
  "[{ stack: 'e.{i}', over: 'i' }, 'e.w']",
  "['a', { stack: { stack: 'h.{i}.attn.{x}', over: 'i' }, over: 'x' }]",
  "['a', { reshape: 'scale', shape: [1] }]",
  "[{ rows: 'tok', range: [0, 50] }, 'wte.weight']",
  "[{ interleave: 'a.{i}', heads: 2 }, 'h.{i}.attn.q']",
];

const versions = ['7.0', '5.9'] as const;
const lines = cases.map(([code]) => `${code.replace(MARK, '')};`);
const source = `${preamble}${lines.join('\n')}\n${right.map((rules) => `mapping(model, [${rules}]);`).join('\n')}\n`;
let said: Readonly<Record<(typeof versions)[number], readonly Diagnostic[]>>;

beforeAll(async () => {
  const { editors, close } = await openEditors(source);
  said = { '7.0': await editors['7.0'].diagnose(), '5.9': await editors['5.9'].diagnose() };
  await close();
}, 60_000);

describe.each(versions)('TypeScript %s', (version) => {
  const first = preamble.split('\n').length;
  it.each(cases.map(([code, says], i) => [code, says, first + i] as const))(
    `TypeScript ${version} reports %s`,
    (code, says, line) => {
      const found = said[version].filter((each) => each.line === line);
      expect(found.map(({ column }) => column)).toEqual([code.indexOf(MARK) + 1]);
      const message = found[0]?.message ?? '';
      expect(code.startsWith('mapping') ? message.split('\n')[0] : message).toContain(says);
    },
  );

  it(`TypeScript ${version} accepts right rules`, () => {
    expect(said[version].filter(({ line }) => line >= first + cases.length || line < first)).toEqual([]);
  });
});
