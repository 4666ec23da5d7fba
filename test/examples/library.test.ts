// The example library: a package that publishes a model, and one that installs its tarball.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiler, COMPILERS, runCompiler } from '../agree/compilers.ts';
import { examplesOf } from '../cli/doc-examples.ts';
import { folderOf } from './example.ts';

const isBuilt = existsSync('dist/src/index.js');

describe.skipIf(!isBuilt)(`the example library${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  const out = mkdtempSync(join(tmpdir(), 'library-'));
  const app = join(out, 'app');
  const published = join(app, 'node_modules/moons-net');
  let printed: string;
  beforeAll(() => {
    const main = join(folderOf('library'), 'main.mjs');
    printed = execFileSync(process.execPath, [main, '--out', out], { encoding: 'utf8' });
  }, 300_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  /** What a compiler has against the program, or a file of it. */
  const compile = async (compiler: Compiler, project: string): Promise<string> =>
    (await runCompiler(COMPILERS[compiler], ['-p', project, '--noEmit', '--pretty', 'false'])).output;
  const compilers = Object.keys(COMPILERS) as Compiler[];

  it('the page of the example library shows what its command prints', () => {
    const shown = examplesOf(readFileSync('docs/examples/library.md', 'utf8'));
    expect(shown).toEqual([{ command: 'node library/main.mjs', output: printed }]);
  });

  it('the tarball of the package has its modules, declarations and weights, and not its training', () => {
    expect(readdirSync(join(published, 'dist')).filter((name) => /train|\.ts$/.test(name))).toEqual(
      ['index', 'linear', 'mlp', 'model', 'weights'].map((name) => `${name}.d.ts`),
    );
    expect(existsSync(join(published, 'src'))).toBe(false);
    const weights = readFileSync(join(published, 'dist/moons.safetensors'));
    expect(weights.length).toBe(8 + Number(weights.readBigUInt64LE()) + 4 * 177);
  });

  it("the layout's declaration names the schema of the modules, and stays short if the model has 100 layers", () => {
    const declaration = (name: string): string => readFileSync(join(out, `moons-net/dist/${name}.d.ts`), 'utf8');
    const typeIn = (text: string): string => /export declare const model: ([^]*?);\n$/.exec(text)?.[1] as string;
    const type = typeIn(declaration('model'));
    expect(type).toContain('import("./mlp.ts").MlpSchema<2, 8, 2, 1>');
    expect(type).not.toMatch(/\bany\b|readonly weight/);
    expect(type.length).toBeLessThan(400);

    const deep = "import { layout } from 'paramlayout';\nimport { Mlp } from './mlp.ts';\n";
    writeFileSync(
      join(out, 'moons-net/src/deep.ts'),
      `${deep}export const model = layout(new Mlp(2, 8, 100, 1).schema);\n`,
    );
    const tsc = join('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', join(out, 'moons-net')]);
    expect(typeIn(declaration('deep')).length).toBeLessThan(type.length + 20);
  });

  it.each(compilers)(
    'the program compiles with strict and without skipLibCheck, and its three mistakes do not: %s',
    async (compiler) => {
      expect(JSON.parse(readFileSync(join(app, 'tsconfig.json'), 'utf8'))).toMatchObject({
        compilerOptions: { strict: true, skipLibCheck: false },
      });
      expect(await compile(compiler, app)).toBe('');
      const errors = (await compile(compiler, join(app, 'wrong.json'))).trim().split('\n');
      const sentences = [
        "index 2 is out of range in 'hidden', which has 2 items",
        "there is no 'wieght' in 'hidden.1'; did you mean 'weight'?",
        'a flat array of length 177 was expected, found one of 9',
      ];
      const starts = errors.filter((line) => /^\S/.test(line));
      expect(starts).toHaveLength(sentences.length);
      for (const [i, sentence] of sentences.entries()) expect(starts[i]?.replaceAll('\\', '')).toContain(sentence);
    },
  );

  it('the program of the example imports one copy of paramlayout, from its own folder', () => {
    expect(existsSync(join(app, 'node_modules/paramlayout/package.json'))).toBe(true);
    expect(existsSync(join(published, 'node_modules'))).toBe(false);
  });
});
