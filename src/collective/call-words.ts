// No twin in types: members compare their calls at run time.
import { type Call, type CallName, REDUCTIONS, reduces } from './call.ts';
import { GroupError } from './group-error.ts';
import { leftRank, otherCall } from './issues.ts';
import { countOf } from './plan.ts';

/**
 * Describes a call to the other members: the index of its name and of its reduction, the rank that it names, its number
 * of elements, `min` or 0, and a hash of the ranges.
 */
export type CallWords = readonly [name: number, op: number, from: number, count: number, min: number, ranges: number];

const NAMES: readonly CallName[] = ['allReduce', 'reduceScatter', 'allGather', 'broadcast', 'barrier', 'keep'];

/** Returns six integers of 32 bits. Equal calls have equal integers. */
export function wordsOf(call: Call): CallWords {
  const { name, op, from, plan, min = 0 } = call;
  let hash = 0;
  const mix = (x: number): void => {
    hash = Math.imul(hash ^ x, 0x01000193); // FNV-1a, word by word
  };
  for (const { start, end } of plan.runs) {
    mix(start);
    mix(end);
  }
  for (const bound of plan.bounds) mix(bound);
  return [NAMES.indexOf(name), reduces(call) ? REDUCTIONS.indexOf(op) : 0, from, countOf(plan), min, hash | 0];
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
    const [ownText, theirText] = [describeWords(words), describeWords(theirs)];
    // Then only the ranges differ.
    const end = ownText === theirText ? ' with another `over`' : '';
    throw new GroupError(otherCall(ownText, rank, theirText + end), [rank]);
  }
}

/** Describes a call for an error: `allReduce('sum') of 60 elements with min 2`. */
function describeWords([name, op, from, count, min]: CallWords): string {
  const text = NAMES[name];
  const end = min > 0 ? ` with min ${min}` : '';
  if (text === undefined || text === 'barrier' || text === 'keep') return `${text ?? 'barrier'}()${end}`;
  const argument =
    reduces({ name: text }) ? `'${REDUCTIONS[op] as string}'`
    : text === 'broadcast' ? `from rank ${from}`
    : '';
  return `${text}(${argument}) of ${count} elements${end}`;
}
