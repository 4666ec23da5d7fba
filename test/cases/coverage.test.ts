// Every case of ../shared/cases has a test whose title begins with its number, or a reason in untested.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { untestedOfComponentArrays, untestedOfFlatteners } from './untested.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
// The lists that the cases were taken from are no part of the repository.
const sources = new URL('../shared/cases/', root);
const isPresent = existsSync(fileURLToPath(sources));

const ID = '(?:[A-Z]?\\d+|rule \\d)';
/** The titles of the tests in a file; in a type test a title is a comment of its own line. */
function titlesIn(file: string): string[] {
  const pattern =
    file.endsWith('.test-d.ts') ? /^\/\/ (?!@ts-)(.*)$/gm : (
      /\bit(?:\.each\([^]*?\]\s*(?:as const)?\))?\(\s*(?:'(.*?)(?<!\\)'|"(.*?)"),/g
    );
  return Array.from(read(file).matchAll(pattern), ([, single, double]) => single ?? double ?? '');
}
const idsOf = (title: string): string[] =>
  (new RegExp(`^(?:${ID} )+`).exec(title)?.[0].match(new RegExp(ID, 'g')) ?? []) as string[];

const files = readdirSync(new URL('test/cases/', root))
  .filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  .map((name) => `test/cases/${name}`);
const tested = new Set([...files, 'test-d/cases.test-d.ts'].flatMap((file) => titlesIn(file).flatMap(idsOf)));
/**
 * No case of one list has the number of a case of the other: theirs are A1 to N114, and 1 to 47, P, J, S and E 1 to 7,
 * and rules.
 */
const isOfComponentArrays = (id: string): boolean => /^[A-N]\d+$/.test(id) && !/^[EJ][1-7]$/.test(id);
const listed = {
  componentArrays: [...[...tested].filter(isOfComponentArrays), ...Object.keys(untestedOfComponentArrays)],
  flatteners: [...[...tested].filter((id) => !isOfComponentArrays(id)), ...Object.keys(untestedOfFlatteners)],
};

describe('coverage of the cases', () => {
  it.each(files)('every title begins with the number of its case: %s', (file) => {
    const titles = titlesIn(file);
    expect(titles.length).toBe(read(file).match(/\bit(?:\.each)?\(/g)?.length);
    expect(titles.filter((title) => idsOf(title).length === 0)).toEqual([]);
  });
  it('a case without a test has a reason of a known kind, and no case has both', () => {
    for (const [id, reason] of Object.entries({ ...untestedOfComponentArrays, ...untestedOfFlatteners })) {
      expect(reason, id).toMatch(/^(?:does not apply|later|elsewhere): /);
      expect(tested.has(id), id).toBe(false);
    }
  });
  it('79 cases of ComponentArrays.jl and 62 of flatteners have a test or a reason', () => {
    expect([listed.componentArrays.length, listed.flatteners.length]).toEqual([79, 62]);
  });
  it.skipIf(!isPresent)(
    `the cases are those of the source files${isPresent ? '' : ' (skipped: the case lists are not here)'}`,
    () => {
      const componentArrays: string[] = [];
      let group = '';
      for (const line of readFileSync(fileURLToPath(new URL('componentarrays.md', sources)), 'utf8').split('\n')) {
        group = /^### ([A-N])\. /.exec(line)?.[1] ?? group;
        if (group !== '')
          for (const [, id] of line.matchAll(/(?:^|[.)*] )(\d+)\. (?=[[`])/g)) componentArrays.push(`${group}${id}`);
      }
      const flatteners: string[] = [];
      const [cases = ''] = readFileSync(fileURLToPath(new URL('flatteners.md', sources)), 'utf8').split('## 4. FSDP');
      for (const [, id = ''] of cases.matchAll(/(?:^|\s)([PJSE]?[1-9]\d*)\. (?=\S)/gm)) flatteners.push(id);
      expect([componentArrays.length, flatteners.length].every((count) => count > 50)).toBe(true);
      expect({
        componentArrays: componentArrays.filter((id) => !listed.componentArrays.includes(id)),
        flatteners: flatteners.filter((id) => !listed.flatteners.includes(id)),
      }).toEqual({ componentArrays: [], flatteners: [] });
    },
  );
});
