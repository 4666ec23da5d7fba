// The core as a page loads it: as it is published, file by file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import type * as Program from './page/core.js';
import { isBuilt, type Running, type Rules, type Site, startSite } from './site.ts';

describe.skipIf(isMissing || !isBuilt)(
  `the core in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    let inNode: ReturnType<typeof Program.views>;
    beforeAll(async () => {
      [chromium, site] = await Promise.all([startChromium(), startSite()]);
      inNode = JSON.parse(JSON.stringify((await import('./page/core.js')).views())) as typeof inNode;
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));
    const open = (rules?: Rules): Promise<Running<typeof Program>> => site.run(chromium, 'core.js', rules);

    it('the library gives the same results in Chromium as in Node, with generated code', async () => {
      const page = await open();
      await page.call('watchGenerated');
      expect(await page.call('views')).toEqual(inNode);
      expect(inNode.kinds.map(({ name }) => name)).toEqual(['Float32Array', 'Float64Array', 'Int16Array']);
      const generated = await page.call('generated');
      expect(generated[0]).toBe(0); // whether code may be generated is asked first, and once
      expect(generated.slice(1).filter((length) => length > 0).length).toBeGreaterThanOrEqual(inNode.kinds.length);
      expect([page.troubles, await page.call('refused')]).toEqual([[], []]);
    });

    it('the library gives the same results where a policy forbids generated code, and asks for it once', async () => {
      const page = await open({ scripts: '' });
      await page.call('watchGenerated');
      expect(await page.call('views')).toEqual(inNode);
      expect(await page.call('generated')).toEqual([]);
      expect(await page.call('refused')).toEqual(['script-src eval']);
      // Else this would show nothing
      await expect(page.evaluate("new Function('return 1')()")).rejects.toThrow(/EvalError/);
    });

    it('view binds the memory of WebAssembly in Chromium', async () => {
      expect(await (await open()).call('wasmMemory')).toBe(5);
    });

    it('a page shares a flat array with a module worker and sends it the layout as JSON', async () => {
      const page = await open({ isolated: true });
      expect(await page.call('isIsolated')).toEqual({ crossOriginIsolated: true, hasShared: true });
      const ones = [1, 1, 1, 1, 1, 1];
      expect(await page.call('inWorker', 'shared')).toEqual({
        isSame: true,
        fromJSON: true,
        there: ones,
        gain: 2,
        here: ones,
      });
      expect(page.troubles).toEqual([]);
    });

    it('a page moves a flat array to a worker where memory cannot be shared, and its old view throws', async () => {
      const page = await open();
      expect(await page.call('isIsolated')).toEqual({ crossOriginIsolated: false, hasShared: false });
      expect(await page.call('inWorker', 'moved')).toEqual({
        isSame: true,
        fromJSON: true,
        there: [1, 1, 1, 1, 1, 1],
        gain: 2,
        here: "TypeError: 'h.1.gain' cannot be reached: the buffer of its flat array was detached or shrunk",
      });
    });
  },
);
