// The page that `paramlayout draw --html` writes, opened from a file and used.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrawSubject, subjectOfLayout, subjectOfList } from '../../src/cli/draw/draw-subject.ts';
import { htmlPageOf } from '../../src/cli/draw/html-page.ts';
import { readHeaderList } from '../../src/cli/input/header-list.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { type Chromium, isMissing, startChromium, whyMissing } from './chromium.ts';
import { type Box, type MapPage, mapPage } from './map.ts';

const list = async (name: string): Promise<DrawSubject> =>
  subjectOfList(name, (await readHeaderList(`test/fixtures/shapes/${name}.json`)).tensors);
const linear = { weight: [4096, 14336] } as const;
const experts = layout({
  embed: [32000, 4096],
  layers: repeat(32, { experts: repeat(8, { w1: linear, w2: linear, w3: linear }), gate: [8, 4096], norm: [4096] }),
  head: tied('embed', { transpose: true }),
});
const subjects: Readonly<Record<string, () => DrawSubject | Promise<DrawSubject>>> = {
  'a small layout': () =>
    subjectOfLayout(
      'small',
      layout({
        layers: [
          { weight: [16, 4], bias: [16] },
          { weight: [3, 16], bias: [3] },
        ],
        temperature: [],
        last: tied('layers.1.weight'),
      }),
    ),
  'GPT-2': () => list('gpt2-hub-160'),
  'Llama 3': () => list('llama-3-8b-291'),
  'a mixture of experts': () => subjectOfLayout('experts', experts),
};

describe.skipIf(isMissing)(`the page of draw in Chromium${whyMissing}`, () => {
  let chromium: Chromium;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paramlayout-map-'));
    chromium = await startChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, { width = 1200, height = 900, scheme = 'light' } = {}): Promise<MapPage> {
    const path = join(folder, 'map.html');
    writeFileSync(path, await htmlPageOf(await (subjects[name] as () => DrawSubject | Promise<DrawSubject>)()));
    const opened = await chromium.open(pathToFileURL(path).href, async ({ Emulation }) => {
      await Emulation.setDeviceMetricsOverride({ width, height, deviceScaleFactor: 1, mobile: width < 500 });
      await Emulation.setEmulatedMedia({
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ],
      });
      await Emulation.setTouchEmulationEnabled({ enabled: true, maxTouchPoints: 2 });
    });
    const map = mapPage(opened);
    await map.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
    return map;
  }
  const boxOf = async (map: MapPage, path: string): Promise<Box> => {
    const box = await map.box(path);
    expect([path, box !== undefined]).toEqual([path, true]);
    return box as Box;
  };
  const middle = ({ x, y, width, height }: Box): [x: number, y: number] => [x + width / 2, y + height / 2];

  describe.each(Object.keys(subjects))('of %s', (name) => {
    it.each([
      [360, 'light'],
      [360, 'dark'],
      [1600, 'light'],
      [1600, 'dark'],
    ] as const)(
      'the page of draw fits a window %i pixels wide, %s, without errors or requests',
      async (width, scheme) => {
        const map = await open(name, { width, height: width < 500 ? 740 : 1000, scheme });
        const found = (await map.evaluate(`(() => {
        const inside = document.querySelector('#map').getBoundingClientRect();
        const boxes = [...document.querySelectorAll('#map rect')].map((each) => each.getBoundingClientRect());
        const texts = [...document.querySelectorAll('#map text')].map((each) => each.getBoundingClientRect());
        const channel = (color) => Number(/\\d+/.exec(color)[0]);
        return {
          scrolls: document.documentElement.scrollWidth > innerWidth,
          outside: [...boxes, ...texts].filter((each) => each.left < inside.left - 1 || each.right > inside.right + 1).length,
          narrowest: Math.min(...boxes.map((each) => each.width)),
          crossed: texts.filter((a, i) => texts.some((b, j) => j > i && a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)).length,
          elements: document.querySelectorAll('*').length,
          isDark: channel(getComputedStyle(document.body).backgroundColor) < channel(getComputedStyle(document.body).color),
        };
      })()`)) as {
          readonly scrolls: boolean;
          readonly outside: number;
          readonly narrowest: number;
          readonly crossed: number;
          readonly elements: number;
          readonly isDark: boolean;
        };
        expect(found).toMatchObject({ scrolls: false, outside: 0, crossed: 0, isDark: scheme === 'dark' });
        expect(found.narrowest).toBeGreaterThanOrEqual(45); // so that a tensor can be seen and hit
        expect(found.elements).toBeLessThan(3000);
        expect(map.requests).toHaveLength(1);
        expect(map.troubles).toEqual([]);
        await map.close();
      },
    );
  });

  it('the wheel zooms about the pointer, in and out', async () => {
    const map = await open('GPT-2');
    const before = await boxOf(map, 'h.5');
    const [x, y] = [before.x + 5, before.y + 10];
    await map.wheel(x, y, -250);
    const after = await boxOf(map, 'h.5');
    expect(after.height / before.height).toBeCloseTo(Math.exp(0.5), 2);
    expect((y - after.y) / after.height).toBeCloseTo((y - before.y) / before.height, 2);
    await map.wheel(x, y, 250);
    const again = await boxOf(map, 'h.5');
    expect([again.y, again.height].map(Math.round)).toEqual([before.y, before.height].map(Math.round));
    await map.wheel(x, y, 5000); // no farther than all of it
    expect(await map.said()).toMatchObject({ trail: ['all'] });
  });

  it('dragging pans the map and chooses nothing', async () => {
    const map = await open('GPT-2');
    const start = await boxOf(map, 'h.5');
    await map.wheel(...middle(start), -250);
    const before = await boxOf(map, 'h.5');
    const [x, y] = middle(before);
    await map.drag([x, y], [x + 20, y - 40]);
    const after = await boxOf(map, 'h.5');
    expect([after.y, after.height].map(Math.round)).toEqual([before.y - 40, before.height].map(Math.round));
    expect((await map.said()).words).toBe('gpt2-hub-160');
  });

  it('two fingers zoom the map, and the memory under each finger stays there', async () => {
    const map = await open('GPT-2');
    const [a, b] = [await boxOf(map, 'h.4'), await boxOf(map, 'h.7')];
    const [from, to] = [
      [a.y + 5, b.y + 5],
      [a.y - 75, b.y + 65],
    ] as [[number, number], [number, number]];
    await map.pinch(a.x + 10, from, to);
    const [c, d] = [await boxOf(map, 'h.4'), await boxOf(map, 'h.7')];
    const scale = c.height / a.height;
    expect(scale).toBeCloseTo((to[1] - to[0]) / (from[1] - from[0]), 1);
    expect(Math.abs(c.y + 5 * scale - to[0])).toBeLessThan(3);
    expect(Math.abs(d.y + 5 * scale - to[1])).toBeLessThan(3);
    expect((await map.said()).words).toBe('gpt2-hub-160');
  });

  it('map, tree, search and trail stay in step', async () => {
    const map = await open('GPT-2');
    await map.click(...middle(await boxOf(map, 'h.3.mlp')));
    expect(await map.said()).toEqual({ words: 'h.3.mlp', tree: 'h.3.mlp', trail: ['all', 'h', '3', 'mlp'] });
    const row = (await map.evaluate(
      "(() => { const { x, y, width, height } = [...document.querySelectorAll('#tree " +
        "[role=treeitem]')].find((each) => each.querySelector('span').textContent === " +
        "'wpe.weight').firstElementChild.getBoundingClientRect(); return { x, y, width, height }; })()",
    )) as Box;
    await map.click(...middle(row));
    expect(await map.said()).toEqual({ words: 'wpe.weight', tree: 'wpe.weight', trail: ['all', 'wpe.weight'] });
    await map.evaluate(`document.querySelector('#crumbs button').click()`);
    await map.evaluate(`document.querySelector('#search').focus()`);
    await map.type('11.attn.c_proj.w');
    expect(await map.evaluate(`document.querySelector('#count').textContent`)).toBe('1 found');
    await map.key('Enter');
    expect(await map.said()).toEqual({
      words: 'h.11.attn.c_proj.weight',
      tree: 'h.11.attn.c_proj.weight',
      trail: ['all', 'h', '11', 'attn', 'c_proj', 'weight'],
    });
    expect(map.troubles).toEqual([]);
  });

  it('the keyboard alone operates the page', async () => {
    const map = await open('GPT-2');
    await map.evaluate(`document.querySelector('#map').focus()`);
    await map.key('ArrowRight');
    expect(await map.said()).toMatchObject({ words: 'wte.weight', tree: 'wte.weight' });
    await map.key('ArrowLeft');
    expect((await map.said()).trail).toEqual(['all']);
    const before = await boxOf(map, 'h.2');
    await map.key('+');
    expect((await boxOf(map, 'h.2')).height / before.height).toBeCloseTo(2, 1);
    await map.key('ArrowDown');
    await map.key('Escape');
    expect(Math.round((await boxOf(map, 'h.2')).y)).toBe(Math.round(before.y));
    await map.evaluate(`document.querySelector('#tree [role=treeitem]').focus()`);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter']) await map.key(key);
    expect(await map.said()).toEqual({ words: 'h.0', tree: 'h.0', trail: ['all', 'h', '0'] });
  });

  it('the page describes the place under the pointer, and its ties', async () => {
    const map = await open('a mixture of experts');
    const title = (path: string): Promise<unknown> =>
      map.evaluate(
        "[...document.querySelectorAll('#map title')].map((each) => " +
          `each.textContent).find((text) => text.startsWith(${JSON.stringify(path)}))`,
      );
    expect(await title('layers.3\n')).toBe(
      'layers.3\n26 tensors\noffset 4,359,041,024\n1,409,323,008 elements (5.3 GiB)\n3.1 %',
    );
    expect(await title('head')).toBe('head → embed');
    await map.evaluate(
      "[...document.querySelectorAll('#tree [role=treeitem]')].find((each) => " +
        "each.querySelector('span').textContent === 'head').firstElementChild.click()",
    );
    expect(await map.said()).toEqual({ words: 'head', tree: 'head', trail: ['all', 'embed'] });
    await map.evaluate(`document.querySelector('#map').focus()`);
    await map.key('Escape');
    const layer = await boxOf(map, 'layers.17');
    await map.click(...middle(layer));
    await map.click(...middle(await boxOf(map, 'layers.17.experts.4')));
    await map.click(...middle(await boxOf(map, 'layers.17.experts.4.w2.weight')));
    expect((await map.said()).tree).toBe('layers.17.experts.4.w2.weight');
  });
});
