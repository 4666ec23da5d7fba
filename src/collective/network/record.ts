// No twin in types: the record of a group is in the store.
import type { Wire } from '../../../types/collective/network.ts';
import type { FloatKind } from '../../../types/optim/float.ts';
import { decodeUtf8, encodeUtf8 } from '../../checkpoint/text.ts';

/** `joining`: it has a seat, and waits until the others admit it. `lost` and `closed` seats are free. */
type MemberState = 'live' | 'joining' | 'lost' | 'closed';

/** One seat in a group. Its index is the rank. */
export interface MemberRecord {
  /** Tells a member from one that had the same rank before. */
  readonly id: string;
  readonly state: MemberState;
  /** Why it left, and the ranks because of which. */
  readonly reason?: string;
  readonly because?: readonly number[];
  /** When it took the seat, in milliseconds of the store's clock. */
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
/** The arrays that a group has kept. */
export interface KeptRecord {
  readonly object: string;
  /** The number of the call that kept them. */
  readonly call: number;
  /** The members that made this call. */
  readonly ranks: readonly number[];
  readonly lengths: readonly number[];
}
/** What the store knows of a group. Members change it by compare-and-set alone, so all see the same changes in order. */
export interface GroupRecord extends Settings {
  /** The id of the member with which the group began: another one when it begins again. */
  readonly run: string;
  /** Grows whenever it changes who is live. */
  readonly epoch: number;
  /** The largest number of bytes of one chunk. */
  readonly chunk: number;
  /** All members have the results of so many calls. */
  readonly finished: number;
  readonly members: readonly MemberRecord[];
  readonly kept?: KeptRecord;
}

export const parseRecord = (bytes: Uint8Array): GroupRecord => JSON.parse(decodeUtf8(bytes)) as GroupRecord;
/** Without the reasons of those that left, a record always fits into a message. */
export function writeRecord(record: GroupRecord): Uint8Array {
  const bytes = encodeUtf8(JSON.stringify(record));
  if (bytes.length <= record.chunk) return bytes;
  const members = record.members.map(({ id, state, since }) => ({ id, state, since }));
  return encodeUtf8(JSON.stringify({ ...record, members }));
}

export const liveRanks = ({ members }: GroupRecord): number[] =>
  members.flatMap(({ state }, rank) => (state === 'live' ? [rank] : []));

/** Replaces the places of some members. */
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
/** Takes members as gone, each for a reason. `undefined` if none of them is there any more. */
export function withoutMembers(
  record: GroupRecord,
  ids: ReadonlyMap<string, string>,
  state: 'lost' | 'closed' = 'lost',
  because: readonly number[] = [],
): GroupRecord | undefined {
  const isThere = ({ id, state: now }: MemberRecord): boolean => ids.has(id) && (now === 'live' || now === 'joining');
  if (!record.members.some(isThere)) return undefined;
  const blame = because.length === 0 ? {} : { because };
  return withMembers(record, (member) =>
    isThere(member) ? { ...member, state, reason: (ids.get(member.id) as string).slice(0, 300), ...blame } : member,
  );
}
/** Admits all that wait. */
export const withAdmitted = (record: GroupRecord): GroupRecord =>
  withMembers(record, (member) => (member.state === 'joining' ? { ...member, state: 'live' } : member));
