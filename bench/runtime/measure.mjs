/** What contestants return ends here, so that no engine can leave the work out. */
export let sink;

/**
 * Milliseconds that the processor has worked for this process. On a machine that has other work to do the clock on the
 * wall says mostly how much: ratios of two runs differed by half of their value, and differ by some 5% on this clock.
 * Needs `--single-threaded`, so that what V8 does beside the program (collecting, compiling) is not counted twice as
 * fast.
 */
export const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/**
 * Nanoseconds a call of each contestant, round by round. They run interleaved, a short turn each: what slows the
 * machine down for a while slows all of them.
 */
function measure(contestants, { rounds = 41, turn = 4 } = {}) {
  const runs = Object.entries(contestants).map(([name, run]) => ({ name, run, calls: callsIn(turn, run), times: [] }));
  globalThis.gc?.(); // what was measured before leaves garbage, whose collection would fall to the first turns
  for (let round = 0; round < rounds; round++) {
    for (const { run, calls, times } of runs) {
      const start = now();
      for (let i = 0; i < calls; i++) sink = run(i);
      times.push(((now() - start) * 1e6) / calls);
    }
  }
  return Object.fromEntries(runs.map(({ name, times }) => [name, times]));
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const WARM_UP = 60;

/** How many calls fill a turn of so many milliseconds, once the contestant is warm. */
function callsIn(milliseconds, run) {
  for (const end = now() + WARM_UP; now() < end;) sink = run(0);
  for (let calls = 1; ; calls *= 2) {
    const start = now();
    for (let i = 0; i < calls; i++) sink = run(i);
    const took = now() - start;
    if (took >= milliseconds) return Math.max(1, Math.round((calls * milliseconds) / took));
  }
}

/**
 * A row for each contestant that ours is compared with: the median over the rounds of the ratio within a round, which
 * other work on the machine disturbs less than it does the times. `targets` are ratios, by contestant.
 */
export function compare(group, what, contestants, targets = {}, options) {
  const { ours, ...others } = measure(contestants, options);
  return Object.entries(others).map(([against, times]) => {
    const ratio = median(times.map((time, round) => ours[round] / time));
    return { group, what, against, ratio, target: targets[against], ours: median(ours) };
  });
}
