import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { Lifted, LiftedArray } from '../../types/ort/lifted.ts';
import type { OrtLike } from '../../types/ort/tensors.ts';
import { describe, describeArray } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { ownerSlots } from '../view/owners.ts';
import { bindFlat } from '../view/flat.ts';
import { leafOver } from '../view/leaf.ts';
import { elementTypeOf, makeTensor } from './element-type.ts';

/**
 * Returns the inputs of a lifted model that stand for its weights. The tensors use the memory of the flat array, which
 * by default is the one that `lift` returned. So they serve for every run, and each run sees the edits before it. `ort`
 * is the library: onnxruntime-node or a build of onnxruntime-web.
 *
 * Call it once, set the other inputs in the object that it returns, and pass that object to each run. With hundreds of
 * weights, a copy of the object (`{ ...feeds(ort, lifted), x }`) takes as long as the run.
 *
 * @throws TypeError for anything but what `lift` returned, and for another kind of flat array
 * @throws RangeError for a flat array of another length
 *
 * @example
 * const lifted = await lift(bytes); // Silero VAD: does somebody speak in 512 samples?
 * const session = await ort.InferenceSession.create(lifted.bytes);
 * const inputs = feeds(ort, lifted);
 * inputs['sr'] = new ort.Tensor('int64', [16000n], []);
 * inputs['state'] = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
 * inputs['input'] = new ort.Tensor('float32', new Float32Array(512), [1, 512]);
 * const { output } = await session.run(inputs);
 * output!.dims; // [1, 1]
 */
export function feeds<T extends object, A extends LiftedArray>(
  ort: OrtLike<T>,
  lifted: Pick<Lifted<A>, 'layout' | 'flat' | 'names'>,
  flat: NumberArray = lifted.flat,
): Record<string, T> {
  if (lifted?.names === undefined)
    throw new TypeError(`feeds: what lift returned was expected, found ${describe(lifted)}`);
  const { layout, names } = lifted;
  const kind = kindOf(lifted.flat) as string;
  const bound = bindFlat(rootOfLayout(layout).size, flat as AnyArray);
  if (kindOf(bound) !== kind)
    throw new TypeError(`feeds: a ${kind} was expected, as the model was lifted, found ${describeArray(flat)}`);
  const type = elementTypeOf('feeds', bound);
  return Object.fromEntries(
    ownerSlots(layout).map((slot) => [
      names[slot.path] as string,
      makeTensor(ort, type, leafOver(bound, slot), slot.shape),
    ]),
  );
}
