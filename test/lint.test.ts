// The rules that this project adds to the linter: no import circles, and folders import only from those before them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const oxlint = join(root, '.ci/lint/node_modules/.bin/oxlint');
const isInstalled = existsSync(oxlint);

/** Lints a folder with these files by the rules of the project, and returns what the linter prints. */
function lint(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'paramlayout-lint-'));
  try {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return execFileSync(oxlint, ['--deny-warnings', 'src', 'types'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!isInstalled)(`the linter${isInstalled ? '' : ' (skipped: npm run lint installs it)'}`, () => {
  const size = { 'src/schema/size.ts': 'export const size = 1;\n', 'types/schema/size.ts': 'export type Size = 1;\n' };

  it('the linter accepts an import from an earlier folder', () => {
    const files = {
      ...size,
      'src/view/leaf.ts': "export { size } from '../schema/size.ts';\n",
      'src/nats/index.ts': "export { group } from '../collective/group.ts';\n",
    };
    expect(lint(files)).toContain('Found 0 warnings and 0 errors');
  });

  it.each([
    ['src/array/kind.ts', "export { size } from '../schema/size.ts';\n"],
    ['types/arithmetic/count.ts', "export type { Size } from '../schema/size.ts';\n"],
    [
      'src/schema/compile.ts',
      "import type { Header } from '../checkpoint/header/header.ts';\nexport type H = Header;\n",
    ],
    [
      'src/checkpoint/fit/fit.ts',
      "import type { LoadOptions } from '../load/options.ts';\nexport type O = LoadOptions;\n",
    ],
    [
      'src/checkpoint/load/load.ts',
      "import type { Relation } from '../mapping/relate.ts';\nexport type R = Relation;\n",
    ],
    ['src/checkpoint/arrange/window.ts', "import type { Rules } from '../fit/rules.ts';\nexport type R = Rules;\n"],
    ['src/jax/index.ts', "export { lift } from '../ort/lift.ts';\n"],
    ['src/checkpoint/index.ts', "export { grad } from '../jax/grad.ts';\n"],
    ['src/collective/index.ts', "export { nats } from '../nats/nats.ts';\n"],
    ['src/jax/index.ts', "export { nats } from '../nats/nats.ts';\n"],
    ['src/optim/index.ts', "export { load } from '../checkpoint/load/load.ts';\n"],
    ['src/checkpoint/index.ts', "export { run } from '../cli/run.ts';\n"],
  ])('the linter refuses an import from a later folder in %s', (path, text) => {
    expect(lint({ ...size, [path]: text })).toContain('no-restricted-imports');
  });

  it('the linter refuses an import circle, of types as well', () => {
    const circle = {
      'types/view/a.ts': "import type { B } from './b.ts';\nexport interface A {\n  readonly b: B;\n}\n",
      'types/view/b.ts': "import type { A } from './a.ts';\nexport interface B {\n  readonly a: A;\n}\n",
      'src/view/a.ts': 'export const a = 1;\n',
    };
    expect(lint(circle)).toContain('no-cycle');
  });
});
