// Which packages each entry point of the build imports: the core none.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from '@tsd/typescript';
import { describe, expect, it } from 'vitest';

/** The packages that a built module and all that it imports name; Node's own modules are left out. */
function packagesOf(entry: string): readonly string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { fileName: name } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles) {
      if (name.startsWith('.')) open.push(join(dirname(file), name));
      else if (/^[@a-z]/.test(name) && !isBuiltin(name)) packages.add(name); // ' and ' stands in a sentence of the bundle
    }
  }
  return [...packages].sort();
}

const isBuilt = existsSync('dist/src/index.js');
describe.skipIf(!isBuilt)(`packages that are imported${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('by the core: none', () => expect(packagesOf('dist/src/index.js')).toEqual([]));
  it('by checkpoints: zod', () => expect(packagesOf('dist/src/checkpoint/index.js')).toEqual(['zod']));
  it('by the command line: those of checkpoints, since its own are bundled', () =>
    expect(packagesOf('dist/src/cli/main.js')).toEqual(packagesOf('dist/src/checkpoint/index.js')));
  it('by the command line: each with its licence in THIRD-PARTY-NOTICES', () => {
    const notices = readFileSync('THIRD-PARTY-NOTICES', 'utf8');
    for (const name of ['cli-progress', 'commander', 'd3-array', 'jiti', 'picocolors', 'string-width'])
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+ \\((?:MIT|ISC)\\)\n\n.*(?:licen[cs]e|copyright)`, 'ims'));
  });
});
