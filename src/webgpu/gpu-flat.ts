// No twin in types: the compiler accepts any flat array, and the run time checks its kind.
import type { AnyArray } from '../../types/array/kind.ts';
import { kindOf } from '../array/kind.ts';
import { expected } from './issues.ts';

const KINDS = ['Float32Array', 'Int32Array', 'Uint32Array', 'Uint16Array', 'Float16Array'];

/** Returns an array of a kind that shaders can read. @throws TypeError for any other */
export function requireGpuKind(array: AnyArray): AnyArray {
  if (!KINDS.includes(kindOf(array) as string)) throw new TypeError(expected(`a ${KINDS.join(' or ')}`, array));
  return array;
}
