// No twin in types: the type of the parameter is Float32Array.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { kindOf } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from '../view/flat.ts';

/** @throws TypeError for anything but a Float32Array, RangeError for one of another length */
export function bindFloat32(owner: string, model: LayoutLike, source: Float32Array): Float32Array {
  const flat = bindFlat(rootOfLayout(model).size, source);
  if (kindOf(flat) !== 'Float32Array')
    throw new TypeError(`${owner}: a Float32Array was expected, found ${kindOf(flat)}`);
  return flat as Float32Array;
}
