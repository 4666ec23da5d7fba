// No twin in types: the compiler accepts any flat array, and the run time checks its kind.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import { describeArray } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { bindFlat } from '../view/flat.ts';
import { noGpuKind } from './issues.ts';

const KINDS = ['Float32Array', 'Int32Array', 'Uint32Array', 'Uint16Array', 'Float16Array'];

/** @throws TypeError for an array whose elements no shader can read */
export function requireGpuKind(array: unknown): void {
  if (!KINDS.includes(kindOf(array) ?? '')) throw new TypeError(noGpuKind(describeArray(array)));
}

/** Returns a flat array of exactly `length` elements that a shader can read. */
export function bindGpuFlat(length: number, flat: NumberArray): AnyArray {
  requireGpuKind(flat);
  return bindFlat(length, flat as AnyArray);
}
