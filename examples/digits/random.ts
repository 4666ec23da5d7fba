// No package: a few lines give the same numbers everywhere, so each run of the example can be repeated.

/** Returns a source of numbers from 0 to 1: the generator mulberry32 by T. Ettinger (public domain, 2017). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Brings the elements into a random order, each order with the same probability (R. Durstenfeld, 1964). */
export function shuffle<T>(elements: T[], random: () => number): void {
  for (let i = elements.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [elements[i], elements[j]] = [elements[j]!, elements[i]!];
  }
}
