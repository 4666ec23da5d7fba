import type { Random } from './random.ts';

const MAX = Number.MAX_SAFE_INTEGER;

/** Shapes that a schema may use repeatedly. */
export const randomShapes = (random: Random): (readonly number[])[] =>
  Array.from({ length: 3 }, () => randomShape(random, 1e8));

/** A shape of any kind with at most about `budget` elements. */
export function randomShape(random: Random, room: number): readonly number[] {
  const many = (length: number, make: () => number): number[] => Array.from({ length }, make);
  switch (random.weighted({ scalar: 2, small: 5, four: 5, mixed: 4, large: 3, most: 1, zero: 2 })) {
    case 'scalar':
      return [];
    case 'small':
      return many(random.int(1, 4), () => random.int(1, 12));
    case 'four':
      return many(random.int(1, 2), () => random.int(1000, 9999));
    case 'mixed':
      return many(random.int(1, 5), () => random.magnitude(random.pick([1, 9, 99, 999])));
    case 'large':
      return within(random, room, random.int(1, 4));
    case 'most':
      return [room];
    case 'zero': {
      const dims = random.percent(30) ? within(random, MAX, 2) : many(random.int(0, 3), () => random.int(0, 9));
      return random.shuffled([0, ...dims]);
    }
  }
}

/** Random dimensions. Each takes its share of the elements that the others left. */
function within(random: Random, room: number, count: number): number[] {
  let left = room;
  return Array.from({ length: count }, () => {
    const dim = random.magnitude(left);
    left = Math.floor(left / dim);
    return dim;
  });
}

/** A power of two that is at most `room`. */
export function randomAlignment(random: Random, room: number): number {
  const power = random.weighted({ 0: 1, 1: 4, 2: 4, 3: 3, 4: 2, 6: 4, 8: 2, 10: 1, any: 2 });
  const most = Math.min(30, Math.floor(Math.log2(Math.max(room, 1))));
  return 2 ** (power === 'any' ? random.int(0, most) : Math.min(Number(power), most));
}

/** The product of the dimensions, with 1 in place of 0. */
export const productOf = (shape: readonly number[]): number => shape.reduce((n, dim) => n * Math.max(dim, 1), 1);
