// The package as a bundler takes it: vite, by its defaults, for a browser.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, createLogger, type Rolldown } from 'vite';
import { serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { bitsOf } from '../checkpoint/fixtures.ts';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import type * as Bundle from './page/bundled.js';
import { isBuilt, type Rules, type Site, startSite } from './site.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Bundled {
  readonly chunks: readonly Rolldown.OutputChunk[];
  /** Where each file is served, and its text. */
  readonly texts: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

async function bundled(entry: string): Promise<Bundled> {
  const warnings: string[] = [];
  const warn = (message: string): number => warnings.push(message);
  const options = {
    configFile: false,
    root: `${root}test/browser/page`,
    logLevel: 'warn',
    customLogger: { ...createLogger('silent'), warn, warnOnce: warn, error: warn },
  } as const;
  const rolldownOptions = {
    input: `${root}${entry}`,
    preserveEntrySignatures: 'strict',
    output: { entryFileNames: 'bundle.js' },
    checks: { bundlerTimings: false }, // how long a build takes depends on the machine
  } as const;
  const { output } = (await build({
    ...options,
    build: { write: false, rolldownOptions },
    worker: { format: 'es' },
  })) as Rolldown.RolldownOutput;
  const texts = new Map(
    output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)]),
  );
  return { chunks: output.filter((file) => file.type === 'chunk'), texts, warnings };
}

/** Where the modules of a bundle come from, as the first part of their paths; what the bundler adds is left out. */
const originsOf = ({ chunks }: Bundled): readonly string[] =>
  [
    ...new Set(
      chunks.flatMap(({ moduleIds }) =>
        moduleIds
          .filter((id) => id.startsWith(root))
          .map((id) => /^(?:node_modules\/)?[^/]+/.exec(id.slice(root.length))?.[0] as string),
      ),
    ),
  ].sort();

describe.skipIf(!isBuilt)(`a bundle for browsers${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('a bundle of the core has nothing in it but the core', async () => {
    const core = await bundled('dist/src/index.js');
    expect(core.warnings).toEqual([]);
    expect(originsOf(core)).toEqual(['dist']);
    expect(core.chunks).toHaveLength(1);
  });

  // What every program takes: all else is a function that a bundler leaves out, or has to stay below this with it.
  it('a bundle of layout, repeat and tied is smaller than 12,000 bytes', async () => {
    const least = await bundled('test/browser/page/least.js');
    expect(least.warnings).toEqual([]);
    expect(least.chunks).toHaveLength(1);
    expect(gzipSync(least.chunks[0]?.code ?? '', { level: 9 }).length).toBeLessThan(12_000);
    expect(least.chunks[0]?.code).not.toMatch(/summand/); // `dim` is left out
  });

  it('a bundle of checkpoints has nothing in it but the package', async () => {
    const checkpoint = await bundled('dist/src/checkpoint/index.js');
    expect(checkpoint.warnings).toEqual([]);
    expect(originsOf(checkpoint)).toEqual(['dist']);
    const imported = checkpoint.chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
    expect(imported.filter((name) => !checkpoint.texts.has(`/${name}`))).toEqual([]); // 'node:' is imported when a path is used, unseen by the bundler
    expect(
      [...checkpoint.texts.values()].some((text) =>
        /\b(?:process|Buffer)\.|\brequire\(|__vite-browser-external/.test(text),
      ),
    ).toBe(false);
  });

  describe.skipIf(isMissing)(`in Chromium${whyMissing}`, () => {
    let chromium: Chromium;
    let site: Site;
    let bundle: Bundled;
    beforeAll(async () => {
      [chromium, site, bundle] = await Promise.all([
        startChromium(),
        startSite(),
        bundled('test/browser/page/bundled.js'),
      ]);
      for (const [path, text] of bundle.texts) site.texts.set(path, text);
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));

    it.each<[string, Rules]>([
      ['no policy', {}],
      ['a policy that allows no more than scripts of the site', { scripts: '' }],
    ])('a bundle runs in a page and in a worker under %s', async (_, rules) => {
      expect(bundle.warnings).toEqual([]);
      const page = await site.run<typeof Bundle>(chromium, '/bundle.js', rules);
      const core = await import('./page/core.js');
      expect(await page.evaluate('exports.core.views()')).toEqual(JSON.parse(JSON.stringify(core.views())));
      const model = layout({ h: repeat(3, { w: [4, 300] }) });
      const flat = model.zeros().map((__, i) => i % 256);
      const bits = [...bitsOf(flat)]; // below 2^8 in steps of 1, so that BF16 holds them
      const [json, blob] = [
        JSON.stringify(model),
        Buffer.from(serialize(model, flat, { dtype: 'BF16' })).toString('base64'),
      ];
      expect(
        await page.evaluate(`exports.checkpoint.loaded(${JSON.stringify(json)}, { blob: '${blob}' })`),
      ).toMatchObject({ bits });
      expect(await page.call('inWorker', json, blob)).toEqual(bits);
      expect(page.requests.filter((url) => !url.startsWith(site.url('/')) && !url.startsWith('data:'))).toEqual([]);
      expect(page.requests.some((url) => url.includes('/node_modules/'))).toBe(false);
    });
  });
});
