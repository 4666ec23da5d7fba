// No twin in types: concerns files, which the compiler does not see.
import type { TensorProto } from 'onnx-buf';
import { freshNamesOf, whyLiteral } from './choose-tensors.ts';
import { type HeldTensor, heldTensorsOf } from './graph.ts';
import type { OnnxModel } from './read-model.ts';
import { settingOf } from './settings.ts';
import { dtypeOfOnnx, type StoredOnnxTensor, storedTensorOf } from './stored-tensor.ts';

/** A tensor of a model under a name that no other has. */
export interface ListedTensor {
  readonly name: string;
  readonly stored: StoredOnnxTensor;
}

/**
 * Lists the tensors of a model that hold weights: floats as `lift` takes them, doubles too, and quantised weights of 8
 * and 16 bits. `left` counts the others: scalars, shapes, indices, and what sets up an operator.
 */
export function listTensors({ graph }: OnnxModel): {
  readonly tensors: readonly ListedTensor[];
  readonly left: number;
} {
  const { tensors, definitions } = heldTensorsOf(graph, settingOf);
  const fresh = freshNamesOf(new Set(definitions.keys()));
  const listed: ListedTensor[] = [];
  for (const held of tensors) {
    const stored = isWeight(held) ? storedOf(held) : undefined;
    if (stored === undefined || whyLiteral(held, stored.shape) !== undefined) continue;
    const isTaken = (definitions.get(held.name) ?? 0) > 1;
    listed.push({ name: isTaken ? fresh(held.name) : held.name, stored });
  }
  return { tensors: listed, left: tensors.length - listed.length };
}

const WEIGHT_DTYPES = /^(?:F|BF|U8|I8|U16|I16)/;

function isWeight({ tensor, setting, name }: HeldTensor): boolean {
  if (name === '') return false;
  const dtype = tensor === undefined ? 'F32' : (dtypeOfOnnx(tensor.dataType) ?? '');
  return WEIGHT_DTYPES.test(dtype) && (setting === undefined || !dtype.startsWith('F'));
}

function storedOf({ tensor, attribute, name }: HeldTensor): StoredOnnxTensor {
  if (tensor !== undefined) return storedTensorOf(tensor, name);
  const floatData = attribute?.name === 'value_floats' ? attribute.floats : [attribute?.f ?? 0];
  // The fields of a tensor that are read of it.
  const dims = attribute?.name === 'value_floats' ? [BigInt(floatData.length)] : [];
  const made: Partial<TensorProto> = { dims, dataType: 1, floatData, rawData: new Uint8Array(), dataLocation: 0 };
  return storedTensorOf(made as TensorProto, name);
}
