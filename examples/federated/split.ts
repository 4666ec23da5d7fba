// Which images each member has. In federated training the data stays where it is, and nobody has an even mixture.
import { type Dataset, learning } from '../digits/dataset.ts';
import { randomFrom, shuffle } from '../digits/random.ts';

/** How many of the images of a digit are in one part; the others may be anywhere. */
const HOME = 0.9;

/**
 * Returns the images of each part. Every image that the network learns from is in one part, and most images of the
 * digit d are in part d modulo `parts`. All members compute the same parts.
 */
export function split({ labels }: Dataset, parts: number): readonly (readonly number[])[] {
  const random = randomFrom(1);
  const images = [...learning];
  shuffle(images, random);
  const split = Array.from({ length: parts }, (): number[] => []);
  for (const image of images) {
    const part = random() < HOME ? labels[image]! % parts : Math.floor(random() * parts);
    split[part]!.push(image);
  }
  return split;
}

/** The digits that are mostly in one part. */
export const homeDigits = (part: number, parts: number): readonly number[] =>
  Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => digit % parts === part);

/** Goes through the images without end, each time in another order, and gives so many at a time. */
export function* batches(
  images: readonly number[],
  size: number,
  random: () => number,
): Generator<readonly number[], never> {
  const order = [...images];
  for (;;) {
    shuffle(order, random);
    for (let start = 0; start + size <= order.length; start += size) yield order.slice(start, start + size);
  }
}
