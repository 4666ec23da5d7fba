// No twin in types: what happens between members is not in the types.
/** The sentences of errors about groups. */

export const isShards = (found: string): string =>
  `over: a selection of the model or all its shards were expected, found ${found}`;
export const otherFlatLength = (expected: number, found: unknown): string =>
  `over: a selection of a layout of length ${expected} was expected, found one of length ${String(found)}`;
export const otherLayout = (what: string, expected: string, found: string): string =>
  `over: ${what} of the layout with fingerprint ${expected} ${what === 'shards' ? 'were' : 'was'} expected, ` +
  `found ${what} of ${found}`;
export const otherCount = (expected: number, found: number): string =>
  `over: ${expected} shards were expected, one for each member, found ${found}`;

export const notMember = (owner: string, found: string): string =>
  `${owner}: a member of a group was expected, found ${found}`;
export const notOptimiser = (owner: string, found: string): string =>
  `${owner}: an optimiser was expected, found ${found}`;
export const otherOptimiser = (owner: string, expected: string, found: string): string =>
  `${owner}: an optimiser of the layout with fingerprint ${expected} was expected, found one of ${found}`;

const listed = (ranks: readonly number[]): string =>
  ranks.length === 1 ? `rank ${ranks[0]}` : `ranks ${ranks.slice(0, -1).join(', ')} and ${ranks.at(-1)}`;

export const lateRanks = (ranks: readonly number[], deadline: number): string =>
  `${listed(ranks)} did not arrive within ${deadline} ms`;
export const leftRank = (rank: number, reason: string): string =>
  `rank ${rank} left the group${reason === '' ? '' : `: ${reason}`}`;
export const otherCall = (own: string, rank: number, theirs: string): string =>
  `all members must make the same call; this one made ${own}, rank ${rank} made ${theirs}`;
export const tooFew = (min: number, left: number): string => `at least ${min} members are needed, ${left} are left`;
export const HAS_LEFT = 'this member has left the group';
export const BUSY = 'this member still waits for an earlier call; await it first';
export const CLOSED = 'it was closed';
export const declaredLost = (rank: number, deadline: number): string =>
  `rank ${rank} went on without this member, which did not arrive within ${deadline} ms`;
export const noSeat = (found: string): string => `a number of members or the seat of one was expected, found ${found}`;
export const tooManyMembers = (most: number, found: number): string =>
  `the number of members must be at most ${most}, found ${found}`;
export const otherModel = (expected: string, found: string): string =>
  `a seat in a group of the layout with fingerprint ${expected} was expected, found one of fingerprint ${found}`;
export const NO_WEIGHT = 'mean: a weight above 0 was expected from at least one member, found only 0';
