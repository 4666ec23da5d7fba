// Random numbers from a seed, so that each run of this program finds the same numbers.

/** Returns a function that returns numbers from 0 to 1, below 1: mulberry32, by T. Ettinger (public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Shuffles a list in place (Fisher and Yates), and returns it. */
export function shuffle<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/** Draws an index. The more weight stands at an index, the more often it is drawn. */
export function draw(weights: ArrayLike<number>, random: () => number): number {
  const list = Array.from(weights);
  let rest = random() * list.reduce((total, each) => total + each, 0);
  const drawn = list.findIndex((weight) => (rest -= weight) < 0);
  return drawn === -1 ? list.length - 1 : drawn; // rounding may leave a rest
}
