import { median } from '../runtime/measure.mjs';

/**
 * Milliseconds of each contestant, round by round, one call a round in turn: what slows the machine down for a while slows all of them.
 * The first round warms up. A contestant may return something that is released before the next one runs.
 */
export async function rounds(contestants, count) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= count; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      globalThis.gc?.(); // the arrays of one would be freed in another's time
      const start = performance.now();
      await run();
      const took = performance.now() - start;
      if (round > 0) times[name].push(took);
    }
  }
  return times;
}

/** The median over the rounds of the ratio within a round, and our median in milliseconds. */
export function against(ours, theirs) {
  return { ratio: median(ours.map((time, round) => time / theirs[round])), ours: median(ours), theirs: median(theirs) };
}
