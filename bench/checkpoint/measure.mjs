import { median } from '../runtime/measure.mjs';

/** Long enough for the threads that give the memory of collected arrays back to the system. */
const SETTLE = 200;

/**
 * Milliseconds a call of each contestant, round by round, a turn each: what slows the machine down for a while slows
 * all of them. The first round warms up. A turn is one call, after a collection and in an order that changes, so that
 * the arrays and files of one are not freed or flushed in another's time; or several calls of what is short, without
 * one, since it takes longer and leaves code to be compiled again.
 */
export async function rounds(contestants, count, calls = 1) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= count; round++) {
    for (const [name, run] of shuffled(Object.entries(contestants))) {
      if (calls === 1) {
        globalThis.gc?.();
        await new Promise((resolve) => setTimeout(resolve, SETTLE));
      }
      const start = performance.now();
      for (let call = 0; call < calls; call++) await run();
      const took = (performance.now() - start) / calls;
      if (round > 0) times[name].push(took);
    }
  }
  return times;
}

let state = 1;

/** By Fisher and Yates, the same in every run. */
function shuffled(items) {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * The ratio of the fastest turns, and these in milliseconds: what else the machine does can only add to a call of a
 * hundred milliseconds, and adds more than any difference. `median` is that of the ratios within a round, which says
 * how far it does.
 */
export function against(ours, theirs) {
  const [fastest, theirFastest] = [Math.min(...ours), Math.min(...theirs)];
  return {
    ratio: fastest / theirFastest,
    ours: fastest,
    theirs: theirFastest,
    median: median(ours.map((time, round) => time / theirs[round])),
  };
}
