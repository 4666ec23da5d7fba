// No twin in types: concerns files, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Lifted, LiftedArray } from '../../../types/ort/lifted.ts';
import type { LowerOptions } from '../../../types/ort/lower.ts';
import { kindOf } from '../../array/kind.ts';
import { LITTLE_ENDIAN, swapBytes } from '../../checkpoint/dtype/byte-order.ts';
import type { Encode } from '../../checkpoint/dtype/codec.ts';
import { DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import { encoderOf } from '../../checkpoint/dtype/encode.ts';
import { SavedLoss } from '../../checkpoint/save/saved-loss.ts';
import { decodeModel, encodeModel, MAX_MODEL_BYTES } from './codec.ts';
import { type HeldTensor, heldTensorsOf } from './graph.ts';
import { readModel } from './read-model.ts';
import { dtypeOfOnnx } from './stored-tensor.ts';

/** Does what `lower` promises. The flat array has the length of the layout. */
export function lowerModel(
  { layout, source }: Pick<Lifted<LiftedArray>, 'layout' | 'source'>,
  flat: AnyArray,
  { onWarning }: LowerOptions,
): Uint8Array<ArrayBuffer> {
  const model = readModel(source.bytes, decodeModel);
  const { tensors } = heldTensorsOf(model.graph, () => undefined);
  const loss = new SavedLoss();
  let size = source.bytes.length;
  for (const { path, index, form } of source.tensors) {
    const held = tensors[index] as HeldTensor; // the same walk found it in the same file
    const { offset, length } = layout.at(path);
    const dtype = (held.tensor && dtypeOfOnnx(held.tensor.dataType)) ?? 'F32';
    const bytes = new Uint8Array((length * DTYPE_BITS[dtype]) / 8);
    size += bytes.length;
    if (size > MAX_MODEL_BYTES)
      throw new RangeError(
        `lower: the file would have more than 2 GiB, which ONNX files cannot have; save the flat array as safetensors`,
      );
    if (onWarning !== undefined) loss.count(flat, offset, offset + length, dtype, held.name);
    const encode = encoderOf(kindOf(flat) as string, dtype) as Encode; // floats convert to each of these dtypes
    encode(flat, offset, offset + length, bytes, held.name);
    setValues(held, form, bytes);
  }
  if (onWarning !== undefined) loss.report(onWarning);
  return encodeModel(model);
}

/** Puts data into the field of a tensor that held them. External data come into the model itself. */
function setValues({ tensor, attribute }: HeldTensor, form: string, bytes: Uint8Array<ArrayBuffer>): void {
  if (tensor !== undefined && (form === 'raw' || form === 'external')) tensor.rawData = bytes;
  else if (tensor === undefined) {
    const values = numbersIn(bytes, Float32Array);
    if (attribute === undefined) return;
    if (form === 'value_floats') attribute.floats = values;
    else attribute.f = values[0] as number;
  } else if (form === 'floatData') tensor.floatData = numbersIn(bytes, Float32Array);
  else if (form === 'doubleData') tensor.doubleData = numbersIn(bytes, Float64Array);
  else tensor.int32Data = numbersIn(bytes, Uint16Array); // the bits of narrow floats
}

function numbersIn(
  bytes: Uint8Array<ArrayBuffer>,
  Type: { new (buffer: ArrayBuffer): ArrayLike<number>; readonly BYTES_PER_ELEMENT: number },
): number[] {
  return Array.from(new Type((LITTLE_ENDIAN ? bytes : swapBytes(bytes, Type.BYTES_PER_ELEMENT)).buffer as ArrayBuffer));
}
