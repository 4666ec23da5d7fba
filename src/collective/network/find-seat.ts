// No twin in types: what the store holds is not in the types.
import type { JoinOptions, Network } from '../../../types/collective/network.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import { encodeUtf8 } from '../../checkpoint/text.ts';
import { GroupError } from '../group-error.ts';
import { GAVE_UP, groupIsFull, otherPayload, otherSetting } from './issues.ts';
import { Leases } from './leases.ts';
import { recordHead } from './messages.ts';
import { type GroupRecord, liveRanks, parseRecord, type Settings, withoutMembers, writeRecord } from './record.ts';
import { RECORD_KEY, RecordKeeper } from './record-keeper.ts';
import { isOver, takeSeat } from './take-seat.ts';

declare const performance: { now(): number };

/** Who looks for a seat, and in which group. */
export interface Seeker {
  readonly id: string;
  readonly group: string;
  readonly model: LayoutLike;
  readonly chunk: number;
  readonly settings: Settings;
  readonly signal: JoinOptions<LayoutLike>['signal'];
}
/** A record in which a member has a seat, and its revision. */
export interface Found {
  readonly record: GroupRecord;
  readonly revision: number;
}

/**
 * Waits for a seat in the group.
 *
 * @throws GroupError if the group is full, and what the store throws; then the member has no seat
 */
export async function findSeat(network: Network, seeker: Seeker): Promise<Found> {
  const { id, group, settings, signal } = seeker;
  const { deadline, size } = settings;
  const pause = Math.max(10, Math.min(1000, deadline / 8));
  const leases = new Leases(network, id, deadline);
  let mayHaveSeat = false;
  let answered = performance.now();

  /** Tries once. Returns the record as it is while there is no seat, and then nothing is to do at once. */
  async function tryOnce(waited: number): Promise<Found | 'again' | undefined> {
    const stored = await network.get(RECORD_KEY);
    const record = stored && parseRecord(stored.value);
    if (record !== undefined && !isOver(record)) requireSameSettings(group, record, settings, network.maxPayload);
    const seat = record?.members.find((member) => member.id === id);
    const revision = stored?.revision ?? 0;
    if (record !== undefined && seat?.state === 'live') return begun(network, seeker, { record, revision });
    const { now, isStale } = await leases.read(record);
    const wanted = takeSeat(record, { ...seeker, now, isStale });
    if (wanted !== undefined) {
      const bytes = writeRecord(wanted);
      mayHaveSeat = true;
      const next = await network.replace(RECORD_KEY, bytes, revision);
      if (next === undefined) return 'again';
      network.send(`${wanted.run}.all`, recordHead(next), bytes);
      // What a group has kept that is over, nobody can reach any more.
      const left = wanted.kept === undefined ? record?.kept?.object : undefined;
      if (left !== undefined) await network.removeObject(left).catch(() => {});
      if (wanted.members.some((member) => member.id === id && member.state === 'live'))
        return begun(network, seeker, { record: wanted, revision: next });
    } else if (seat === undefined && record !== undefined && waited > 1.5 * deadline)
      throw new GroupError(groupIsFull(group, size), liveRanks(record));
    return undefined;
  }

  try {
    // A member that was killed counts as there until its lease ends.
    for (let waited = 0; ; waited += pause) {
      signal?.throwIfAborted();
      try {
        const found = await tryOnce(waited);
        answered = performance.now();
        if (found === 'again') continue;
        if (found !== undefined) return found;
      } catch (error) {
        // The store may have taken what it has not acknowledged, so this looks again.
        const isRefused = error instanceof GroupError || error instanceof TypeError || error instanceof RangeError;
        if (isRefused || !mayHaveSeat || performance.now() - answered > deadline) throw error;
        leases.forget();
      }
      await wait(pause, signal);
    }
  } catch (error) {
    if (mayHaveSeat) await giveUp(network, id);
    throw error;
  }
}

/** The member that begins a group stores its schema. */
async function begun(network: Network, { id, model }: Seeker, found: Found): Promise<Found> {
  if (found.record.run === id) await network.putObject('layout', [encodeUtf8(JSON.stringify(model))]);
  return found;
}

/** Frees the seat that a member may have. */
async function giveUp(network: Network, id: string): Promise<void> {
  try {
    const stored = await network.get(RECORD_KEY);
    if (stored === undefined) return;
    const keeper = new RecordKeeper(network, parseRecord(stored.value), stored.revision, () => {});
    await keeper.change((record) => withoutMembers(record, new Map([[id, GAVE_UP]])));
  } catch {
    // Without a store the others notice the silence.
  }
}

function requireSameSettings(group: string, record: GroupRecord, settings: Settings, maxPayload: number): void {
  for (const [name, what] of SETTINGS)
    if (record[name] !== settings[name]) throw new TypeError(otherSetting(group, what, record[name], settings[name]));
  if (record.chunk > maxPayload) throw new RangeError(otherPayload(group, record.chunk, maxPayload));
}
const SETTINGS = [
  ['fingerprint', 'fingerprint'],
  ['size', 'size'],
  ['kind', 'kind of flat arrays'],
  ['wire', 'wire format'],
  ['deadline', 'deadline'],
] as const;
