import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplesOf, inFolder, printed } from './doc-examples.ts';

// Each page's commands are run one after the other in one folder, so that a later one can use what an earlier one wrote.
test.each(readdirSync('docs/cli').filter((name) => name.endsWith('.md')))(
  'docs/cli/%s: every command prints what the page shows',
  async (name) => {
    const examples = examplesOf(readFileSync(`docs/cli/${name}`, 'utf8'));
    expect(examples.length).toBeGreaterThan(0);
    await inFolder(async (folder) => {
      for (const { command, output } of examples)
        expect(`$ ${command}\n${await printed(command, folder)}`).toBe(`$ ${command}\n${output}`);
    });
  },
);
