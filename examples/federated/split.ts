// Divides the images among the members. As in federated training, no member has an even mixture of all digits.
import { type Dataset, learning } from '../digits/dataset.ts';
import { randomFrom, shuffle } from '../digits/random.ts';

/** The share of the images of a digit that are in one part. The rest are in random parts. */
const HOME = 0.9;

/**
 * Returns the indices of the images in each part. Each training image is in one part. Most images of the digit d are in
 * part d modulo `parts`. All members compute the same parts.
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

/** Returns the digits whose images are mostly in this part. */
export const homeDigits = (part: number, parts: number): readonly number[] =>
  Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => digit % parts === part);

/** Yields batches of `size` images without end. Shuffles the images before each pass. */
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
