// No twin in types: the record of a group is in the store.
import { silent } from './issues.ts';
import { type GroupRecord, liveRanks, type MemberRecord, type Settings, withoutMembers } from './record.ts';

/** Who wants a seat, and what it knows. */
export interface Newcomer {
  readonly id: string;
  readonly chunk: number;
  readonly settings: Settings;
  /** The time of the store. */
  readonly now: number;
  /** Whether the lease of a member has ended that took its seat at some time. */
  readonly isStale: (id: string, since: number) => boolean;
}

/** Returns the record with a seat for a newcomer. `undefined` while there is none, and while it has to wait. */
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
  const swept = withoutMembers(known, stale) ?? known;
  const isThere = ({ state }: MemberRecord): boolean => state === 'live' || state === 'joining';
  // Nobody can admit a newcomer any more: the group begins again, and goes on from what it has kept.
  if (liveRanks(swept).length === 0) {
    const { kept } = swept;
    return { ...swept, run: id, epoch: swept.epoch + 1, finished: kept?.call ?? 0, members: [me('live')] };
  }
  const free = swept.members.findIndex((member) => !isThere(member));
  const hasSeat = swept.members.some((member) => member.id === id && isThere(member));
  if (hasSeat || (free < 0 && swept.members.length === settings.size)) return swept === known ? undefined : swept;
  // Before all have come, no call can have been made. Later, the others admit it when they have kept their arrays.
  const isBeginning = swept.members.length < settings.size;
  const members = [...swept.members];
  members[free < 0 ? members.length : free] = me(isBeginning ? 'live' : 'joining');
  return { ...swept, epoch: swept.epoch + (isBeginning ? 1 : 0), members };
}

/** Whether all members have closed the group: then their work is done, and the next one begins anew. */
export const isOver = ({ members }: GroupRecord): boolean => members.every(({ state }) => state === 'closed');
