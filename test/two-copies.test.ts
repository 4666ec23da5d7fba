// Two copies of the package in one program, as two versions of it make them: a layout of one stands in a schema of the
// other.
//
// Needs the built package: `npm run build`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiler, COMPILERS, runCompiler } from './agree/compilers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'two-copies-'));
const other = join(project, 'node_modules/other');
// Where the other package is compiled: nobody compiles one inside of node_modules.
const workshop = mkdtempSync(join(tmpdir(), 'two-copies-other-'));
afterAll(() => {
  for (const folder of [project, workshop]) rmSync(folder, { recursive: true });
});

const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  types: [],
  skipLibCheck: true,
};
async function compile(compiler: Compiler, folder: string, config: object): Promise<string> {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return (await runCompiler(COMPILERS[compiler], ['-p', folder, '--pretty', 'false'])).output;
}

const program = `
import { inner, innerFlat } from 'other';
import { flatOf, fromJSON, layout, repeat, tied, type LengthOf, type PathOf } from 'paramlayout';

const outer = layout({ enc: inner, h: repeat(2, inner), w: tied('enc.w') });
const length: 36 = outer.length;
const offset: 12 = outer.at('h.0.w').offset;
const path: PathOf<typeof outer> = 'h.1.t';
const n: LengthOf<typeof inner> = 12;
const own: 12 = outer.sub('enc').length;
const like = fromJSON(JSON.stringify(inner), inner);

const refused = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'taken';
};
const says = 'a struct was expected, found a spread layout; spread its .schema instead';
const spreads = [
  // @ts-expect-error -- the layout of the other copy was spread
  refused(() => layout({ ...inner, extra: [5] })),
  // @ts-expect-error -- one of this copy
  refused(() => layout({ ...outer, extra: [5] })),
  // @ts-expect-error -- within a schema
  refused(() => layout({ a: { ...inner } })),
  // @ts-expect-error -- what looks like a layout
  refused(() => layout({ a: { schema: { w: [3] }, fingerprint: 'x' } })),
  // @ts-expect-error -- a spread layout is none to be like
  refused(() => fromJSON(JSON.stringify(inner), { ...inner })),
];
const same: boolean = flatOf(inner.view(innerFlat)) === innerFlat;
const seen: unknown = outer.schema.enc.schema;
export const results = [length, offset, path, n, own, like.length, same, seen, outer.view(outer.zeros()).enc.t.shape, ...spreads, says];
`;

// TypeScript takes two packages of one name and version for one, wherever they lie.
describe.each([
  ['another version', '9.9.9'],
  ['the same version', undefined],
])('two copies of the package, %s', (_, version) => {
  beforeAll(async () => {
    for (const home of [project, workshop]) {
      for (const part of ['dist', 'package.json'])
        cpSync(join(root, part), join(home, 'node_modules/paramlayout', part), { recursive: true });
    }
    if (version !== undefined) {
      const manifest = {
        name: 'paramlayout',
        version,
        type: 'module',
        exports: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object }).exports,
      };
      writeFileSync(join(workshop, 'node_modules/paramlayout/package.json'), JSON.stringify(manifest));
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(workshop, 'package.json'),
      '{ "name": "other", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
    );
    const source =
      "import { layout, tied } from 'paramlayout';\nexport const inner = layout({ w: [3, 4], t: " +
      "tied('w', { transpose: true }) });\nexport const innerFlat = inner.zeros();\n";
    writeFileSync(join(workshop, 'index.ts'), source);
    expect(
      await compile('TypeScript 7', workshop, {
        compilerOptions: { ...options, declaration: true },
        files: ['index.ts'],
      }),
    ).toBe('');
    rmSync(join(workshop, 'index.ts'));
    rmSync(other, { recursive: true, force: true });
    cpSync(workshop, other, { recursive: true });
    writeFileSync(join(project, 'main.ts'), program);
  }, 60_000);

  it.each(Object.keys(COMPILERS) as Compiler[])(
    '%s recognises layouts of the other copy, and refuses a layout that was spread',
    async (compiler) => {
      expect(await compile(compiler, project, { compilerOptions: options, files: ['main.ts'] })).toBe('');
    },
    60_000,
  );

  it('the run time recognises layouts of the other copy, and refuses a layout that was spread', () => {
    const read =
      "import { results } from './main.js'; import { inner } from 'other'; import { layout } from " +
      "'paramlayout'; console.log(JSON.stringify([inner instanceof layout({}).constructor, results]));";
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', read], {
      cwd: project,
      encoding: 'utf8',
    });
    const says = 'a struct was expected, found a spread layout; spread its .schema instead';
    const schema = { t: { '.tied': 'w', '.transpose': true }, w: [3, 4] };
    expect(JSON.parse(printed)).toEqual([
      false,
      [
        36,
        12,
        'h.1.t',
        12,
        12,
        12,
        true,
        schema,
        [4, 3],
        `the schema: ${says}`,
        `the schema: ${says}`,
        `'a': ${says}`,
        "'a.fingerprint': a shape, a struct or a marker such as repeat(…) was expected, found string",
        'a layout was expected, found an object',
        says,
      ],
    ]);
  });
});
