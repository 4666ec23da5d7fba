// No twin in types: the compiler does not see numbers.
import type { FloatArray } from '../../optim/float.ts';
import { indexOfNotFinite } from '../../optim/finite.ts';
import { ownerSlots } from '../../view/owners.ts';
import { type Call, contributedRange, type Membership } from '../call.ts';
import type { Memory } from './memory.ts';
import { tooLargeToSend } from './issues.ts';

/**
 * Checks that the format on the wire can hold the elements that this member has packed.
 *
 * @throws RangeError that names the first element which it cannot hold; the other members have not been told of the
 * call
 */
export function requireCanTravel(
  call: Call,
  { model, rank }: Membership,
  { vector, wire }: Memory,
  flat: FloatArray,
): void {
  if (wire.bytes === vector.BYTES_PER_ELEMENT) return;
  const { name, plan } = call;
  const packed = indexOfNotFinite(vector, ...contributedRange(call, rank));
  if (packed < 0) return;
  const run = plan.runs.find(({ start: first, end: last, at }) => packed >= at && packed < at + last - first);
  const index = (run?.start ?? 0) + packed - (run?.at ?? 0);
  const path = ownerSlots(model).find(({ offset, length }) => index >= offset && index < offset + length)?.path ?? '';
  throw new RangeError(tooLargeToSend(name, flat[index] as number, index, path));
}
