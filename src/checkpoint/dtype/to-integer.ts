import { CheckpointError } from '../error.ts';
import { inexactError } from './exact.ts';

/** A byte a value. @throws CheckpointError for what is neither 0 nor 1 */
export function encodeBool(values: ArrayLike<number>, target: Uint8Array, tensor: string | undefined, first: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value !== 0 && value !== 1)
      throw new CheckpointError(`its element ${first + i} is no truth value`, {
        tensor,
        expected: '0 or 1',
        found: `${value}`,
      });
    target[i] = value;
  }
}

/** Integers of up to 32 bits as ones of 64. @throws CheckpointError for a negative one as U64 */
export function encodeWide(
  values: ArrayLike<number>,
  target: Uint8Array,
  dtype: 'I64' | 'U64',
  tensor: string | undefined,
  first: number,
): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < 0 && dtype === 'U64') throw inexactError(first + i, value, dtype, tensor);
    view.setUint32(8 * i, value, true);
    view.setInt32(8 * i + 4, value < 0 ? -1 : 0, true);
  }
}
