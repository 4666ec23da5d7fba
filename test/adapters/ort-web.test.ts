// paramlayout/ort with onnxruntime-web in Chromium, with and without memory that workers share.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, whyMissing } from '../browser/chromium.ts';
import { type Running, type Site, startSite } from '../browser/site.ts';
import { home, isInstalled, whyNotInstalled } from './installed.ts';
import type * as Program from './ort-page.ts';

describe.skipIf(isMissing || !isInstalled)(`paramlayout/ort in Chromium${whyMissing}${whyNotInstalled}`, () => {
  let chromium: Chromium;
  let site: Site;
  beforeAll(async () => {
    [chromium, site] = await Promise.all([startChromium(), startSite()]);
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('ort-page.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      logLevel: 'error',
    });
    site.texts.set('/ort-page.js', outputFiles[0]?.text as string);
    site.files.set('/ort.wasm', readFileSync(`${home}onnxruntime-web/dist/ort-wasm-simd-threaded.wasm`));
    site.files.set('/silero.onnx', readFileSync(`${home}@ricky0123/vad-web/dist/silero_vad_v5.onnx`));
  }, 120_000);
  afterAll(() => Promise.all([chromium?.close(), site?.close()]));

  async function open(isolated: boolean): Promise<Running<typeof Program>> {
    const page = await site.run<typeof Program>(chromium, '/ort-page.js', { isolated });
    expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
    await page.call('start');
    return page;
  }
  const differenceOf = (a: readonly number[], b: readonly number[]): number => {
    expect(a.length).toBe(b.length);
    return Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number))));
  };

  it.each([false, true])(
    'a lifted model gives the values of the original, and each run sees the edits before it; the page is isolated: %s',
    { timeout: 120_000 },
    async (isolated) => {
      const page = await open(isolated);
      const { original, lifted, edited, restored, lowered, loweredEdited } = await page.call('edit');
      expect(original.length).toBe(257); // a probability and the state
      expect(differenceOf(original, lifted)).toBeLessThan(1e-6);
      expect(differenceOf(original, edited)).toBeGreaterThan(1e-3);
      expect(differenceOf(edited, loweredEdited)).toBeLessThan(1e-6);
      expect(restored).toEqual(lifted);
      expect(lowered).toEqual(original);
      expect(page.troubles).toEqual([]);
      await page.close();
    },
  );

  it(
    'weights may lie in shared memory; a tensor given for an output comes back unwritten',
    { timeout: 120_000 },
    async () => {
      const page = await open(true);
      // In Node both are the other way round: test/adapters/ort.test.ts.
      expect(await page.call('traps')).toEqual({ shared: [11, 21], given: [0, 0], result: [0, 0], isSame: true });
      await page.close();
    },
  );
});
