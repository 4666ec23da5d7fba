import type { Lifted, LiftedArray, LiftOptions } from '../../types/ort/lifted.ts';
import { bytesWithin } from '../array/bytes-within.ts';
import { describe, describeArray } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { requireOptions } from '../schema/options.ts';
import { loadOnnx } from './load-onnx.ts';

/**
 * Takes the weights out of an ONNX file. Its initialisers and `Constant` nodes of floats become inputs of the model,
 * also those inside of If, Loop and Scan nodes, and their values one flat array. `feeds` gives the inputs to a session
 * of `bytes`.
 *
 * A tensor stays in the model, and `kept` says why, if an operator needs it as a constant, or if it is a scalar or a
 * `Constant` node with one element. Float16 and bfloat16 become float32 in the flat array, which is exact; the model
 * rounds them back. Needs the packages onnx-buf and @bufbuild/protobuf.
 *
 * @throws CheckpointError if the bytes are not an ONNX model, or if the data of a tensor are missing or have another
 * size
 * @throws RangeError for a pattern that matches no tensor that can be lifted, and if the data beside the model that
 * come into it make it larger than 2 GiB
 * @throws TypeError for other arguments, and for a model whose only floats are doubles
 *
 * @example
 * const { layout, flat, names } = await lift(bytes, { only: '**.rnn.*' });
 * flat.length; // 264192
 * layout.slots.map(({ length }) => length); // [512, 512, 65536, 65536, 512, 512, 65536, 65536]
 * names['If_0_then_branch__Inline_0__decoder.rnn.bias_hh']; // 'If_0_then_branch__Inline_0__decoder.rnn.bias_hh'
 */
export async function lift<A extends LiftedArray = Float32Array<ArrayBuffer>>(
  bytes: Uint8Array | ArrayBuffer,
  options: LiftOptions<A> = {},
): Promise<Lifted<A>> {
  requireOptions('lift', options, ['only', 'minLength', 'type', 'external']);
  const { minLength } = options;
  // The compiler cannot know that `A` is the kind of a Float32Array where there is no option.
  const type = (options.type ?? Float32Array) as new (length: number) => A;
  if (kindOf(bytes) !== 'Uint8Array' && !Object.prototype.toString.call(bytes).endsWith('Buffer]'))
    throw new TypeError(`lift: the bytes of an ONNX file were expected, found ${describeArray(bytes)}`);
  if (minLength !== undefined && !(Number.isSafeInteger(minLength) && minLength >= 1))
    throw new TypeError(`lift: minLength must be a whole number from 1 on, found ${describe(minLength)} ${minLength}`);
  if (![Float32Array, Float64Array].some((each) => each === (type as unknown)))
    throw new TypeError('lift: type must be Float32Array or Float64Array');
  const { liftModel } = await loadOnnx('lift');
  return liftModel(bytesWithin(bytes, 0, bytes.byteLength), type, options);
}
