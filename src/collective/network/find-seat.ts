// No twin in types: the compiler does not see the store.
import type { JoinOptions, Network } from '../../../types/collective/network.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import { encodeUtf8 } from '../../checkpoint/text.ts';
import { GroupError } from '../group-error.ts';
import { GAVE_UP, groupIsFull, otherPayload, otherSetting } from './issues.ts';
import { Leases } from './leases.ts';
import { recordHead } from './messages.ts';
import {
  type GroupRecord,
  liveRanks,
  parseRecord,
  type Settings,
  silentState,
  withoutMembers,
  writeRecord,
} from './record.ts';
import { RECORD_KEY, RecordKeeper } from './record-keeper.ts';
import { isOver, takeSeat } from './take-seat.ts';

declare const performance: { now(): number };

/** A process that looks for a seat in a group. */
export interface Seeker {
  /** The id of the new member. */
  readonly id: string;
  readonly group: string;
  readonly model: LayoutLike;
  readonly chunk: number;
  readonly settings: Settings;
  readonly signal: JoinOptions<LayoutLike>['signal'];
}
/** A record in which the new member has a seat, and its revision. */
export interface FoundSeat {
  readonly record: GroupRecord;
  readonly revision: number;
}

/**
 * Waits for a seat in the group, and until the other members admit the new one.
 *
 * @throws TypeError or RangeError if the group has other settings
 * @throws GroupError if the group is full; what the store throws; the reason of an aborted signal. Then the seat is
 * free
 */
export async function findSeat(network: Network, seeker: Seeker): Promise<FoundSeat> {
  const { id, group, settings, signal } = seeker;
  const { deadline, size } = settings;
  const pause = Math.max(10, Math.min(1000, deadline / 8));
  const leases = new Leases(network, id, deadline);
  let mayHaveSeat = false;
  let lastAnswer = performance.now();

  /** Tries once. Resolves to 'again' if another member changed the record meanwhile, and to `undefined` to wait. */
  async function tryOnce(waited: number): Promise<FoundSeat | 'again' | undefined> {
    const stored = await network.get(RECORD_KEY);
    const record = stored && parseRecord(stored.value);
    if (record !== undefined && !isOver(record)) requireSameSettings(group, record, settings, network.maxPayload);
    const seat = record?.members.find((member) => member.id === id);
    const revision = stored?.revision ?? 0;
    if (record !== undefined && seat?.state === 'live') return storeLayout(network, seeker, { record, revision });
    const { now, isStale } = await leases.read(record);
    const wanted = takeSeat(record, { ...seeker, now, isStale });
    if (wanted !== undefined) {
      const bytes = writeRecord(wanted);
      mayHaveSeat = true;
      const next = await network.replace(RECORD_KEY, bytes, revision);
      if (next === undefined) return 'again';
      network.send(`${wanted.run}.all`, recordHead(next), bytes);
      // A new group cannot reach the arrays that an earlier one has kept.
      const left = wanted.kept === undefined ? record?.kept?.object : undefined;
      if (left !== undefined) await network.removeObject(left).catch(() => {});
      if (wanted.members.some((member) => member.id === id && member.state === 'live'))
        return storeLayout(network, seeker, { record: wanted, revision: next });
    } else if (seat === undefined && record !== undefined && waited > 1.5 * deadline)
      throw new GroupError(groupIsFull(group, size), liveRanks(record));
    return undefined;
  }

  try {
    // A member that was killed holds its seat until its lease ends, so a full group may get a free seat.
    for (let waited = 0; ; waited += pause) {
      signal?.throwIfAborted();
      try {
        const found = await tryOnce(waited);
        lastAnswer = performance.now();
        if (found === 'again') continue;
        if (found !== undefined) return found;
      } catch (error) {
        // The store may have set a value without acknowledging it, so the next try reads the record again.
        const isRefused = error instanceof GroupError || error instanceof TypeError || error instanceof RangeError;
        if (isRefused || !mayHaveSeat || performance.now() - lastAnswer > deadline) throw error;
        leases.forget();
      }
      await wait(pause, signal);
    }
  } catch (error) {
    if (mayHaveSeat) await giveUp(network, id);
    throw error;
  }
}

/** Stores the schema of the layout if this member has begun the group. */
async function storeLayout(network: Network, { id, model }: Seeker, found: FoundSeat): Promise<FoundSeat> {
  if (found.record.run === id) await network.putObject('layout', [encodeUtf8(JSON.stringify(model))]);
  return found;
}

/** Frees the seat that this member may have taken. */
async function giveUp(network: Network, id: string): Promise<void> {
  try {
    const stored = await network.get(RECORD_KEY);
    if (stored === undefined) return;
    const keeper = new RecordKeeper(network, parseRecord(stored.value), stored.revision, () => {});
    await keeper.change((record) => withoutMembers(record, new Map([[id, GAVE_UP]]), silentState(record)));
  } catch {
    // Without the store, the seat becomes free when the lease ends.
  }
}

function requireSameSettings(group: string, record: GroupRecord, settings: Settings, maxPayload: number): void {
  for (const [name, what] of COMPARED_SETTINGS)
    if (record[name] !== settings[name]) throw new TypeError(otherSetting(group, what, record[name], settings[name]));
  if (record.chunk > maxPayload) throw new RangeError(otherPayload(group, record.chunk, maxPayload));
}
const COMPARED_SETTINGS = [
  ['fingerprint', 'fingerprint'],
  ['size', 'size'],
  ['kind', 'kind of flat arrays'],
  ['wire', 'wire format'],
  ['deadline', 'deadline'],
] as const;
