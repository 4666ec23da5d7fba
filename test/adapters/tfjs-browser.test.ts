// paramlayout/tfjs in Chromium, on tfjs's cpu and WebGL backends, with and without shared memory.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, whyMissing } from '../browser/chromium.ts';
import { type Site, startSite } from '../browser/site.ts';
import { isInstalled, whyNotInstalled } from './installed.ts';
import type * as Program from './tfjs-page.ts';

/** WebGL over the software driver that Chromium brings with it. */
const WEBGL_FLAGS = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

describe.skipIf(isMissing || !isInstalled)(`paramlayout/tfjs in Chromium${whyMissing}${whyNotInstalled}`, () => {
  let chromium: Chromium;
  let site: Site;
  let inNode: Program.Trained;
  beforeAll(async () => {
    [chromium, site] = await Promise.all([startChromium(WEBGL_FLAGS), startSite()]);
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('tfjs-page.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      mainFields: ['module', 'browser', 'main'],
      define: { 'process.env.NODE_ENV': '"production"' },
      write: false,
    });
    site.texts.set('/tfjs-page.js', outputFiles[0]?.text as string);
    inNode = await (await import('./tfjs-page.ts')).train('cpu');
  }, 120_000);
  afterAll(() => Promise.all([chromium?.close(), site?.close()]));

  it.each([
    { backend: 'cpu', isolated: false },
    { backend: 'cpu', isolated: true },
    { backend: 'webgl', isolated: false },
    { backend: 'webgl', isolated: true },
  ])(
    'the adapter trains a tied network as it does in Node: $backend backend, isolated page: $isolated',
    { timeout: 240_000 },
    async ({ backend, isolated }) => {
      const page = await site.run<typeof Program>(chromium, '/tfjs-page.js', { isolated });
      const found = await page.call('train', backend);
      expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
      expect(found).toMatchObject({ backend, left: 0 });
      // WebGL leaves tensors of a few elements to the processor, where they alias.
      expect(found.aliases).toEqual(backend === 'cpu' ? [true, true] : [false, true]);
      expect(found.losses).toHaveLength(20);
      for (const [i, loss] of found.losses.entries()) expect(loss).toBeCloseTo(inNode.losses[i] as number, 4);
      for (const [i, d] of found.grad.entries()) expect(d).toBeCloseTo(inNode.grad[i] as number, 4);
      expect(found.losses[19]).toBeLessThan(found.losses[0] as number);
      await page.close();
    },
  );
});
