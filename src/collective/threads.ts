import type { FloatKind } from '../../types/optim/float.ts';
import type { PositiveIn } from '../../types/shard/count.ts';
import type { ThreadMember, ThreadMembers, ThreadSeat, ThreadsOptions } from '../../types/collective/threads.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import { type FloatArray, readFloatType } from '../optim/float.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { requirePositive } from '../shard/count.ts';
import { requireDeadline } from './call.ts';
import { noSeat, otherModel, tooManyMembers } from './issues.ts';
import { isSharedLength, makeSharedMemory } from './shared-memory.ts';
import { placesOf, sharedBytes } from './shared-places.ts';
import { SharedMember } from './thread-member.ts';

/**
 * More members than any machine has cores for. Without a limit, a wrong number, such as that of the elements, would use
 * up the memory of the process.
 */
const MAX_MEMBERS = 1024;

/**
 * Makes a group of `count` members that share memory: threads of one process, or tasks of one thread. Send each worker
 * the `seat` of a member, and call `threads` with it there. Each member needs a flat array of its own, which need not
 * be shared. The group itself takes `count` + 1 times the bytes of a flat array.
 *
 * If the thread of a member ends or hangs, the calls of all other members reject at the deadline, with a GroupError
 * that names this member.
 *
 * @example
 * const [first, second] = threads(model, 2);
 * const mine = model.zeros().fill(1);
 * const theirs = model.zeros().fill(2);
 * await Promise.all([first.allReduce(mine, 'mean'), second.allReduce(theirs, 'mean')]);
 * [mine[0], theirs[0]]; // [1.5, 1.5]
 * threads(model, second.seat).rank; // 1: a worker calls this with the seat that it was sent
 *
 * @throws RangeError unless `count` is an integer from 1 to 1,024, and `deadline` a number of milliseconds above 0
 * @throws TypeError for anything but a layout, known options or a seat, and for the seat of a group with another layout
 */
export function threads<L extends LayoutLike>(model: L, seat: ThreadSeat): ThreadMember<L>;
export function threads<L extends LayoutLike, const N extends number>(
  model: L,
  count: PositiveIn<N, 'the number of members'>,
  options?: ThreadsOptions,
): ThreadMembers<L, N>;
export function threads(model: LayoutLike, given: unknown, options: ThreadsOptions = {}): unknown {
  const { size: length } = rootOfLayout(model);
  if (typeof given === 'object') return joinSeat(model, length, given);
  requireOptions('threads', options, ['type', 'deadline']);
  const size = requirePositive(given, 'the number of members');
  if (size > MAX_MEMBERS) throw new RangeError(tooManyMembers(MAX_MEMBERS, size));
  const Type = readFloatType('threads', options.type);
  const kind = kindOf(new Type(0)) as FloatKind;
  const deadline = requireDeadline('threads', options.deadline ?? 30_000);
  const shared = makeSharedMemory(sharedBytes(length, size, Type.BYTES_PER_ELEMENT), kind);
  const { fingerprint } = model;
  return Object.freeze(
    Array.from({ length: size }, (_, rank) => {
      const seat: ThreadSeat = Object.freeze({ rank, size, fingerprint, kind, deadline, ...shared });
      return new SharedMember(model, seat, placesOf(seat, Type, length));
    }),
  );
}

function joinSeat(model: LayoutLike, length: number, given: unknown): SharedMember {
  const seat = (given ?? {}) as ThreadSeat;
  const { rank, size, fingerprint, kind, buffer } = seat;
  if (typeof fingerprint !== 'string' || Object.prototype.toString.call(buffer) !== '[object SharedArrayBuffer]')
    throw new TypeError(noSeat(describe(given)));
  if (fingerprint !== model.fingerprint) throw new TypeError(otherModel(model.fingerprint, fingerprint));
  const Type = typeOfKind(kind) as ArrayType<FloatArray> | undefined;
  if (
    Type === undefined ||
    !(rank >= 0 && rank < size) ||
    !isSharedLength(buffer.byteLength, sharedBytes(length, size, Type.BYTES_PER_ELEMENT))
  )
    throw new TypeError(noSeat(describe(given)));
  return new SharedMember(model, seat, placesOf(seat, Type, length));
}
