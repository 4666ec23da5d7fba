import { median } from '../runtime/measure.mjs';

/**
 * Milliseconds a call of each contestant, round by round, a turn each: what slows the machine down for a while slows all of them. The first
 * round warms up. A turn is one call after a collection, so that the arrays of one are not freed in another's time; or several calls
 * of what is short, with none, since a collection takes longer and leaves code to be compiled again.
 */
export async function rounds(contestants, count, calls = 1) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  const entries = Object.entries(contestants);
  for (let round = 0; round <= count; round++) {
    for (const i of entries.keys()) {
      const [name, run] = entries[(round + i) % entries.length]; // what one leaves to be freed or flushed does not always fall to the same one
      if (calls === 1) globalThis.gc?.();
      const start = performance.now();
      for (let call = 0; call < calls; call++) await run();
      const took = (performance.now() - start) / calls;
      if (round > 0) times[name].push(took);
    }
  }
  return times;
}

/** The median over the rounds of the ratio within a round, and our median in milliseconds. */
export function against(ours, theirs) {
  return { ratio: median(ours.map((time, round) => time / theirs[round])), ours: median(ours), theirs: median(theirs) };
}
