// No twin in types: the compiler accepts any flat array, and the run time checks its kind.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import { describeArray } from '../array/describe.ts';
import { type ArrayType, kindOf } from '../array/kind.ts';
import { bindFlat } from '../view/flat.ts';
import { requireNumberType } from '../view/source.ts';
import { noGpuKind } from './issues.ts';

/** Returns a constructor of arrays that a shader can read. @throws TypeError for any other */
export function requireGpuKind(Type: ArrayType): ArrayType {
  requireGpuArray(new (requireNumberType(Type))(0));
  return Type;
}

function requireGpuArray(array: unknown): void {
  if (!/^(Float|Int|Uint)32|^(Uint|Float)16/.test(kindOf(array) ?? ''))
    throw new TypeError(noGpuKind(describeArray(array)));
}

/** Returns a flat array of exactly `length` elements that a shader can read. */
export function bindGpuFlat(length: number, flat: NumberArray): AnyArray {
  requireGpuArray(flat);
  return bindFlat(length, flat as AnyArray);
}
