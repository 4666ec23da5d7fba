import type { Page } from './chromium.ts';

/** A box on the screen, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The page that `draw --html` writes, looked at and used as its readers do. */
export interface MapPage extends Page {
  /** The box of a place on the map; undefined where it has none of its own. */
  box(path: string): Promise<Box | undefined>;
  /** What the rest of the page says: the path in the words above the map, that marked in the tree, and the trail. */
  said(): Promise<{ readonly words: string; readonly tree: string; readonly trail: readonly string[] }>;
  wheel(x: number, y: number, delta: number, modifiers?: number): Promise<void>;
  drag(from: readonly [x: number, y: number], to: readonly [x: number, y: number]): Promise<void>;
  click(x: number, y: number): Promise<void>;
  /** Two fingers on one vertical, moved apart or together. */
  pinch(x: number, from: readonly [number, number], to: readonly [number, number]): Promise<void>;
  key(name: string): Promise<void>;
  type(text: string): Promise<void>;
}

const BOX = `(path) => {
  const rect = [...document.querySelectorAll('#map rect[data-id]')].find((each) => each.textContent.split('\\n')[0] === path);
  if (rect === undefined) return undefined;
  const { x, y, width, height } = rect.getBoundingClientRect();
  return { x, y, width, height };
}`;
const SAID = `({
  words: document.querySelector('#words strong').textContent,
  tree: (() => {
    const labels = [];
    for (let item = document.querySelector('#tree [aria-selected=true]'); item !== null; item = item.parentElement.closest('[role=treeitem]')) labels.unshift(item.querySelector('span').textContent);
    return labels.join('.');
  })(),
  trail: [...document.querySelectorAll('#crumbs button')].map((each) => each.textContent),
})`;

export function mapPage(page: Page): MapPage {
  const { Input } = page.tools;
  // What a gesture changes is drawn in the next frame.
  const drawn = async (): Promise<void> =>
    void (await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))',
    ));
  const mouse = async (type: 'mousePressed' | 'mouseReleased' | 'mouseMoved', x: number, y: number): Promise<void> => {
    await Input.dispatchMouseEvent({
      type,
      x,
      y,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: 1,
    });
  };
  return {
    ...page,
    box: async (path) => (await page.evaluate(`(${BOX})(${JSON.stringify(path)})`)) as Box | undefined,
    said: async () => (await page.evaluate(SAID)) as Awaited<ReturnType<MapPage['said']>>,
    async wheel(x, y, delta, modifiers = 0) {
      await Input.dispatchMouseEvent({ type: 'mouseWheel', x, y, deltaX: 0, deltaY: delta, modifiers });
      await drawn();
    },
    async drag([x, y], [toX, toY]) {
      await mouse('mousePressed', x, y);
      await mouse('mouseMoved', (x + toX) / 2, (y + toY) / 2);
      await mouse('mouseMoved', toX, toY);
      await mouse('mouseReleased', toX, toY);
      await drawn();
    },
    async click(x, y) {
      await mouse('mousePressed', x, y);
      await mouse('mouseReleased', x, y);
      await drawn();
    },
    async pinch(x, from, to) {
      const touches = (ys: readonly number[]): { x: number; y: number; id: number }[] =>
        ys.map((y, id) => ({ x: x + 30 * id, y, id }));
      await Input.dispatchTouchEvent({ type: 'touchStart', touchPoints: touches(from) });
      for (let i = 1; i <= 4; i++)
        await Input.dispatchTouchEvent({
          type: 'touchMove',
          touchPoints: touches(from.map((y, id) => y + ((to[id] as number) - y) * (i / 4))),
        });
      await Input.dispatchTouchEvent({ type: 'touchEnd', touchPoints: [] });
      await drawn();
    },
    async key(name) {
      await Input.dispatchKeyEvent({ type: 'keyDown', key: name, ...(name.length === 1 ? { text: name } : {}) });
      await Input.dispatchKeyEvent({ type: 'keyUp', key: name });
      await drawn();
    },
    async type(text) {
      await Input.insertText({ text });
      await drawn();
    },
  };
}
