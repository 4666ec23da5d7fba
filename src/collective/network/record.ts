// No twin in types: the compiler does not see the store.
import type { Wire } from '../../../types/collective/network.ts';
import type { FloatKind } from '../../../types/optim/float.ts';
import { decodeUtf8, encodeUtf8 } from '../../checkpoint/text.ts';

/**
 * The state of a seat. A `joining` member waits until the others admit it. Other seats are free: the member was `lost`,
 * or has `closed`, or was lost before the group had begun, so that the seat is `absent` as if nobody had taken it.
 */
type MemberState = 'live' | 'joining' | FreeState;
type FreeState = 'lost' | 'closed' | 'absent';

/** One seat in a group. Its index is the rank. */
export interface MemberRecord {
  /** The id of the member. A later member of the same rank has another id. */
  readonly id: string;
  readonly state: MemberState;
  /** Why the member left. */
  readonly reason?: string;
  /** The ranks because of which it left. */
  readonly because?: readonly number[];
  /** When the member took the seat, in milliseconds of the store's clock. */
  readonly since: number;
}
/** What all members of a group must agree on. */
export interface Settings {
  readonly fingerprint: string;
  readonly size: number;
  readonly kind: FloatKind;
  readonly wire: Wire;
  readonly deadline: number;
}
/** Where the arrays are that a group has kept. */
export interface KeptRecord {
  /** The name of the object in the store. */
  readonly object: string;
  /** The number of the call that stored them. */
  readonly call: number;
  /** The ranks that made this call. */
  readonly ranks: readonly number[];
  /** The length of each array. */
  readonly lengths: readonly number[];
}
/**
 * The record of a group in the store. It changes only by compare-and-set, so all members see the same changes in order.
 */
export interface GroupRecord extends Settings {
  /** The id of the member that began the group. It changes when the group begins again. */
  readonly run: string;
  /** Grows with each change of the set of live members. */
  readonly epoch: number;
  /** The number of bytes of a full chunk. */
  readonly chunk: number;
  /** At least so many calls are finished: all live members have their results. */
  readonly finished: number;
  /** Whether a call has begun. Before, a member that takes a free seat is live at once. */
  readonly isBegun?: boolean;
  /** The seats that have been taken so far, at most `size`. */
  readonly members: readonly MemberRecord[];
  readonly kept?: KeptRecord;
}

export const parseRecord = (bytes: Uint8Array): GroupRecord => JSON.parse(decodeUtf8(bytes)) as GroupRecord;
/** Returns the bytes of a record. Leaves out why members left if they would not fit into a message. */
export function writeRecord(record: GroupRecord): Uint8Array {
  const bytes = encodeUtf8(JSON.stringify(record));
  if (bytes.length <= record.chunk) return bytes;
  const members = record.members.map(({ id, state, since }) => ({ id, state, since }));
  return encodeUtf8(JSON.stringify({ ...record, members }));
}

/** Whether a member holds its seat. */
export const isSeated = ({ state }: MemberRecord): boolean => state === 'live' || state === 'joining';
export const liveRanks = ({ members }: GroupRecord): number[] =>
  members.flatMap(({ state }, rank) => (state === 'live' ? [rank] : []));

/** Returns the ranks whose seats nobody has taken. */
export const absentRanks = ({ members, size }: GroupRecord): number[] =>
  Array.from({ length: size }, (_, rank) => rank).filter((rank) => (members[rank]?.state ?? 'absent') === 'absent');

/** Changes the seats of a record, and its epoch if other members are live then. */
export function withMembers(
  record: GroupRecord,
  change: (member: MemberRecord, rank: number) => MemberRecord,
): GroupRecord {
  const members = record.members.map(change);
  const isSame = members.every(({ id, state }, rank) => {
    const before = record.members[rank] as MemberRecord;
    return before.id === id && (before.state === 'live') === (state === 'live');
  });
  return { ...record, members, epoch: record.epoch + (isSame ? 0 : 1) };
}
/**
 * Frees the seats of members. `ids` has the reason for each id. Returns `undefined` if none of them holds a seat any
 * more.
 */
export function withoutMembers(
  record: GroupRecord,
  ids: ReadonlyMap<string, string>,
  state: FreeState = 'lost',
  because: readonly number[] = [],
): GroupRecord | undefined {
  const isLeaving = (member: MemberRecord): boolean => ids.has(member.id) && isSeated(member);
  if (!record.members.some(isLeaving)) return undefined;
  const blame = because.length === 0 ? {} : { because };
  return withMembers(record, (member) =>
    isLeaving(member) ? { ...member, state, reason: (ids.get(member.id) as string).slice(0, 300), ...blame } : member,
  );
}
/** The state of the seats of members that are silent. */
export const silentState = ({ isBegun }: GroupRecord): FreeState => (isBegun === true ? 'lost' : 'absent');
/** Admits all members that wait. */
export const withAdmitted = (record: GroupRecord): GroupRecord =>
  withMembers(record, (member) => (member.state === 'joining' ? { ...member, state: 'live' } : member));
