// paramlayout/jax in Chromium, with and without memory that jax-js's workers share.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, whyMissing } from '../browser/chromium.ts';
import { type Site, startSite } from '../browser/site.ts';
import { isInstalled, whyNotInstalled } from './installed.ts';
import type * as Program from './jax-page.ts';

describe.skipIf(isMissing || !isInstalled)(`paramlayout/jax in Chromium${whyMissing}${whyNotInstalled}`, () => {
  let chromium: Chromium;
  let site: Site;
  let inNode: Awaited<ReturnType<typeof Program.train>>;
  beforeAll(async () => {
    [chromium, site] = await Promise.all([startChromium(), startSite()]);
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('jax-page.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    site.texts.set('/jax-page.js', outputFiles[0]?.text as string);
    inNode = await (await import('./jax-page.ts')).train();
  }, 120_000);
  afterAll(() => Promise.all([chromium?.close(), site?.close()]));

  it.each([false, true])(
    'the adapter trains a tied network as it does in Node; the page is isolated: %s',
    { timeout: 120_000 },
    async (isolated) => {
      const page = await site.run<typeof Program>(chromium, '/jax-page.js', { isolated });
      const { losses, grad } = await page.call('train');
      expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
      expect(losses).toHaveLength(20);
      for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(inNode.losses[i] as number, 4);
      for (const [i, d] of grad.entries()) expect(d).toBeCloseTo(inNode.grad[i] as number, 4);
      expect(losses[19]).toBeLessThan(losses[0] as number);
      expect(page.troubles).toEqual([]);
      await page.close();
    },
  );
});
