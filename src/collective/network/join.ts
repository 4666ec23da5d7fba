// types/collective/network.ts has the types of the options.
import type { JoinOptions, Network, NetworkMember, Wire } from '../../../types/collective/network.ts';
import type { FloatKind } from '../../../types/optim/float.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { describe, printed } from '../../array/describe.ts';
import { kindOf } from '../../array/kind.ts';
import { A_SIGNAL } from '../../checkpoint/source/signal.ts';
import { readFloatType } from '../../optim/float.ts';
import { rootOfLayout } from '../../schema/compile-schema.ts';
import { requireOptions } from '../../schema/options.ts';
import { requirePositive } from '../../shard/count.ts';
import { requireDeadline } from '../call.ts';
import { Reducer } from '../reduce.ts';
import type { Memory } from './memory.ts';
import { findSeat } from './find-seat.ts';
import { noWire, smallPayload, wrongGroup } from './issues.ts';
import { MessageMember } from './message-member.ts';
import { Presence } from './presence.ts';
import type { Settings } from './record.ts';
import { WIRES } from './wire.ts';

declare const crypto: { getRandomValues(array: Uint32Array): Uint32Array };

/** The largest number of bytes of a chunk. docs/internals/groups.md has the times of other sizes. */
const CHUNK = 24 * 1024;

/**
 * Joins a group of `size` members on a network of your own, as `nats` does on NATS. `open` gets the name of the group
 * and resolves to a `Network`: messages between the members of this group, and a store of its own. The file
 * docs/internals/groups.md of the repository says what a network must do, and has one that runs.
 *
 * The first member writes the group's record. Later members join only with the same layout and settings. Resolves when
 * the member has a rank.
 *
 * @example
 * const joinDigits = (open: (group: string) => Promise<Network>) =>
 *   joinGroup(open, { group: 'digits', model, size: 4, deadline: 10_000 });
 *
 * @throws TypeError or RangeError for a wrong option, and for one that differs from the group's; the error has both
 * values
 * @throws RangeError if `maxPayload` of the network is too small for a group of this size
 * @throws GroupError if live members hold all seats
 * @throws what `open` and the store throw, and the reason of an aborted signal
 */
export async function joinGroup<L extends LayoutLike, const N extends number>(
  open: (group: string) => Promise<Network>,
  options: JoinOptions<L, N>,
): Promise<NetworkMember<L>> {
  if (typeof open !== 'function')
    throw new TypeError(`joinGroup: a function that opens a network was expected, found ${describe(open)}`);
  return joinAs<L>('joinGroup', open, options as JoinOptions<L>); // `as`: joinAs checks the number of members
}

/** Joins a group. Errors begin with `owner`, the name of the public function, which may have `more` options. */
export async function joinAs<L extends LayoutLike>(
  owner: string,
  open: (group: string) => Promise<Network>,
  options: JoinOptions<L>,
  more: readonly string[] = [],
): Promise<NetworkMember<L>> {
  const { group, model, settings, signal } = readJoinOptions(owner, options, more);
  const network = await open(group);
  try {
    // `as`: the methods check their arguments themselves.
    return (await joinOn(owner, network, options, { group, model, settings, signal })) as never;
  } catch (error) {
    network.close();
    throw error;
  }
}

async function joinOn<L extends LayoutLike>(
  owner: string,
  network: Network,
  options: JoinOptions<L>,
  { group, model, settings, signal }: ReturnType<typeof readJoinOptions<L>>,
): Promise<MessageMember> {
  const least = 2048 + 256 * settings.size;
  if (network.maxPayload < least) throw new RangeError(smallPayload(least, network.maxPayload));
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const chunk = Math.min(CHUNK, network.maxPayload) & ~7;
  const { record, revision } = await findSeat(network, { id, group, model, chunk, settings, signal });
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
    roomFor: (count) => (room = room.length < count ? new Type(count) : room),
  };
  const presence = new Presence(network, membership, { id, record, revision });
  return new MessageMember({ group, network, membership, memory, presence, kept: record.kept });
}

function readJoinOptions<L extends LayoutLike>(
  owner: string,
  options: JoinOptions<L>,
  more: readonly string[],
): { group: string; model: L; settings: Settings; signal: JoinOptions<L>['signal'] } {
  requireOptions(owner, options, ['group', 'model', 'size', 'deadline', 'type', 'wire', 'signal', ...more]);
  const { group, model, size, deadline = 30_000, type, signal } = options;
  if (typeof group !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(group))
    throw new TypeError(wrongGroup(printed(group)));
  rootOfLayout(model);
  requirePositive(size, 'the number of members');
  requireDeadline(owner, deadline);
  if (signal !== undefined && !A_SIGNAL.accepts(signal))
    throw new TypeError(`${owner}: signal must be ${A_SIGNAL.expected}, found ${describe(signal)}`);
  const kind = kindOf(new (readFloatType(owner, type))(0)) as FloatKind;
  const wires: readonly Wire[] = kind === 'Float64Array' ? ['F64'] : ['F32', 'BF16', 'F16'];
  const wire = options.wire ?? (wires[0] as Wire);
  if (!wires.includes(wire)) throw new TypeError(noWire(kind, wires, printed(wire)));
  return { group, model, settings: { fingerprint: model.fingerprint, size, kind, wire, deadline }, signal };
}
