// No twin in types: time has no type.
import type { Call, Membership } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { lateRanks, takenAsLost } from '../issues.ts';
import type { Peers } from './peers.ts';
import { type GroupRecord, liveRanks } from './record.ts';

/** Members that hold up a call: those to go on without, by their ids, or the error of a call that needs them. */
export interface Late {
  readonly reasons: ReadonlyMap<string, string>;
  readonly error?: GroupError;
}

/**
 * Finds those among the members that a call waits for which are lost. Who is silent is to blame before those that wait
 * for it themselves.
 */
export function findLate(
  peers: Peers,
  { name, deadline, min }: Call,
  { rank: own, size, deadline: usual }: Membership,
  record: GroupRecord,
  awaited: readonly number[],
  milliseconds: number,
): Late | undefined {
  const places = record.members.length;
  const absent = Array.from({ length: size - places }, (_, i) => places + i);
  if (absent.length > 0 && milliseconds > deadline)
    return { reasons: new Map(), error: new GroupError(`${name}: ${lateRanks(absent, deadline)}`, absent) };
  const silent = peers.silent(awaited, usual);
  const stuck = peers.stuck(awaited, deadline);
  const quiet = peers.silent(stuck, deadline / 2);
  const late =
    silent.length > 0 ? silent
    : quiet.length > 0 ? quiet
    : stuck;
  if (late.length === 0) return undefined;
  const waited = silent.length > 0 ? usual : deadline;
  const reasons = new Map(late.map((rank) => [record.members[rank]?.id ?? '', takenAsLost(own, waited)]));
  if (min !== undefined && liveRanks(record).length - late.length >= min) return { reasons };
  return { reasons, error: new GroupError(`${name}: ${lateRanks(late, waited)}`, late) };
}
