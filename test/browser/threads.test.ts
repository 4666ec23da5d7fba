// Groups of workers in a page, in the memory of WebAssembly.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import type * as Program from './page/threads.js';
import { isBuilt, type Site, startSite } from './site.ts';

describe.skipIf(isMissing || !isBuilt)(
  `groups of workers in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    beforeAll(async () => {
      [chromium, site] = await Promise.all([startChromium(), startSite()]);
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));
    const last = Math.fround((Math.fround(Math.sin(49_999)) + Math.fround(Math.sin(49_999) + 1)) / 2);

    it('workers get the memory with their seats, and reduce in WebAssembly', async () => {
      const page = await site.run<typeof Program>(chromium, 'threads.js', { isolated: true });
      const each = { last, hasMemory: true, hasKernels: true };
      expect(await page.call('inWorkers')).toEqual([each, each]);
      expect(page.troubles).toEqual([]);
    });
    it('members reduce in JavaScript where a policy forbids WebAssembly', async () => {
      const page = await site.run<typeof Program>(chromium, 'threads.js', { isolated: true, scripts: '' });
      const each = { last, hasMemory: true, hasKernels: false };
      expect(await page.call('inPage')).toEqual([each, each]);
    });
  },
);
