// No twin in types: the compiler does not see the store.
import { silent } from './issues.ts';
import {
  type GroupRecord,
  isSeated,
  liveRanks,
  type MemberRecord,
  type Settings,
  silentState,
  withoutMembers,
} from './record.ts';

/** A process that wants a seat, and what it knows of the leases. */
export interface Newcomer {
  readonly id: string;
  readonly chunk: number;
  readonly settings: Settings;
  /** The time of the store, in milliseconds. */
  readonly now: number;
  /** Whether the lease of a member has ended. `since` is the time at which the member took its seat. */
  readonly isStale: (id: string, since: number) => boolean;
}

/**
 * Returns the changed record: with a seat for the newcomer, or with seats freed whose leases have ended. Returns
 * `undefined` if there is nothing to change: the group is full, or the newcomer has a seat and waits to be admitted.
 */
export function takeSeat(known: GroupRecord | undefined, newcomer: Newcomer): GroupRecord | undefined {
  const { id, chunk, settings, now, isStale } = newcomer;
  const me = (state: 'live' | 'joining'): MemberRecord => ({ id, state, since: now });
  const first = { ...settings, chunk, finished: 0, members: [me('live')] };
  if (known === undefined) return { ...first, run: id, epoch: 1 };
  if (isOver(known)) return { ...first, run: id, epoch: known.epoch + 1 };

  const reason = silent(settings.deadline);
  const stale = new Map(
    known.members.flatMap((member) => (isStale(member.id, member.since) ? [[member.id, reason]] : [])),
  );
  const swept = withoutMembers(known, stale, silentState(known)) ?? known;
  // Nobody is left to admit a newcomer. The group begins again, with the arrays that it has kept.
  if (liveRanks(swept).length === 0) {
    const { kept } = swept;
    const members = [me('live')];
    return { ...swept, run: id, epoch: swept.epoch + 1, finished: kept?.call ?? 0, isBegun: false, members };
  }
  const free = swept.members.findIndex((member) => !isSeated(member));
  const hasSeat = swept.members.some((member) => member.id === id && isSeated(member));
  if (hasSeat || (free < 0 && swept.members.length === settings.size)) return swept === known ? undefined : swept;
  // Before the first call has begun, the newcomer is live at once. Later, it needs the state of the group, and the
  // others admit it when they have kept their arrays.
  const isBeginning = swept.isBegun !== true;
  const members = [...swept.members];
  members[free < 0 ? members.length : free] = me(isBeginning ? 'live' : 'joining');
  return { ...swept, epoch: swept.epoch + (isBeginning ? 1 : 0), members };
}

/** Whether all members have closed the group. Their work is done, so the next member begins a new group. */
export const isOver = ({ members }: GroupRecord): boolean => members.every(({ state }) => state === 'closed');
