// Which packages each entry point of the build imports: the core none.
import { existsSync, readFileSync } from 'node:fs';
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
      else if (!name.startsWith('node:')) packages.add(name);
    }
  }
  return [...packages].sort();
}

const isBuilt = existsSync('dist/src/index.js');
describe.skipIf(!isBuilt)(`packages that are imported${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('by the core: none', () => expect(packagesOf('dist/src/index.js')).toEqual([]));
  it('by checkpoints: zod', () =>
    expect(packagesOf('dist/src/checkpoint/index.js')).toEqual(['zod']));
  it('by the command line: all that package.json lists', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(packagesOf('dist/src/cli/main.js').filter((name) => name !== 'paramlayout')).toEqual(
      Object.keys(dependencies).sort(),
    );
  });
});
