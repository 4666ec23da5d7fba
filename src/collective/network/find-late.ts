// No twin in types: time has no type.
import type { Call, Membership } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { lateRanks, declaredLost } from '../issues.ts';
import type { Peers } from './peers.ts';
import { absentRanks, type GroupRecord, liveRanks } from './record.ts';

/** The members that delay a call. */
export interface Late {
  /** Why each is to be declared lost, by the id of the member. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The state of their seats from then on. */
  readonly state: 'lost' | 'absent';
  /** The error of a call that cannot complete without them. */
  readonly error?: GroupError;
}

/**
 * Finds the members that delay a call, among the ranks that it awaits. Returns `undefined` while no member is late.
 * `milliseconds` is the time since the call began or, before the first call, since a seat was taken or became free.
 * Silent members come first: a member that only makes no progress may itself wait for a silent one.
 *
 * Before the first call, a silent member only loses its seat, and the call waits for another member.
 */
export function findLate(
  peers: Peers,
  { name, deadline, min }: Call,
  { rank: own, deadline: usual }: Membership,
  record: GroupRecord,
  awaited: readonly number[],
  milliseconds: number,
): Late | undefined {
  const absent = absentRanks(record);
  if (absent.length > 0 && milliseconds > deadline)
    return {
      reasons: new Map(),
      state: 'absent',
      error: new GroupError(`${name}: ${lateRanks(absent, deadline)}`, absent),
    };
  const silent = peers.silent(awaited, usual);
  const stuck = peers.stuck(awaited, deadline);
  const quiet = peers.silent(stuck, deadline / 2);
  const late =
    silent.length > 0 ? silent
    : quiet.length > 0 ? quiet
    : stuck;
  if (late.length === 0) return undefined;
  const waited = silent.length > 0 ? usual : deadline;
  const reasons = new Map(late.map((rank) => [record.members[rank]?.id ?? '', declaredLost(own, waited)]));
  if (min !== undefined && liveRanks(record).length - late.length >= min) return { reasons, state: 'lost' };
  if (record.isBegun !== true && silent.length > 0) return { reasons, state: 'absent' };
  return { reasons, state: 'lost', error: new GroupError(`${name}: ${lateRanks(late, waited)}`, late) };
}
