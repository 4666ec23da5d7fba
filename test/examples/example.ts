import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { examplesOf, outputOf } from '../cli/doc-examples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of an example. */
export const folderOf = (name: string): string => join(root, 'examples', name);

/**
 * Installs and compiles an example that has packages of its own. Returns why it cannot run, or an empty text. An example
 * that does not compile is not an excuse but an error.
 */
export function prepare(name: string): string {
  if (!existsSync(join(root, 'dist/src/index.js'))) return ' (skipped: npm run build first)';
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'examples/install.mjs'), name], {
    encoding: 'utf8',
  });
  if (status === 0) return '';
  if (!stderr.includes('npm ci failed')) throw new Error(`the example ${name} does not compile:\n${stdout}${stderr}`);
  return ' (skipped: npm could not install its packages)';
}

/** Runs each command that the page of an example shows, in the example's folder, and compares what it prints. */
export async function expectPage(name: string, folder: string): Promise<void> {
  const shown = examplesOf(readFileSync(join(root, `docs/examples/${name}.md`), 'utf8'));
  expect(shown.length).toBeGreaterThan(0);
  for (const { command, output } of shown)
    expect(`$ ${command}\n${await outputOf(command, folder)}`).toBe(`$ ${command}\n${output}`);
}
