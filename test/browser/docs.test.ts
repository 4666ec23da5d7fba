// The snippets of the documentation that need nothing of Node, run in a page: what their comments claim holds there
// too.
import { readdirSync, readFileSync } from 'node:fs';
import ts from '@tsd/typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsBrowser } from '../docs/browser.ts';
import { holds } from '../docs/claim.ts';
import { instrument } from '../docs/instrument.ts';
import { programsOf, type Program } from '../docs/page.ts';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import type * as Recorder from './page/record.js';
import { isBuilt, type Site, startSite } from './site.ts';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const programs = pages.flatMap((page) => programsOf(page, readFileSync(page, 'utf8'))).filter(isForPages);

/** Whether a program imports nothing but the package, and names no file. */
function isForPages({ source }: Program): boolean {
  const imported = Array.from(
    source.matchAll(/^(?:import|export)\b[^;]*? from '([^']+)'/gm),
    ([, name]) => name as string,
  );
  return (
    imported.every((name) => /^paramlayout(\/checkpoint)?$/.test(name)) &&
    !/\bprocess\b|\bBuffer\b|\bsave(?:Np[yz])?\(|\bload(?:Npz)?\(\w+, '(?!https?:)/.test(source)
  );
}

describe.skipIf(isMissing || !isBuilt)(
  `the documentation in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    beforeAll(async () => {
      [chromium, site] = await Promise.all([startChromium(), startSite()]);
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));

    it.each([
      ['where code may be generated', undefined],
      ['under a policy that allows no more than scripts of the site', ''],
    ])('the snippets of the documentation do what they claim in Chromium, %s', async (_, scripts) => {
      const page = await site.run<typeof Recorder>(chromium, 'record.js', scripts === undefined ? {} : { scripts });
      const problems: string[] = [];
      let held = 0;
      for (const [i, program] of programs.entries()) {
        const { recording, claims } = instrument(program);
        const address = `/program${i}.js`;
        site.texts.set(
          address,
          ts.transpileModule(recording, {
            compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
          }).outputText,
        );
        const records = await page.call('run', address).catch((error: unknown) => String(error));
        if (typeof records === 'string') problems.push(`${program.page}: ${records}`);
        else
          for (const [line, claim] of claims) {
            if (claim.says === 'type') continue;
            const here = records.filter((each) => each.line === line);
            const isSo =
              here.length > 0 &&
              here.every(({ code, thrown = '' }) =>
                claim.says === 'error' ?
                  thrown.startsWith(`${claim.name}: `) && thrown.includes(claim.sentence)
                : code !== undefined && holds(claim.code, valueOf(code)),
              );
            if (isSo) held += 1;
            else problems.push(`${program.page}:${line}: ${JSON.stringify(here)}`);
          }
      }
      expect(problems).toEqual([]);
      expect(held).toBeGreaterThan(80); // else hardly anything was tried
    });

    it('every program that only a browser can run is among those that Chromium runs', () => {
      const needing = pages.flatMap((page) => programsOf(page, readFileSync(page, 'utf8'))).filter(needsBrowser);
      expect(needing.length).toBeGreaterThan(0);
      expect(needing.filter((program) => !isForPages(program))).toEqual([]);
    });

    it('every page of the documentation is tried in Chromium, but for those whose programs need files', () => {
      expect([...new Set(programs.map(({ page }) => page))]).toEqual([
        'README.md',
        'docs/checkpoints.md',
        'docs/dtypes.md',
        'docs/flat-vectors.md',
        'docs/generic-code.md',
        'docs/guide.md',
        'docs/mappings.md',
        'docs/partial.md',
        'docs/recipes.md',
        'docs/saving.md',
      ]);
    });
  },
);

const valueOf = (code: string): unknown => (new Function(`return (${code})`) as () => unknown)();
