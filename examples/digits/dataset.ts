// 1,797 handwritten digits of 8 × 8 pixels. data/README.md says whose they are.
import { layout, type ViewOf } from 'paramlayout';

/** The archive `data/digits.npz`: grey values from 0 to 16, row by row, and the digits that they show. */
export const dataset = layout({ images: [1797, 8, 8], labels: [1797] });
export type Dataset = ViewOf<typeof dataset, Uint8Array>;

const [COUNT] = dataset.at('labels').shape;
const indices = Array.from({ length: COUNT }, (_, i) => i);
/** Every fifth image tests the network, which learns from the others. */
export const testing: readonly number[] = indices.filter((i) => i % 5 === 4);
export const learning: readonly number[] = indices.filter((i) => i % 5 !== 4);

/** Copies one image to `pixels`, as numbers from 0 to 1. */
export function readImage({ images }: Dataset, index: number, pixels: Float32Array): void {
  for (let i = 0; i < 64; i++) pixels[i] = images[64 * index + i]! / 16;
}
