import type { Shared } from '../types/source.ts';
import type { AnyArray } from '../types/view.ts';
import { requireNumberType } from './flat.ts';
import { describe } from './found.ts';
import { type ArrayType, FLOAT32 } from './leaf.ts';

/** A new array of so many zeros; of a kind, in shared memory where that is asked for. */
export function zeros(length: number, type: ArrayType | Shared = FLOAT32, options?: Shared): AnyArray {
  if (options === undefined && typeof type === 'object' && type !== null && 'shared' in type)
    return zeros(length, FLOAT32, type);
  const Type = requireNumberType(type as ArrayType);
  if (options === undefined) return new Type(length);
  if (options?.shared !== true) throw new TypeError(`{ shared: true } was expected, found ${describe(options)}`);
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT), 0, length);
}
