import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplesOf, withExampleFolder, outputOf } from './doc-examples.ts';

// The commands of a page run in order in one folder, so that a later one can use the files of an earlier one.
test.each(readdirSync('docs/cli').filter((name) => name.endsWith('.md')))(
  'docs/cli/%s: every command prints what the page shows',
  async (name) => {
    const examples = examplesOf(readFileSync(`docs/cli/${name}`, 'utf8'));
    expect(examples.length).toBeGreaterThan(0);
    await withExampleFolder(async (folder) => {
      for (const { command, output } of examples)
        expect(`$ ${command}\n${await outputOf(command, folder)}`).toBe(`$ ${command}\n${output}`);
    });
  },
);
