// The page of the example digits as a reader of the docs gets it: built by vite, served by vite, open in Chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, createLogger, preview } from 'vite';
import { type Chromium, type Page, startChromium } from '../browser/chromium.ts';
import { folderOf } from './example.ts';

type Point = readonly [x: number, y: number];

export interface DigitsPage extends Page {
  /** Where the page is served. */
  readonly address: string;
  /** What vite warns of. */
  readonly warnings: readonly string[];
  /** Waits until an expression is true in a frame of the page. */
  until(condition: string): Promise<void>;
  click(id: string): Promise<void>;
  textOf(id: string): Promise<string>;
  /** Draws with the mouse. Points go from 0 to 100 in both directions of the pad. */
  draw(strokes: readonly (readonly Point[])[]): Promise<void>;
  /** Opens the same files from a server that sends no headers, and returns the text of an element. */
  textWithoutHeaders(id: string): Promise<string>;
}

/**
 * In the page, `sent` and `received` list the messages to and from the worker, and `floats()` is an array over the
 * memory in the first message.
 */
const OBSERVER = `
  globalThis.sent = [];
  globalThis.received = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message) {
    if (sent.length === 0) this.addEventListener('message', ({ data }) => received.push(data));
    sent.push(message);
    postMessage.call(this, message);
  };
  globalThis.floats = () => new Float32Array(sent[0].memory.buffer);
  globalThis.until = async (condition) => {
    while (!condition()) await new Promise(requestAnimationFrame);
  };`;

export async function openDigitsPage(): Promise<DigitsPage> {
  const root = folderOf('digits');
  const outDir = mkdtempSync(join(tmpdir(), 'paramlayout-digits-'));
  const warnings: string[] = [];
  const warn = (message: string): number => warnings.push(message);
  const customLogger = { ...createLogger('silent'), warn, warnOnce: warn, error: warn };
  const options = { root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn', customLogger } as const;
  const served = { build: { outDir }, preview: { port: 0 } };
  // Rolldown warns of builds that take seconds. How long they take depends on the machine.
  const rolldownOptions = { checks: { bundlerTimings: false } };
  const [chromium] = await Promise.all([
    startChromium(),
    build({ ...options, build: { outDir, emptyOutDir: true, rolldownOptions } }),
  ]);
  const server = await preview({ ...options, ...served });
  const address = server.resolvedUrls?.local[0] as string;
  const page = await openTab(chromium, address);

  const click = async (id: string): Promise<void> =>
    void (await page.evaluate(`document.querySelector('#${id}').click()`));
  return {
    ...page,
    address,
    warnings,
    until: async (condition) => void (await page.evaluate(`until(() => ${condition})`)),
    click,
    textOf: async (id) => (await page.evaluate(textOf(id))) as string,
    draw: (strokes) => draw(page, strokes),
    async textWithoutHeaders(id) {
      const bare = await preview({ root, configFile: false, logLevel: 'silent', ...served });
      const other = await chromium.open(bare.resolvedUrls?.local[0] as string);
      const text = (await other.evaluate(textOf(id))) as string;
      await Promise.all([other.close(), bare.close()]);
      return text;
    },
    async close() {
      await Promise.all([chromium.close(), server.close()]);
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

const textOf = (id: string): string => `document.querySelector('#${id}').textContent`;

const openTab = (chromium: Chromium, address: string): Promise<Page> =>
  chromium.open(address, async ({ Page: tab, Emulation }) => {
    await tab.addScriptToEvaluateOnNewDocument({ source: OBSERVER });
    // So large that the pad is in the window, where the mouse finds it.
    await Emulation.setDeviceMetricsOverride({ width: 1100, height: 900, deviceScaleFactor: 1, mobile: false });
  });

async function draw({ evaluate, tools }: Page, strokes: readonly (readonly Point[])[]): Promise<void> {
  const [left, top, width, height] = (await evaluate(
    `(({ x, y, width, height }) => [x, y, width, height])(document.querySelector('#pad').getBoundingClientRect())`,
  )) as [number, number, number, number];
  const mouse = async (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: Point): Promise<void> => {
    const at = { x: left + (x / 100) * width, y: top + (y / 100) * height };
    const buttons = type === 'mouseReleased' ? 0 : 1;
    await tools.Input.dispatchMouseEvent({ type, ...at, button: 'left', buttons, clickCount: 1 });
  };
  for (const stroke of strokes) {
    await mouse('mousePressed', stroke[0] as Point);
    for (const point of stroke.slice(1)) await mouse('mouseMoved', point);
    await mouse('mouseReleased', stroke.at(-1) as Point);
  }
}
