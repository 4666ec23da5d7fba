// The example digits: its gradient in Node, and its page in Chromium, built and served by vite.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNpz } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { isMissing, whyMissing } from '../browser/chromium.ts';
import { type DigitsPage, openDigitsPage } from './digits-page.ts';
import { expectPage, folderOf, prepare } from './example.ts';

const folder = folderOf('digits');
const whyNot = prepare('digits');

/** The example's own layouts, of which the test uses only the run time. */
interface AnyModel {
  readonly length: number;
  zeros(type: Float64ArrayConstructor): Float64Array;
  view(flat: object): { readonly [name: string]: Float32Array };
  at(path: string): { readonly offset: number; readonly length: number };
}
const imported = async <T>(file: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'build', file)).href)) as T;

describe.skipIf(whyNot !== '')(`the example digits${whyNot}`, () => {
  let model: { readonly network: AnyModel; readonly activations: AnyModel; readonly memory: AnyModel };
  beforeAll(async () => {
    model = await imported('model.js');
  });

  it('the data of the example digits has as many images of each digit as UCI lists', async () => {
    const dataset = layout({ images: [1797, 8, 8], labels: [1797] });
    const flat = await loadNpz(dataset, join(folder, 'data/digits.npz'), { type: Uint8Array });
    const { images, labels } = dataset.view(flat);
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(images.every((grey) => grey <= 16)).toBe(true);
    expect([...images.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]); // the first row of the first image
  });

  it('the gradient of the example digits agrees with finite differences for each parameter', async () => {
    const { addGradient } = await imported<{
      addGradient: (p: object, gradient: object, a: object, label: number) => number;
    }>('gradient.js');
    const { network, activations } = model;
    const [flat, gradient] = [
      network.zeros(Float64Array).map((_, i) => 0.3 * Math.sin(1 + 7 * i)),
      network.zeros(Float64Array),
    ];
    const a = activations.view(activations.zeros(Float64Array));
    const lossInto = (slopes: Float64Array): number => {
      a.image!.set(Array.from({ length: 64 }, (_, i) => Math.sin(3 * i) ** 2));
      return addGradient(network.view(flat), network.view(slopes), a, 7);
    };
    lossInto(gradient);
    const unused = network.zeros(Float64Array);
    const step = 1e-4;
    for (let i = 0; i < flat.length; i++) {
      const before = flat[i] as number;
      flat[i] = before + step;
      const up = lossInto(unused);
      flat[i] = before - step;
      const down = lossInto(unused);
      flat[i] = before;
      // The difference is wrong by about step² and by the rounding of two losses over the step.
      expect(Math.abs((up - down) / (2 * step) - (gradient[i] as number)), `of element ${i}`).toBeLessThan(1e-7);
    }
    expect(gradient.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
  });

  it('a drawing covers as many points as the digits of the data set, wherever and however large it is drawn', async () => {
    const { rasterise } = await imported<{
      rasterise: (strokes: readonly (readonly [number, number][])[], smallest: number, pixels: Float32Array) => void;
    }>('drawing.js');
    const drawn = (scale: number, shift: number): Float32Array => {
      const pixels = new Float32Array(64);
      const at = (x: number, y: number): [number, number] => [scale * x + shift, scale * y + shift];
      rasterise([[at(1, 0), at(4, 0), at(2, 8)]], 1, pixels);
      return pixels;
    };
    const pixels = drawn(1, 0);
    expect(Math.abs(16 * pixels.reduce((sum, each) => sum + each) - 312)).toBeLessThan(32); // points as far away as the last
    expect(Math.max(...pixels)).toBe(1);
    expect(drawn(8, 32)).toEqual(pixels);
    rasterise([], 1, pixels);
    expect(pixels).toEqual(new Float32Array(64));
  });

  it('the page of the example digits shows what its commands print', () => expectPage('digits', folder));

  describe.skipIf(isMissing)(`its page in Chromium${whyMissing}`, () => {
    let page: DigitsPage;
    beforeAll(async () => {
      page = await openDigitsPage();
      await page.until('!document.querySelector("#start").disabled');
    });
    afterAll(() => page?.close());

    const weights = async (): Promise<readonly number[]> => {
      const { offset, length } = model.memory.at('network.hidden.weight');
      return (await page.evaluate(`[...floats().subarray(${offset}, ${offset + length})]`)) as number[];
    };
    const picture = (): Promise<unknown> => page.evaluate(`document.querySelector('#weights').toDataURL()`);
    const epoch = (): string => `floats()[${model.memory.at('epoch').offset}]`;

    it('the page draws weights that change in its own memory, though no message carries them', async () => {
      const isShared = 'crossOriginIsolated && sent[0].memory.buffer instanceof SharedArrayBuffer';
      expect(await page.evaluate(isShared)).toBe(true);
      // The worker has given the weights their first values, which are not zero.
      await page.until(`floats()[${model.memory.at('network.hidden.weight').offset}] !== 0`);
      const [before, drawn] = [await weights(), await picture()];
      // In one go, so that the training cannot end before the page stops it.
      await page.evaluate(`(async () => {
        document.querySelector('#start').click();
        await until(() => parseFloat(document.querySelector('#last-accuracy').textContent) > 90);
        document.querySelector('#start').click();
      })()`);
      const changed = (await weights()).filter((weight, i) => weight !== before[i]);
      expect(changed.length).toBeGreaterThan(0.8 * before.length); // some pixels have no ink in any image
      expect(await picture()).not.toBe(drawn);
      expect(await page.evaluate('received')).toEqual([]);
      expect(await page.evaluate('sent.slice(1)')).toEqual(['start', 'stop']);
    });

    it('Stop ends the training, Start continues it, and new weights begin it again', async () => {
      expect(await page.textOf('status')).toBe('Stopped.');
      // The worker may still finish the epoch that it was in.
      const rest = `new Promise((done) => setTimeout(done, 500))`;
      const [stopped, later] = (await page.evaluate(
        `(async () => { await ${rest}; const stopped = ${epoch()}; await ${rest}; return [stopped, ${epoch()}]; })()`,
      )) as [number, number];
      expect(later).toBe(stopped);
      expect(stopped).toBeGreaterThan(0);
      await page.click('start');
      await page.until(`${epoch()} > ${stopped}`);
      await page.click('start');
      await page.click('restart');
      await page.until(`${epoch()} === 0`);
      expect(await page.textOf('status')).toBe('The weights are random again.');
    });

    it('the trained network finds the digit in more than 95 % of the test images', async () => {
      await page.until(`document.querySelector('#epoch').textContent.startsWith('0 ')`);
      await page.click('start');
      await page.until(`document.querySelector('#status').textContent.startsWith('Done')`);
      expect(parseFloat(await page.textOf('last-accuracy'))).toBeGreaterThan(95);
      const points = (await page.evaluate(`document.querySelector('#loss-line').getAttribute('points')`)) as string;
      const heights = points.split(' ').map((point) => Number(point.split(',')[1]));
      expect(heights.length).toBe(model.memory.at('loss').length);
      expect(heights.at(-1)).toBeGreaterThan((heights[0] as number) + 30); // downwards: the loss falls
    });

    it.each([
      ['0', '50,10 30,25 25,50 32,80 50,90 68,80 75,50 70,25 50,10'],
      ['1', '40,25 52,10 52,90'],
      ['2', '25,25 40,12 65,18 70,35 50,60 25,88 80,88'],
      ['4', '55,10 22,60 80,60; 62,40 62,92'],
    ])('the page reads a %s that the mouse draws', async (digit, drawing) => {
      await page.click('clear');
      const points = (stroke: string) =>
        stroke
          .trim()
          .split(' ')
          .map((point) => point.split(',').map(Number) as [number, number]);
      await page.draw(drawing.split(';').map(points));
      await page.until(`document.querySelector('#guess').textContent.startsWith('The network reads')`);
      expect(await page.textOf('guess')).toBe(`The network reads ${digit}.`);
      expect(await page.evaluate(`document.querySelector('#bars .best').textContent`)).toMatch(
        new RegExp(`^${digit}\\d+ %$`),
      );
    });

    it('the page shows a test image to readers who cannot draw', async () => {
      await page.click('example');
      expect(await page.textOf('guess')).toMatch(/^Somebody wrote \d; the network reads \d\.$/);
      expect(await page.evaluate(`document.querySelector('#pad').childElementCount`)).toBe(0);
    });

    it('the page causes no warning, no error and no request to another site', () => {
      expect([page.warnings, page.troubles]).toEqual([[], []]);
      const isElsewhere = (url: string): boolean => !url.startsWith(page.address) && !url.startsWith('data:');
      expect(page.requests.filter(isElsewhere)).toEqual([]);
    });

    it('a page without the headers says which headers it needs', async () => {
      expect(await page.textWithoutHeaders('status')).toMatch(
        /Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp/,
      );
    });
  });
});
