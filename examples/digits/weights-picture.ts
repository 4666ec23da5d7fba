// The weights of the first layer as pictures, straight from the views.
import type { Network } from './model.ts';

/** A picture of 8 × 8 weights, and a line that separates it from the next. */
const TILE = 9;

/** Orange draws a neuron's activation up, blue draws it down. The canvas shows through small weights. */
const POSITIVE = [230, 97, 1] as const;
const NEGATIVE = [33, 120, 210] as const;

/** Draws each row of the matrix as a picture of 8 × 8 pixels. The largest weights have the full colour. */
export function drawWeights(canvas: HTMLCanvasElement, { weight }: Network['hidden']): void {
  const [neurons, pixels] = weight.shape;
  const columns = canvas.clientWidth < 600 ? 8 : 16;
  const [width, height] = [columns * TILE - 1, Math.ceil(neurons / columns) * TILE - 1];
  if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  const full = 2.5 * Math.sqrt(weight.reduce((sum, each) => sum + each * each, 0) / weight.length);
  for (let i = 0; i < weight.length; i++) {
    const [neuron, pixel] = [Math.floor(i / pixels), i % pixels];
    const x = (neuron % columns) * TILE + (pixel % 8);
    const y = Math.floor(neuron / columns) * TILE + Math.floor(pixel / 8);
    const alpha = Math.min(255, (255 * Math.abs(weight[i]!)) / full);
    image.data.set([...(weight[i]! > 0 ? POSITIVE : NEGATIVE), alpha], 4 * (y * width + x));
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
