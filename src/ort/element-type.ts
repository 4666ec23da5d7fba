// No twin in types: types/ort/tensors.ts lists the types in OrtTypes.
import type { AnyArray } from '../../types/array/kind.ts';
import type { OrtLike, OrtTypes } from '../../types/ort/tensors.ts';
import { describe, describeArray } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';

/** The type of elements for each kind of flat array, as onnxruntime calls it. */
const TYPES: OrtTypes = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Float16Array: 'float16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
};
const OTHER_TYPES: Readonly<Record<string, string>> = { float16: 'Uint16Array', bool: 'Uint8Array' };

/** @throws TypeError for a kind that onnxruntime does not have, and for a type that is not of this kind */
export function elementTypeOf(owner: string, flat: AnyArray, type?: string): string {
  const kind = kindOf(flat) as string;
  if (type === undefined && Object.hasOwn(TYPES, kind)) return TYPES[kind as keyof OrtTypes];
  if (type === undefined)
    throw new TypeError(`${owner}: onnxruntime has no tensors over ${describeArray(flat)}; it has ${Object.keys(TYPES).join(', ')}`);
  if (OTHER_TYPES[type] !== kind && !(type === 'float16' && kind === 'Float16Array'))
    throw new TypeError(
      `${owner}: ` +
        (Object.hasOwn(OTHER_TYPES, type) ?
          `type '${type}' needs a ${OTHER_TYPES[type]}, found ${describeArray(flat)}`
        : `type must be 'float16' or 'bool', found '${type}'`),
    );
  return type;
}

/** @throws TypeError if the first argument is not the library */
export function makeTensor<T extends object>(ort: OrtLike<T>, type: string, data: AnyArray, dims: readonly number[]): T {
  const Tensor = ort?.Tensor as undefined | (new (type: string, data: AnyArray, dims: readonly number[]) => T);
  if (typeof Tensor !== 'function')
    throw new TypeError(
      `the library was expected as the first argument, as in tensors(ort, …) with ` +
        `import * as ort from 'onnxruntime-node'; found ${describe(ort)} without a Tensor`,
    );
  return new Tensor(type, data, dims);
}
