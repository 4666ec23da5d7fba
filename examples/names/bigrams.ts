// What there is to beat: a table of how often each token follows each other token.
import { CONTEXT, type Examples, TOKENS } from './names.ts';

/** Counts pairs in the first examples. Returns how much the second ones surprise that table, in nats a token. */
export function surpriseOfBigrams(counted: Examples, { contexts, targets }: Examples): number {
  const before = (tokens: Int32Array, i: number): number => tokens[CONTEXT * i + CONTEXT - 1]!;
  // Each pair counts once more than it occurs, or a pair that never occurs would surprise infinitely.
  const counts = new Float64Array(TOKENS * TOKENS).fill(1);
  for (const [i, target] of counted.targets.entries()) counts[TOKENS * before(counted.contexts, i) + target]! += 1;
  let sum = 0;
  for (const [i, target] of targets.entries()) {
    const row = counts.subarray(TOKENS * before(contexts, i), TOKENS * (before(contexts, i) + 1));
    sum -= Math.log(row[target]! / row.reduce((total, each) => total + each, 0));
  }
  return sum / targets.length;
}
