// No twin in types: types/collective/network.ts has the types.
import type { Kept } from '../../../types/collective/collective.ts';
import type { Network } from '../../../types/collective/network.ts';
import type { FloatKind, FloatLike } from '../../../types/optim/float.ts';
import { describeArray } from '../../array/describe.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import type { FloatArray } from '../../optim/float.ts';
import { damaged, wrongKeep } from './issues.ts';
import type { Presence } from './presence.ts';
import { type KeptRecord, liveRanks, withAdmitted } from './record.ts';
import { type WireFormat, WIRES } from './wire.ts';

/** Checks the arrays that a group is to keep. @throws TypeError for anything but a list of arrays of this kind */
export function requireArrays(arrays: unknown, kind: FloatKind): readonly FloatArray[] {
  if (!Array.isArray(arrays)) throw new TypeError(wrongKeep(kind, describeArray(arrays)));
  const other = arrays.find((array) => kindOf(array) !== kind) as unknown;
  if (other !== undefined) throw new TypeError(wrongKeep(kind, `${describeArray(other)} in it`));
  return arrays as FloatArray[];
}

/**
 * Stores the arrays of a `keep` as an object, names the object in the record, and admits the members that wait for a
 * seat. Only the object in the record counts. A member that was declared lost cannot change the record, so it cannot
 * replace newer arrays by older ones.
 */
export async function keepArrays(
  presence: Presence,
  network: Network,
  arrays: readonly FloatArray[],
  call: number,
): Promise<void> {
  const { rank, id } = presence.own;
  const object = `kept.${call}.${id}`;
  await network.putObject(
    object,
    arrays.map((array) => wireOf(array).encode(array, 0, array.length)),
  );
  const lengths = arrays.map(({ length }) => length);
  let before: string | undefined;
  await presence.changeRecord((record) => {
    if (record.members[rank]?.id !== id || record.members[rank].state !== 'live') return undefined;
    if ((record.kept?.call ?? 0) >= call) return undefined;
    before = record.kept?.object;
    return { ...withAdmitted(record), finished: call, kept: { object, call, ranks: liveRanks(record), lengths } };
  });
  const stale = presence.record.kept?.object === object ? before : object;
  // Nobody reads this object any more, so a failure does not matter.
  if (stale !== undefined) await network.removeObject(stale).catch(() => {});
}

/**
 * Reads the arrays that a group has kept.
 *
 * @throws RangeError if the object has another length, and what the store throws
 */
export async function loadKept(
  network: Network,
  { object, call, lengths }: KeptRecord,
  kind: FloatKind,
): Promise<Kept> {
  const Type = typeOfKind(kind) as ArrayType<FloatArray>;
  const bytes = await network.getObject(object);
  const expected = lengths.reduce((sum, length) => sum + length, 0) * Type.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) throw new RangeError(damaged(expected, bytes.length));
  let at = 0;
  const arrays = lengths.map((length) => {
    const array = new Type(length);
    wireOf(array).decode(bytes.subarray(at, at + array.byteLength), array, 0);
    at += array.byteLength;
    return array as FloatLike;
  });
  return { revision: call, arrays };
}

const wireOf = ({ BYTES_PER_ELEMENT }: FloatArray): WireFormat => WIRES[BYTES_PER_ELEMENT === 8 ? 'F64' : 'F32'];
