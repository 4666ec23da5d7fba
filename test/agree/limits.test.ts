// The compiler has lower limits than the run time. Up to them types are literals; past them the compiler reports one
// sentence. Other files do not change. Needs the built package: `npm run build`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { untyped } from '../schemas.ts';
import { IS } from './case.ts';
import { type Compiler, COMPILERS, type Diagnostic, diagnose } from './compilers.ts';
import { Installed } from './package.ts';
import { run } from './runtime.ts';

const HEAD =
  'import { aligned, layout, ordered, repeat, scope, tied, tuple, type AnyLayout, type LengthOf, type ' +
  `OffsetOf, type PathOf, type ShapeOf, type ViewOf } from 'paramlayout';\n${IS.join('\n')}\n`;
const DEEP =
  'the schema: the compiler can check 28 levels of nesting (fewer if they are wide), and ' +
  'this schema has more; layout(schema as unknown) checks it at run time';
const WIDE =
  "'a': the compiler can check leaves of at most 32 dimensions, and this one has " +
  'more; layout(schema as unknown) checks it at run time';

/**
 * One level of nesting: its source, how many levels the compiler takes, its path segment, and the elements before and
 * around the inner schema.
 */
interface Wrap {
  readonly around: (inner: string) => string;
  readonly most: number;
  readonly segment?: string;
  readonly before?: number;
  readonly more?: number;
}
const ones = (count: number): string => Array(count).fill('[1]').join(', ');
const named = (count: number): string => Array.from({ length: count }, (_, i) => `['n${i}', [1]]`).join(', ');
const wraps: Readonly<Record<string, Wrap>> = {
  struct: { around: (inner) => `{ b: ${inner} }`, most: 28, segment: 'b' },
  'struct of three': {
    around: (inner) => `{ a: [5], b: ${inner}, c: [2] }`,
    most: 28,
    segment: 'b',
    before: 5,
    more: 7,
  },
  'struct of ten': {
    around: (inner) => `{ a: [5], b: ${inner}, ${[...'cdefghij'].map((key) => `${key}: [1]`).join(', ')} }`,
    most: 16,
    segment: 'b',
    before: 5,
    more: 13,
  },
  repeat: { around: (inner) => `repeat(1, ${inner})`, most: 28, segment: '0' },
  scope: { around: (inner) => `scope(${inner})`, most: 28 },
  array: { around: (inner) => `[[5], ${inner}, [2]]`, most: 28, segment: '1', before: 5, more: 7 },
  'array of eleven': { around: (inner) => `[[5], ${inner}, ${ones(9)}]`, most: 12, segment: '1', before: 5, more: 14 },
  'array of 101': { around: (inner) => `[[5], ${inner}, ${ones(99)}]`, most: 8, segment: '1', before: 5, more: 104 },
  tuple: { around: (inner) => `tuple([5], ${inner})`, most: 28, segment: '1', before: 5, more: 5 },
  ordered: {
    around: (inner) => `ordered(['z', [5]], ['b', ${inner}], ['a', [2]])`,
    most: 21,
    segment: 'b',
    before: 5,
    more: 7,
  },
  'ordered of eleven': {
    around: (inner) => `ordered(['z', [5]], ['b', ${inner}], ${named(9)})`,
    most: 10,
    segment: 'b',
    before: 5,
    more: 14,
  },
  'ordered of 101': {
    around: (inner) => `ordered(['z', [5]], ['b', ${inner}], ${named(99)})`,
    most: 6,
    segment: 'b',
    before: 5,
    more: 104,
  },
  'struct with aligned siblings': {
    around: (inner) => `{ a: aligned(4, [5]), b: ${inner}, c: aligned(2, [4]) }`,
    most: 26,
    segment: 'b',
    before: 8,
    more: 12,
  },
  'aligned struct': {
    around: (inner) => `aligned(4, { a: [5], b: ${inner}, c: [2] })`,
    most: 13,
    segment: 'b',
    before: 8,
    more: 12,
  },
  'aligned struct in aligned': {
    around: (inner) => `aligned(2, aligned(4, { a: [5], b: ${inner}, c: [2] }))`,
    most: 9,
    segment: 'b',
    before: 8,
    more: 12,
  },
  'aligned struct with higher siblings': {
    around: (inner) => `aligned(2, { a: [8], b: ${inner}, c: aligned(4, [4]) })`,
    most: 13,
    segment: 'b',
    before: 8,
    more: 12,
  },
  'aligned repeat': { around: (inner) => `aligned(4, repeat(1, ${inner}))`, most: 13, segment: '0' },
  'aligned scope': { around: (inner) => `aligned(4, scope(${inner}))`, most: 13 },
  'aligned array of eleven': {
    around: (inner) => `aligned(4, [[5], ${inner}, ${ones(9)}])`,
    most: 8,
    segment: '1',
    before: 8,
    more: 44,
  },
  'aligned array of 101': {
    around: (inner) => `aligned(4, [[5], ${inner}, ${ones(99)}])`,
    most: 6,
    segment: '1',
    before: 8,
    more: 404,
  },
  'array with aligned siblings': {
    around: (inner) => `[aligned(4, [5]), ${inner}, aligned(2, [4])]`,
    most: 26,
    segment: '1',
    before: 8,
    more: 12,
  },
  'aligned ordered': {
    around: (inner) => `aligned(4, ordered(['z', [5]], ['b', ${inner}], ['a', [2]]))`,
    most: 11,
    segment: 'b',
    before: 8,
    more: 12,
  },
  layout: { around: (inner) => `layout({ a: [5], b: ${inner} })`, most: 14, segment: 'b', before: 5, more: 5 },
};
const fileOf = (name: string): string => `${name.replaceAll(' ', '-')}.ts`;
const nested = ({ around }: Wrap, times: number): string =>
  Array.from({ length: times }).reduce<string>((inner) => around(inner), '[3, 4]');

/** All uses of a layout, outside and inside a generic class. */
function uses(wrap: Wrap): string {
  const { most: times, segment, before = 0, more = 0 } = wrap;
  const length = 12 + more * times;
  const path = Array.from({ length: times }).fill(segment).join('.');
  const steps = segment === undefined ? '' : (/\d/.test(segment) ? `[${segment}]` : `['${segment}']`).repeat(times);
  const at =
    segment === undefined ? '' : (
      `
const s = m.at('${path}');
export const at: Is<[typeof s.offset, typeof s.length, typeof s.shape], [${before * times}, 12, readonly [3, 4]]> = true;
export const offset: Is<OffsetOf<typeof m, '${path}'>, ${before * times}> = true;
export const shape: Is<ShapeOf<typeof m, '${path}'>, readonly [3, 4]> = true;
export const path: PathOf<typeof m> = '${path}';
export const one: Is<(typeof w)['shape'], readonly [3, 4]> = true;
const w = m.viewAt(m.zeros(), '${path}');`
    );
  return `${HEAD}const m = layout(${nested(wrap, times)});
export const length: Is<typeof m.length, ${length}> = true;${at}
const v = m.view(m.zeros());
export const leaf: Is<(typeof v)${steps}['shape'], readonly [3, 4]> = true;
class Model<L extends AnyLayout> {
  constructor(readonly model: L) {}
  view(): ViewOf<L> { return this.model.view(this.model.zeros()) as ViewOf<L>; }
  length(): LengthOf<L> { return this.model.length as LengthOf<L>; }
}
const g = new Model(m);
const gl = g.length();
const gv = g.view();
export const genericLength: Is<typeof gl, ${length}> = true;
export const genericLeaf: Is<(typeof gv)${steps}['shape'], readonly [3, 4]> = true;
export const packed = m.pack(m.unpack(m.zeros()));
export const map = m.map((slot) => slot.path);
`;
}

const OTHER = `${HEAD}const o = layout({ a: [5], b: [3, 4], c: { a: [5], q: repeat(2, { a: [5], b: [3, 4] }) } });
export const length: Is<typeof o.length, 56> = true;
const at = o.at('c.q.1.b');
export const offset: Is<typeof at.offset, 44> = true;
`;

/** The files of one test by name, and the errors that the test expects in them. */
interface Group {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly expectOf: (found: readonly Diagnostic[]) => void;
}

const literalsAtTheLimit: Group = {
  title: 'infers literals at the limit of depth, in every form of nesting',
  files: Object.fromEntries(Object.entries(wraps).map(([name, wrap]) => [fileOf(name), uses(wrap)])),
  expectOf: (found) => expect(found).toEqual([]),
};

const pastTheLimit = [1, 10, 180].map((deeper): Group => {
  const files = Object.entries(wraps)
    .filter(([name]) => name !== 'layout')
    .map(([name, wrap]) => {
      const text =
        `${HEAD}const m = layout(${nested(wrap, wrap.most + deeper)});\nexport ` +
        `const used = [m.length, m.view(m.zeros()), m.slots];\n`;
      return [fileOf(name), text] as const;
    });
  return {
    title: `reports a schema nested ${deeper} levels too deep in one sentence, and nothing in other files`,
    files: { ...Object.fromEntries(files), 'z-other.ts': OTHER },
    expectOf(found) {
      expect(found.map(({ file }) => file).sort()).toEqual(files.map(([file]) => file).sort());
      for (const { text } of found) expect(text).toContain(DEEP);
    },
  };
});

function nestedByFunctions(): Group {
  const made = (times: number): string =>
    Array.from({ length: times }).reduce<string>((inner) => `wrap(${inner})`, '[3]');
  const said = (times: number): string =>
    Array.from({ length: times }).reduce<string>((inner) => `Wrapped<${inner}>`, 'readonly [3]');
  const head = `${HEAD}const wrap = <const S>(of: S) => ({ a: of });\ntype Wrapped<S> = { readonly a: S };\n`;
  const lines = [28, 29, 60].flatMap((times, i) => [
    `export const m${i} = layout(${made(times)}).length;`,
    `declare const s${i}: ${said(times)}; export const n${i} = layout(s${i}).length;`,
  ]);
  return {
    title: 'measures the depth of what functions and generic types nested',
    files: { 'a.ts': `${head}${lines.join('\n')}\n`, 'z-other.ts': OTHER },
    expectOf(found) {
      const first = head.split('\n').length;
      expect(found.map(({ line }) => line - first)).toEqual([2, 3, 4, 5]);
      for (const { text } of found) expect(text).toContain(DEEP);
    },
  };
}

const layoutsInLayouts: Group = {
  title: 'counts a layout of a struct as two levels',
  files: {
    'a.ts': `${HEAD}export const m = layout({ c: ${nested(wraps['layout'] as Wrap, 14)} });\n`,
    'z-other.ts': OTHER,
  },
  expectOf([first, ...others]) {
    expect(first?.text).toContain(DEEP);
    expect(others).toEqual([]);
  },
};

function dimensions(): Group {
  const dims = (count: number): string =>
    `[${Array.from({ length: count }, (_, i) => (i % 8 === 0 ? 2 : 1)).join(', ')}]`;
  const valid =
    `const m = layout({ a: [5], b: ${dims(32)} });\nexport const length: Is<typeof m.length, 21> = ` +
    `true;\nconst s = m.at('b').strides;\nexport const first: Is<(typeof s)[0], 8> = true;\n`;
  const past = [33, 48, 200]
    .map(
      (count) =>
        `const m${count} = layout({ a: ${dims(count)}, b: [1] });\nexport const l${count} = m${count}.length;\n`,
    )
    .join('');
  return {
    title: 'multiplies 32 dimensions, and reports more of them in one sentence',
    files: { 'a.ts': HEAD + past, 'b.ts': HEAD + valid, 'z-other.ts': OTHER },
    expectOf(found) {
      expect(found.map(({ file }) => file)).toEqual(['a.ts', 'a.ts', 'a.ts']);
      for (const { text } of found) expect(text).toContain(WIDE);
    },
  };
}

const deeperAsUnknown: Group = {
  title: 'takes a schema past the limit of depth as unknown',
  files: {
    'a.ts':
      `${HEAD}const m = layout(${nested(wraps['struct'] as Wrap, 100)} as ` +
      `unknown);\nexport const length: Is<typeof m.length, number> = true;\nexport const ` +
      `all: readonly string[] = m.slots.map(({ path }) => path);\n`,
  },
  expectOf: (found) => expect(found).toEqual([]),
};

const interfaces: Group = {
  title: 'checks schemas that are interfaces or have optional fields',
  files: {
    'a.ts': `${HEAD}interface A { readonly a: readonly [3]; readonly b?: { readonly c: readonly [4] } }
declare const a: A;
layout(a).at('a').shape satisfies readonly [3];
interface B { readonly a: readonly [3]; readonly b: readonly [9007199254740991] }
declare const b: B;
layout(b);
`,
  },
  expectOf: (found) =>
    expect(found.map(({ text: said }) => said)).toEqual([
      expect.stringContaining('the schema: its length must be at most 9007199254740991, found 9007199254740994'),
    ]),
};

function longPaths(): Group {
  const paths = [
    'k'.repeat(5000),
    'a.'.repeat(2500) + 'a',
    'h.1.'.repeat(2000) + 'w',
    '.'.repeat(3000),
    `h.${'1'.repeat(5000)}`,
    `h.1.${'w'.repeat(3000)}`,
  ];
  const lines = paths.flatMap((path) => [
    `m.at('${path}');`,
    `layout({ a: [1], h: repeat(3, { w: [2] }), b: tied('${path}') });`,
  ]);
  const text = `${HEAD}const m = layout({ a: [1], h: repeat(3, { w: [2] }), ${'k'.repeat(255)}: [1] });\n`;
  return {
    title: 'reports paths of thousands of characters or segments, and comes to an end',
    files: { 'a.ts': `${text}${lines.join('\n')}\n` },
    expectOf(found) {
      const first = text.split('\n').length;
      expect(found.map(({ line }) => line)).toEqual(lines.map((_, i) => first + i));
      for (const each of found) expect(each.text).toMatch(/TS2345|TS2322/);
    },
  };
}

const groups: readonly Group[] = [
  literalsAtTheLimit,
  ...pastTheLimit,
  nestedByFunctions(),
  layoutsInLayouts,
  dimensions(),
  deeperAsUnknown,
  interfaces,
  longPaths(),
];

describe.each(Object.keys(COMPILERS) as Compiler[])('limits of %s', (compiler) => {
  const installed = new Installed();
  afterAll(() => installed.remove());
  let found: readonly Diagnostic[];
  // All tests share one program, since starting a compiler takes longer than checking most files.
  beforeAll(async () => {
    const files = groups.flatMap(({ files: own }, i) =>
      Object.entries(own).map(([name, text]) => [`${i}-${name}`, text] as const),
    );
    for (const [name, text] of files) installed.write(name, text);
    found = await diagnose(
      compiler,
      installed.folder,
      files.map(([name]) => name),
    );
  }, 240_000);

  it.each(groups)(`${compiler} $title`, (group) => {
    const prefix = `${groups.indexOf(group)}-`;
    const own = found.filter(({ file }) => file.startsWith(prefix));
    group.expectOf(own.map((each) => ({ ...each, file: each.file.slice(prefix.length) })));
  });
  it(`${compiler} reports nothing outside of the files that the tests wrote`, () => {
    expect(found.filter(({ file }) => groups.every((_, i) => !file.startsWith(`${i}-`)))).toEqual([]);
  });
});

describe('the runtime', () => {
  it.each(Object.entries(wraps))(
    'the run time lays out a schema nested deeper than the compiler follows: %s',
    (_, wrap) => {
      const model = run(library, `layout(${nested(wrap, 100)})`) as ReturnType<typeof untyped>;
      expect(model.length).toBe(12 + (wrap.more ?? 0) * 100);
    },
  );
  it('the run time lays out a leaf of more dimensions than the compiler takes', () => {
    expect(untyped({ a: Array.from({ length: 100 }, () => 1) }).length).toBe(1);
  });
});
