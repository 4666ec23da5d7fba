// The documentation is what its readers run first: each snippet is compiled by both compilers and run, and what its
// comments claim is asserted. The convention: test/README.md. Needs the built package: `npm run build`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { examplesOf } from './docs/example.ts';
import { judge } from './docs/judge.ts';
import { anchorsOf, linksOf } from './docs/link.ts';
import { blocksOf, programsOf } from './docs/page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isBuilt = existsSync(join(root, 'dist/src/index.js'));

const pages = [
  'README.md',
  ...['docs', 'docs/cli', 'docs/examples', 'docs/internals'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];
const indexes = {
  paramlayout: read('src/index.ts'),
  'paramlayout/checkpoint': read('src/checkpoint/index.ts'),
  'paramlayout/optim': read('src/optim/index.ts'),
  'paramlayout/collective': read('src/collective/index.ts'),
  'paramlayout/nats': read('src/nats/index.ts'),
  'paramlayout/jax': read('src/jax/index.ts'),
  'paramlayout/ndarray': read('src/ndarray/index.ts'),
  'paramlayout/ort': read('src/ort/index.ts'),
  'paramlayout/webgpu': read('src/webgpu/index.ts'),
  'paramlayout/zod': read('src/zod/index.ts'),
};
/** Only its own examples import this one, which loads the whole of tfjs-core. */
const tfjs = { 'paramlayout/tfjs': read('src/tfjs/index.ts') };
const examples = ['src', 'types']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => examplesOf(path, read(path), path.startsWith('src/tfjs/') ? { ...indexes, ...tfjs } : indexes));

describe.skipIf(!isBuilt)(`snippets${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  const programs = [...pages.flatMap((page) => programsOf(page, read(page))), ...examples];
  let problems: readonly string[];
  let planted: readonly string[];
  beforeAll(async () => {
    problems = await judge([...programs, ...programsOf('planted', read('test/docs/planted.md'))]);
    planted = problems.filter((problem) => problem.startsWith('planted:'));
  }, 300_000);

  it.each([...new Set(programs.map(({ page }) => page))])(
    'the snippets compile, run and do what their comments claim: %s',
    (page) => {
      expect(problems.filter((problem) => problem.startsWith(`${page}:`))).toEqual([]);
    },
  );

  // What keeps the tests above from being empty: every fault that test/docs/planted.md has is found, and nothing else.
  it.each([
    [13, 'is not 1 but 0'],
    [14, 'is not 7 but 6'],
    [15, 'is not [3, 2] but [ 2, 3 ]'],
    [16, "is not { path: 's', offset: 5, length: 1, shape: [], strides: [], transposed: false } but {"],
    [24, "TypeScript 7: TS2322: Type '7' is not assignable to type '8'."],
    [24, "TypeScript 5.9: TS2322: Type '7' is not assignable to type '8'."],
    [25, 'is not 5 but 6'],
    [25, "'the type is not what is claimed, but': 6"],
    [26, "'the type is not what is claimed, but': 6"],
    [27, "'the type is not what is claimed, but': number"],
    [33, "TypeScript 7: TS2578: Unused '@ts-expect-error' directive."],
    [33, "TypeScript 5.9: TS2578: Unused '@ts-expect-error' directive."],
    [36, "TypeScript 7 does not say 'there is no 'c'' but: TS2345: "],
    [36, "TypeScript 5.9 does not say 'there is no 'c'' but: TS2345: "],
    [37, 'throws not RangeError: a flat array of length 7 was expected but nothing'],
    [38, "throws not TypeError: there is no 'b' but RangeError: there is no 'b'"],
    [45, 'prints not what is shown but:\n1 [ 2 ]'],
    [55, "nothing checks '2 numbers' where it stands"],
    [58, "'{ a: ... }' starts as a value does, but is none that can be read"],
    [59, 'nothing can check that of such a statement'],
    [65, 'RangeError: a flat array of length 2 was expected, found one of 3'],
    [66, 'was not reached'],
  ])('the check of snippets finds the planted fault: planted:%i: %s', (line, problem) => {
    expect(planted.filter((each) => each.startsWith(`planted:${line}: `) && each.includes(problem))).not.toEqual([]);
  });
  it('the check of snippets finds nothing where no fault is planted', () => {
    const lines = new Set(planted.map((problem) => Number(/^planted:(\d+): /.exec(problem)?.[1])));
    expect([...lines].sort((a, b) => a - b)).toEqual([
      13, 14, 15, 16, 24, 25, 26, 27, 33, 36, 37, 38, 45, 55, 58, 59, 65, 66,
    ]);
  });
});

describe('links', () => {
  it.each([...pages, 'examples/README.md', 'test/README.md'])('every link has a target: %s', (page) => {
    const broken = linksOf(read(page)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
  it.each(pages)('%s links to nothing that the package leaves out', (page) => {
    const outside = linksOf(read(page)).filter((link) => !/^(docs\/|README\.md|#|$)/.test(join(dirname(page), link)));
    expect(outside.filter((link) => !link.startsWith('#'))).toEqual([]);
  });
  it('the check of links finds a broken link', () => {
    expect(linksOf('[a](b.md), [c](d.md#e), [f](https://g.h/i), `[j](k)`')).toEqual(['b.md', 'd.md#e']);
    expect(anchorsOf('# The `pack` of it, *now*\n## Ties\n### Ties')).toEqual(['the-pack-of-it-now', 'ties', 'ties-1']);
  });
});

it('only docs/cli and docs/examples have console blocks, which test/cli/docs.test.ts and test/examples run', () => {
  const elsewhere = pages.filter(
    (page) =>
      !/^docs\/(cli|examples)\//.test(page) && blocksOf(read(page)).some(({ language }) => language === 'console'),
  );
  expect(elsewhere).toEqual([]);
});

it('docs/compared.md compares with the figures of docs/internals/benchmarks.md', () => {
  const rows = (page: string): string[][] =>
    Array.from(read(page).matchAll(/^\| (.*) \|$/gm), ([, row = '']) => row.split(' | '));
  const measured = rows('docs/internals/benchmarks.md');
  const given = rows('docs/compared.md').flatMap((cells) =>
    Array.from((cells.at(-1) ?? '').matchAll(/(bind|map|pack) (\d\.\d+)/g), ([, what, ratio]) => ({
      whom: (cells[0] ?? '').replaceAll('`', ''),
      what,
      ratio,
    })),
  );
  const AGAINST: Readonly<Record<string, readonly [what: RegExp, whom: string]>> = {
    'object literal by hand: bind': [/^bind all views$/, 'literal by hand'],
    'subarray calls by hand: bind': [/^bind all views$/, 'bare subarray calls'],
    'TypeGPU d.struct: bind': [/^bind all views$/, 'TypeGPU readFromArrayBuffer (copies)'],
    'ndarray: bind': [/^bind all views$/, 'ndarray'],
    'jax-js tree: map': [/^map$/, 'jax-js tree.map'],
    'jax-js tree: pack': [/^copy$/, 'jax-js tree.flatten, then copy'],
  };
  expect(given.map(({ whom, what }) => `${whom}: ${what}`)).toEqual(Object.keys(AGAINST));
  for (const { whom, what, ratio } of given) {
    const [kind, against] = AGAINST[`${whom}: ${what}`] as readonly [RegExp, string];
    const row = measured.find(
      (cells) => kind.test(cells[0] ?? '') && (cells[1] ?? '').includes('GPT-2') && cells[2] === against,
    );
    expect([whom, row?.[3]]).toEqual([whom, ratio]);
  }
});

it('README says how to install, and has two commands of scripts that exist', () => {
  const commands = blocksOf(read('README.md')).filter(({ language }) => language === 'sh');
  expect(commands.map(({ lines }) => lines)).toEqual([
    ['npm i paramlayout'],
    ['npm ci && npm run demo', 'npm ci && npm test'],
  ]);
  expect(JSON.parse(read('package.json'))).toMatchObject({
    scripts: { demo: expect.any(String), test: expect.any(String) },
  });
});
