// paramlayout/checkpoint as a page loads it, by the import map of docs/browser.md.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { load, loadNpz, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { bitsOf, generated, tensorOf } from '../checkpoint/fixtures.ts';
import { sendRange, startWeb } from '../checkpoint/web-server.ts';
import { saved } from '../npy/fixtures.ts';
import { type Chromium, isMissing, type Page, startChromium, whyMissing } from './chromium.ts';
import type * as Program from './page/checkpoint.js';
import { documented, isBuilt, type Running, type Rules, type Site, startSite } from './site.ts';

const model = layout({
  a: [300],
  h: repeat(4, { w: [25, 20], b: [5] }),
  t: tied('h.1.w', { transpose: true }),
  z: [700],
});
const flat = model.zeros().map((_, i) => Math.sin(i));
const bytes = serialize(model, flat, { metadata: { step: '12' } });
const json = JSON.stringify(model);
const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');
const whole = { bits: [...bitsOf(flat)], progress: expect.arrayContaining([[flat.byteLength, flat.byteLength]]) };

describe.skipIf(isMissing || !isBuilt)(
  `checkpoints in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    let folder: string;
    let page: Running<typeof Program>;
    const open = (rules?: Rules): Promise<Running<typeof Program>> => site.run(chromium, 'checkpoint.js', rules);
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'paramlayout-browser-'));
      [chromium, site] = await Promise.all([startChromium(), startSite()]);
      page = await open();
      site.files.set('/model.safetensors', bytes);
    });
    beforeEach(() => {
      site.log.length = 0;
    });
    afterAll(async () => {
      await Promise.all([chromium?.close(), site?.close()]);
      rmSync(folder, { recursive: true, force: true });
    });

    const written = (name: string, data: Uint8Array): string => {
      writeFileSync(join(folder, name), data);
      return join(folder, name);
    };
    async function choose({ tools }: Page, files: readonly string[]): Promise<void> {
      const { root } = await tools.DOM.getDocument({});
      const { nodeId } = await tools.DOM.querySelector({ nodeId: root.nodeId, selector: 'input[type=file]' });
      await tools.DOM.setFileInputFiles({ nodeId, files: [...files] });
    }

    it('load reads a file that the user chose, and bytes in memory', async () => {
      await choose(page, [written('model.safetensors', bytes)]);
      expect(await page.call('loaded', json, { chosen: 0 })).toEqual(whole);
      expect(await page.call('loaded', json, { blob: base64(bytes) })).toEqual(whole);
      expect(await page.call('loaded', json, { buffer: base64(bytes) })).toEqual(whole);
      expect(await page.call('header', { chosen: 0 })).toMatchObject({
        metadata: [['step', '12']],
        dataStart: bytes.length - flat.byteLength,
      });
      expect(page.troubles).toEqual([]);
    });

    it('load and map read memory that is shared with workers', async () => {
      const isolated = await open({ isolated: true });
      expect(await isolated.call('loaded', json, { shared: base64(bytes) })).toEqual(whole);
      const ordered = serialize(model, flat, { order: 'layout' });
      expect(await isolated.call('mapped', json, { shared: base64(ordered) })).toEqual({
        isWindow: true,
        bits: whole.bits,
      });
      expect(
        (await isolated.call('loaded', json, { shared: base64(bytes.subarray(0, 100)) })).error?.message,
      ).toContain('cut');
    });

    it('load reads shards among the chosen files', async () => {
      const names = ['sharded-model-00001-of-00002', 'sharded-model-00002-of-00002'];
      await choose(
        page,
        names.map((name) => written(`${name}.safetensors`, generated(name))),
      );
      const index: unknown = JSON.parse(Buffer.from(generated('sharded-model', '.safetensors.index.json')).toString());
      const norm = layout([8]);
      const { bits } = await page.call(
        'loaded',
        JSON.stringify(norm),
        { chosen: 0 },
        { index, prefix: 'model.norm.weight' },
      );
      const second = await load(norm, generated(names[1] as string), { prefix: 'model.norm.weight' });
      expect(bits).toEqual([...bitsOf(second)]);
      const missing = { weight_map: { 'model.norm.weight': 'elsewhere.safetensors' } };
      expect(
        (
          await page.call(
            'loaded',
            JSON.stringify(norm),
            { chosen: 0 },
            { index: missing, prefix: 'model.norm.weight' },
          )
        ).error?.message,
      ).toContain('elsewhere.safetensors');
    });

    it('load reads over HTTP with range requests, and only the bytes that it needs', async () => {
      expect(await page.call('loaded', json, { url: site.url() })).toEqual(whole);
      site.log.splice(
        0,
        site.log.findIndex(({ range }) => range !== undefined),
      ); // modules that are imported when they are needed
      expect(site.log.map(({ status }) => status)).toEqual([206, 206, 206]);
      const block = layout({ w: [25, 20], b: [5] });
      site.log.length = 0;
      const { bits } = await page.call('loaded', JSON.stringify(block), { url: site.url() }, { prefix: 'h.2.' });
      expect(bits).toEqual([...bitsOf(flat.subarray(model.at('h.2').offset, model.at('h.2').offset + 505))]);
      const read = site.log
        .map(({ range }) => /(\d+)-(\d+)/.exec(range ?? '') ?? [])
        .reduce((sum, [, first, last]) => sum + Number(last) - Number(first) + 1, 0);
      expect(read).toBe(bytes.length - flat.byteLength + 4 * 505);
    });

    // A request with a header that not every page may send is preceded by one that asks whether it may: most servers of
    // files refuse that.
    it.each([
      ['nothing of its answers', ''],
      ['all of its answers', 'ETag, Content-Range, Content-Length'],
    ])('load reads from another origin that shows %s and allows no headers', async (_, exposed) => {
      const other = await startWeb();
      const methods: (string | undefined)[] = [];
      other.answer = ({ method, headers: { range } }, response) => {
        methods.push(method);
        if (method !== 'GET') response.writeHead(405).end();
        else
          sendRange(bytes, range, response, {
            headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposed, etag: '"1"' },
          });
        return true;
      };
      expect(await page.call('loaded', json, { url: other.url() }, { retries: 0 })).toEqual(whole);
      expect([...new Set(methods)]).toEqual(['GET']);
      await other.close();
    });

    it.each([
      ['sends all of the new file', {}],
      ['sends a part of it, past the cache of Chromium', { 'cache-control': 'no-store' }],
    ])('load refuses a file that changes while it is read, where another origin %s', async (_, headers) => {
      const other = await startWeb();
      other.answer = (request, response, count) => {
        const isChanged = request.headers['if-range'] !== undefined; // which the cache adds, since the page must not
        sendRange(bytes, isChanged ? undefined : request.headers.range, response, {
          headers: {
            'access-control-allow-origin': '*',
            'access-control-expose-headers': 'ETag',
            etag: `"${count}"`,
            ...headers,
          },
        });
        return true;
      };
      const { error } = await page.call('loaded', json, { url: other.url() }, { retries: 0 });
      expect(error?.message).toMatch(
        /^the file changed on the server while it was being read: expected "1" of unknown bytes, found "2" of /,
      );
      await other.close();
    });

    it('load reads the whole file where the server has no range requests', async () => {
      const before = site.answer;
      site.answer = (request, response, count) => {
        if (request.url !== '/whole.safetensors') return before(request, response, count);
        response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
        return true;
      };
      expect(await page.call('loaded', json, { url: site.url('/whole.safetensors') })).toEqual(whole);
      expect(site.log).toHaveLength(1);
      site.answer = before;
    });

    it('load refuses wrong files with the same errors as in Node', async () => {
      const narrower = layout({ a: [300], h: repeat(4, { w: [25, 20], b: [5] }), z: [701] });
      const inNode = (await load(narrower, bytes).catch((error: unknown) => error)) as Error;
      expect((await page.call('loaded', JSON.stringify(narrower), { blob: base64(bytes) })).error).toMatchObject({
        name: 'CheckpointError',
        message: inNode.message,
        tensor: 'z',
        expected: '[701]',
        found: '[700]',
      });
      for (const wrong of [
        bytes.subarray(0, 1000),
        Buffer.from('<!doctype html><p>Not found'),
        Buffer.from('PK\u0003\u0004'),
        new Uint8Array(0),
      ]) {
        const { message } = (await load(model, wrong).catch((error: unknown) => error)) as Error;
        await choose(page, [written('wrong.safetensors', wrong)]);
        expect((await page.call('loaded', json, { chosen: 0 })).error).toMatchObject({
          name: 'CheckpointError',
          message,
        });
      }
      expect(
        (await page.call('loaded', json, { url: site.url('/none.safetensors?token=secret') })).error,
      ).toMatchObject({
        name: 'CheckpointError',
        message: `reading ${site.url('/none.safetensors')} failed: expected status 200 or 206, found 404 Not Found`,
      });
    });

    it('load and save refuse a path, since a browser has no file system', async () => {
      const reading = (path: string): string =>
        `there is no file system here to read '${path}' from; pass a File or Blob, bytes or an ` +
        `http: or https: URL, such as new URL('${path}', location.href)`;
      expect((await page.call('loaded', json, { url: '/model.safetensors' })).error).toEqual({
        name: 'TypeError',
        message: reading('/model.safetensors'),
      });
      expect(await page.call('headerRefused', 'model.safetensors')).toEqual({
        name: 'TypeError',
        message: reading('model.safetensors'),
      });
      const writing =
        "TypeError: there is no file system here to write 'out.safetensors' to; " +
        'serialize, serializeNpy and serializeNpz return the bytes';
      expect(await page.call('savedTo', json, 'out.safetensors')).toEqual([writing, writing, writing]);
    });

    it('load stops on a signal, and leaves the array as it was', async () => {
      const large = layout({ w: [2 ** 20, 6] });
      const source = serialize(large, large.zeros());
      await choose(page, [written('large.safetensors', source)]);
      const aborted = { error: { name: 'AbortError', message: 'the user left' }, isUntouched: true };
      const fromFile = await page.call('stopped', JSON.stringify(large), { chosen: 0 }, 1);
      expect(fromFile).toMatchObject(aborted);
      expect(fromFile.last).toBeLessThan(4 * large.length);
      site.files.set('/large.safetensors', source);
      const fromWeb = await page.call(
        'stopped',
        JSON.stringify(large),
        { url: site.url('/large.safetensors') },
        2 ** 21,
      );
      expect(fromWeb).toMatchObject(aborted);
      expect(fromWeb.last).toBeLessThan(4 * large.length);
    });

    it.each([
      ['by WebAssembly', undefined, 1],
      ["by WebAssembly under a policy with 'wasm-unsafe-eval'", "'wasm-unsafe-eval'", 1],
      ['without it under a policy that forbids it', '', 0],
    ] as const)('load and save convert 16-bit floats %s', async (_, scripts, modules) => {
      const converting = await open(scripts === undefined ? {} : { scripts });
      const all = layout({ x: [2 ** 16] });
      for (const name of ['f16-all-65536', 'bf16-all-65536']) {
        const isFirst = name.startsWith('f16'); // the module is made once
        const expected = await tensorOf(`${name}.expected-f32bits`, 'x');
        const finite = all.zeros();
        new Float32Array(expected.slice().buffer).forEach((value, i) => {
          finite[i] = Number.isFinite(value) ? value : 1;
        });
        expect(await converting.call('converted', JSON.stringify(all), { blob: base64(generated(name)) })).toEqual({
          modules: isFirst ? modules : 0,
          refused: isFirst && modules === 0 ? ['script-src wasm-eval'] : [],
          loaded: digest(expected),
          saved: (['F16', 'BF16'] as const).map((dtype) => digest(serialize(all, finite, { dtype }))),
        });
      }
    });

    it('a page offers a saved checkpoint as a download', async () => {
      await page.tools.Browser.setDownloadBehavior({ behavior: 'allow', downloadPath: folder, eventsEnabled: true });
      const done = new Promise((resolve) => {
        page.tools.Browser.downloadProgress(({ state }) => {
          if (state === 'completed') resolve(state);
        });
      });
      await page.call('download', json, 'saved.safetensors');
      await done;
      const inNode = serialize(
        model,
        model.zeros().map((_, i) => i / 8),
        { dtype: 'BF16', metadata: { step: '12' } },
      );
      expect(readFileSync(join(folder, 'saved.safetensors')).equals(inNode)).toBe(true);
    });

    it('the map of a checkpoint is a window on its bytes', async () => {
      const inOrder = serialize(model, flat, { order: 'layout' });
      expect(await page.call('mapped', json, { bytes: base64(inOrder) })).toEqual({
        isWindow: true,
        bits: [...bitsOf(flat)],
      });
    });

    it.each(['model.npz', 'compressed.npz'])('loadNpz reads %s in Chromium', async (name) => {
      const blocks = layout({ h: repeat(2, { b: [3], w: [2, 3] }), wte: [5, 4] });
      expect(await page.call('npz', JSON.stringify(blocks), { blob: base64(saved(name)) })).toEqual([
        ...bitsOf(await loadNpz(blocks, saved(name))),
      ]);
    });

    it('the page of docs/browser.md loads a chosen file', async () => {
      site.texts.set('/documented.html', documented);
      const shown = await chromium.open(site.url('/documented.html'));
      const small = layout({ w: [2, 3], b: [3] });
      await choose(shown, [
        written(
          'small.safetensors',
          serialize(
            small,
            small.zeros().map((_, i) => i),
          ),
        ),
      ]);
      expect(
        await shown.evaluate(
          'new Promise((done) => setInterval(() => ' +
            'document.querySelector("output").value && done(document.querySelector("output").value), 10))',
        ),
      ).toBe('b: 0, 1, 2');
      await choose(shown, [written('wrong.safetensors', bytes)]);
      expect(
        await shown.evaluate(
          'new Promise((done) => setInterval(() => ' +
            'document.querySelector("output").value.startsWith("the file") && ' +
            'done(document.querySelector("output").value), 10))',
        ),
      ).toContain('the file does not fit the layout');
      expect(shown.troubles).toEqual([]);
    });
  },
);

const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
