// Keeps the tables of test/README.md true.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string | URL): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
// The lists that the cases were taken from are no part of the repository.
const sources = new URL('../shared/cases/', root);

interface Row {
  readonly id: string;
  readonly file: string;
  readonly title: string;
}
/** The rows of the table under a heading. */
function rows(heading: string): Row[] {
  const section = read('test/README.md').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return Array.from(
    section.matchAll(/^\| ([A-Z]?\d+|rule \d) \| (\S+) \| (.*) \|$/gm),
    ([, id = '', file = '', title = '']) => ({ id, file, title }),
  );
}

const tables = { julia: rows('Cases of ComponentArrays.jl'), flatteners: rows('Cases of flatteners') };

describe('test/README.md', () => {
  it('names a file and a title that stands in it', () => {
    for (const { id, file, title } of [...tables.julia, ...tables.flatteners].filter((row) => row.file !== '–')) {
      const text = read(file).replaceAll("\\'", "'");
      const found =
        file.endsWith('.test-d.ts') ?
          text.includes(`\n// ${title}\n`)
        : [`'${title}',`, `"${title}",`].some((quoted) => text.includes(quoted));
      expect(found, `'${title}' in ${file}`).toBe(true);
      expect(` ${title} `).toContain(` ${id} `);
    }
  });

  it('gives a reason for each case without a test', () => {
    for (const { id, title } of [...tables.julia, ...tables.flatteners].filter(({ file }) => file === '–')) {
      expect(title, id).toMatch(/^(does not apply: .+|later: .+|issue \d+|see \d+.*)$/);
    }
  });

  it('lists the cases in full', () => {
    expect([
      new Set(tables.julia.map(({ id }) => id)).size,
      new Set(tables.flatteners.map(({ id }) => id)).size,
    ]).toEqual([79, 62]);
  });

  const present = existsSync(fileURLToPath(sources));
  it.skipIf(!present)(
    `lists each case of the source files${present ? '' : ' (skipped: the case lists are not here)'}`,
    () => {
      const julia: string[] = [];
      let group = '';
      for (const line of readFileSync(fileURLToPath(new URL('componentarrays.md', sources)), 'utf8').split('\n')) {
        group = /^### ([A-N])\. /.exec(line)?.[1] ?? group;
        if (group !== '')
          for (const [, id] of line.matchAll(/(?:^|[.)*] )(\d+)\. (?=[[`])/g)) julia.push(`${group}${id}`);
      }
      const flat: string[] = [];
      const [cases = ''] = readFileSync(fileURLToPath(new URL('flatteners.md', sources)), 'utf8').split('## 4. FSDP');
      for (const [, id = ''] of cases.matchAll(/(?:^|\s)([PJSE]?[1-9]\d*)\. (?=\S)/gm)) flat.push(id);
      const listed = { julia: tables.julia.map(({ id }) => id), flat: tables.flatteners.map(({ id }) => id) };
      expect([julia.length, flat.length].every((count) => count > 50)).toBe(true);
      expect({
        julia: julia.filter((id) => !listed.julia.includes(id)),
        flat: flat.filter((id) => !listed.flat.includes(id)),
      }).toEqual({ julia: [], flat: [] });
    },
  );
});
