// No twin in types: members compare their calls at run time.
import { type Call, type CallName, REDUCTIONS, reduces } from './call.ts';
import { GroupError } from './group-error.ts';
import { leftRank, otherCall } from './issues.ts';
import { countOf } from './plan.ts';

/**
 * Describes a call to the other members: the index of its name and of its reduction, the rank that it names, its number
 * of elements, and a hash of `min` and of the ranges.
 */
export type CallWords = readonly [name: number, op: number, from: number, count: number, rest: number];

const NAMES: readonly CallName[] = ['allReduce', 'reduceScatter', 'allGather', 'broadcast', 'barrier', 'keep'];

/** Returns five integers of 32 bits. Equal calls have equal integers. */
export function wordsOf(call: Call): CallWords {
  const { name, op, from, plan, min = 0 } = call;
  let hash = min;
  const mix = (x: number): void => {
    hash = Math.imul(hash ^ x, 0x01000193); // FNV-1a, word by word
  };
  for (const { start, end } of plan.runs) {
    mix(start);
    mix(end);
  }
  for (const bound of plan.bounds) mix(bound);
  return [NAMES.indexOf(name), reduces(call) ? REDUCTIONS.indexOf(op) : 0, from, countOf(plan), hash | 0];
}

/** Checks that all members make the same call. @throws GroupError that names a member that makes another one */
export function requireSameCalls(
  seats: { callOf(rank: number): CallWords; isLost(rank: number): boolean; reasonOf(rank: number): string },
  own: number,
  ranks: readonly number[],
): void {
  const words = seats.callOf(own);
  for (const rank of ranks) {
    const theirs = seats.callOf(rank);
    if (theirs.every((word, i) => word === words[i])) continue;
    // A member that left an earlier call still shows that call.
    if (seats.isLost(rank)) throw new GroupError(leftRank(rank, seats.reasonOf(rank)), [rank]);
    throw new GroupError(otherCall(describeWords(words), rank, describeWords(theirs)), [rank]);
  }
}

/** Describes a call for an error: `allReduce('sum') of 60 elements`. */
function describeWords([name, op, from, count]: CallWords): string {
  const text = NAMES[name];
  if (text === undefined || text === 'barrier' || text === 'keep') return `${text ?? 'barrier'}()`;
  const argument =
    reduces({ name: text }) ? `'${REDUCTIONS[op] as string}'`
    : text === 'broadcast' ? `from rank ${from}`
    : '';
  return `${text}(${argument}) of ${count} elements`;
}
