// Checkpoints in a browser's own file system, as docs/recipes.md and docs/browser.md show them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import type * as Program from './page/stored.js';
import { isBuilt, type Running, type Site, startSite } from './site.ts';

describe.skipIf(isMissing || !isBuilt)(
  `a browser's own files in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    let page: Running<typeof Program>;
    beforeAll(async () => {
      [chromium, site] = await Promise.all([startChromium(), startSite()]);
      page = await site.run<typeof Program>(chromium, 'stored.js');
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));

    it('load reads what serialize wrote through a writable stream, also after a save that was aborted', async () => {
      expect(await page.call('streamed')).toEqual({ names: ['bias', 'weight'], isSame: true });
    });
    it('load refuses a file that was replaced after it was opened', async () => {
      expect(await page.call('replaced')).toMatch(
        /^CheckpointError: the source changed while it was being read: expected \d+ bytes, changed at \d+, found \d+ bytes, changed at \d+$/,
      );
    });
    it('load reads a sync access handle in a worker, through which serialize wrote the file', async () => {
      const model = layout({ weight: [300, 7], bias: [300] });
      const size = serialize(model, model.zeros()).length;
      expect(await page.call('inWorker')).toEqual({ isSame: true, size });
      expect(page.troubles).toEqual([]);
    });
  },
);
