import type { AnyArray } from '../../types/array/kind.ts';
import type { Lifted, LiftedArray } from '../../types/ort/lifted.ts';
import type { LowerOptions } from '../../types/ort/lower.ts';
import { describe, describeArray } from '../array/describe.ts';
import { isFloatKind, kindOf } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFlat } from '../view/flat.ts';
import { loadedOnnx } from './load-onnx.ts';

/**
 * Writes a lifted model as an ONNX file again, with the values of a flat array. Names, types and nodes are those of the
 * original file. External data come into the file itself. If values become infinite or 0 in the file's types,
 * `onWarning` is told.
 *
 * @throws RangeError for a flat array of another length, and for a file of more than 2 GiB
 * @throws TypeError for anything but what `lift` returned, and a flat array of floats
 *
 * @example
 * const lifted = await lift(bytes);
 * Buffer.compare(lower(lifted), bytes); // 0
 * const halved = lower(lifted, lifted.flat.map((x) => x / 2));
 * halved.length === bytes.length; // true
 */
export function lower<A extends LiftedArray>(
  lifted: Lifted<A>,
  flat: LiftedArray = lifted.flat,
  options: LowerOptions = {},
): Uint8Array<ArrayBuffer> {
  requireOptions('lower', options, ['onWarning']);
  const onnx = loadedOnnx();
  if (onnx === undefined || lifted?.source === undefined)
    throw new TypeError(`lower: what lift returned was expected, found ${describe(lifted)}`);
  if (!isFloatKind(kindOf(flat)))
    throw new TypeError(`lower: a flat array of floats was expected, found ${describeArray(flat)}`);
  // `as`: the compiler knows each kind of array only by itself.
  return onnx.lowerModel(lifted, bindFlat(rootOfLayout(lifted.layout).size, flat as AnyArray), options);
}
