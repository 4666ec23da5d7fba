// types/collective/network.ts has the types of the options.
import type { JoinOptions, Network, NetworkMember, StoredValue, Wire } from '../../../types/collective/network.ts';
import type { FloatKind } from '../../../types/optim/float.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { describe } from '../../array/describe.ts';
import { kindOf } from '../../array/kind.ts';
import { A_SIGNAL, wait } from '../../checkpoint/source/signal.ts';
import { encodeUtf8 } from '../../checkpoint/text.ts';
import { readFloatType } from '../../optim/float.ts';
import { rootOfLayout } from '../../schema/compile-schema.ts';
import { requireOptions } from '../../schema/options.ts';
import { requirePositive } from '../../shard/count.ts';
import { requireDeadline } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { Reducer } from '../reduce.ts';
import type { Memory } from './attempt.ts';
import { groupIsFull, noWire, otherPayload, otherSetting, smallPayload, wrongGroup } from './issues.ts';
import { MessageMember } from './message-member.ts';
import { leaseKey, Presence } from './presence.ts';
import { type GroupRecord, liveRanks, readRecord, type Settings, writeRecord } from './record.ts';
import { RECORD_KEY } from './record-keeper.ts';
import { isOver, takePlace } from './take-place.ts';
import { WIRES } from './wire.ts';

declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

/** The largest chunk, in bytes. Others were slower with NATS: see docs/internals/groups.md. */
const CHUNK = 24 * 1024;

/**
 * Joins a group of `size` members on a network of your own, as `nats` does on NATS. `open` makes the network of the
 * group with that name. See docs/internals/groups.md for what a network must do.
 *
 * The first member writes the record of the group; the others are admitted only with the same layout and settings.
 *
 * @throws TypeError or RangeError for options that are wrong, or that differ from those of the group, with both
 * @throws GroupError if all places are taken by members that are there
 */
export function joinGroup<L extends LayoutLike, const N extends number>(
  open: (group: string) => Promise<Network>,
  options: JoinOptions<L, N>,
): Promise<NetworkMember<L>> {
  return joinAs<L>('joinGroup', open, options as JoinOptions<L>); // `as`: joinAs checks the number of members
}

/** Joins a group. Errors name the function that the caller has called. */
export async function joinAs<L extends LayoutLike>(
  owner: string,
  open: (group: string) => Promise<Network>,
  options: JoinOptions<L>,
): Promise<NetworkMember<L>> {
  const { group, model, settings, signal } = readJoinOptions(owner, options);
  const network = await open(group);
  const least = 2048 + 256 * settings.size;
  if (network.maxPayload < least) throw new RangeError(smallPayload(least, network.maxPayload));
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  const chunk = Math.min(CHUNK, network.maxPayload) & ~7;
  const { record, revision } = await findPlace(network, { id, group, chunk, settings, signal });
  if (record.run * record.epoch === 1) await network.putObject('layout', [encodeUtf8(JSON.stringify(model))]);

  const rank = record.members.findIndex((member) => member.id === id);
  const { size, kind, deadline } = settings;
  const membership = { model, rank, size, kind, deadline };
  const { size: length } = rootOfLayout(model);
  const Type = readFloatType(owner, options.type);
  let room = new Type(0);
  const memory: Memory = {
    reducer: new Reducer(),
    wire: WIRES[settings.wire],
    chunk: record.chunk,
    vector: new Type(length),
    places: (count) => (room = room.length < count ? new Type(count) : room),
  };
  const presence = new Presence(network, membership, { id, record, revision });
  // `as`: the methods check their arguments themselves.
  return new MessageMember({ group, network, membership, memory, presence, kept: record.kept }) as never;
}

/** Waits for a place in the group. */
async function findPlace(
  network: Network,
  {
    id,
    group,
    chunk,
    settings,
    signal,
  }: {
    readonly id: string;
    readonly group: string;
    readonly chunk: number;
    readonly settings: Settings;
    readonly signal: JoinOptions<LayoutLike>['signal'];
  },
): Promise<{ readonly record: GroupRecord; readonly revision: number }> {
  const { deadline, size } = settings;
  const pause = Math.max(10, Math.min(1000, deadline / 8));
  // A member that was killed counts as there until its lease ends.
  for (let waited = 0; ; waited += pause) {
    signal?.throwIfAborted();
    const stored = await network.get(RECORD_KEY);
    const record = stored && readRecord(stored.value);
    if (record !== undefined && !isOver(record)) requireSameSettings(group, record, settings, network.maxPayload);
    const place = record?.members.find((member) => member.id === id);
    const revision = stored?.revision ?? 0;
    if (record !== undefined && place?.state === 'live') return { record, revision };
    await network.put(leaseKey(id), new Uint8Array(0));
    const now = (await network.get(leaseKey(id)))?.time ?? 0;
    const ends = await leasesOf(network, record);
    const isStale = (member: string, since: number): boolean =>
      member !== id && now - Math.max(since, ends.get(member)?.time ?? 0) > deadline;
    const wanted = takePlace(record, { id, chunk, settings, now, isStale });
    if (wanted !== undefined) {
      const next = await network.replace(RECORD_KEY, writeRecord(wanted), revision);
      if (next === undefined) continue;
      network.send(`${wanted.run}.all`, `r.${next}`, writeRecord(wanted));
      if (wanted.members.some((member) => member.id === id && member.state === 'live'))
        return { record: wanted, revision: next };
    } else if (place === undefined && record !== undefined && waited > 1.5 * deadline)
      throw new GroupError(groupIsFull(group, size), liveRanks(record));
    await wait(pause, signal);
  }
}

async function leasesOf(network: Network, record: GroupRecord | undefined): Promise<Map<string, StoredValue>> {
  const leases = new Map<string, StoredValue>();
  for (const { id, state } of record?.members ?? []) {
    const lease = state === 'live' || state === 'joining' ? await network.get(leaseKey(id)) : undefined;
    if (lease !== undefined) leases.set(id, lease);
  }
  return leases;
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

function readJoinOptions<L extends LayoutLike>(
  owner: string,
  options: JoinOptions<L>,
): { group: string; model: L; settings: Settings; signal: JoinOptions<L>['signal'] } {
  requireOptions(owner, options, ['group', 'model', 'size', 'deadline', 'type', 'wire', 'signal']);
  const { group, model, size, deadline = 30_000, type, signal } = options;
  if (typeof group !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(group))
    throw new TypeError(wrongGroup(typeof group === 'string' ? `'${group}'` : describe(group)));
  rootOfLayout(model);
  requirePositive(size, 'the number of members');
  requireDeadline(owner, deadline);
  if (signal !== undefined && !A_SIGNAL.accepts(signal))
    throw new TypeError(`${owner}: signal must be ${A_SIGNAL.expected}, found ${describe(signal)}`);
  const kind = kindOf(new (readFloatType(owner, type))(0)) as FloatKind;
  const wires: readonly Wire[] = kind === 'Float64Array' ? ['F64'] : ['F32', 'BF16', 'F16'];
  const wire = options.wire ?? (wires[0] as Wire);
  if (!wires.includes(wire)) throw new TypeError(noWire(kind, wires, String(wire)));
  return { group, model, settings: { fingerprint: model.fingerprint, size, kind, wire, deadline }, signal };
}
