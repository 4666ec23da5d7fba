// No twin in types: concerns files, which the compiler does not see.
import type { GraphProto, ModelProto } from 'onnx-buf';
import { CheckpointError } from '../../checkpoint/error.ts';

/** A model that has a graph. */
export type OnnxModel = ModelProto & { readonly graph: GraphProto };

/**
 * Reads an ONNX file. The tensors of the result share the memory of `bytes`.
 *
 * @throws CheckpointError if it is not one
 */
export function readModel(bytes: Uint8Array, decode: (bytes: Uint8Array) => ModelProto): OnnxModel {
  // A Buffer's `slice` does not copy, so no Buffer goes further.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (String.fromCharCode(...plain.subarray(4, 8)) === 'ORTM')
    throw notOnnx('a file in the format of onnxruntime (.ort); convert it from the .onnx file again');
  let model: ModelProto;
  try {
    model = decode(plain);
  } catch (cause) {
    throw notOnnx(`${plain.length} bytes that end or go wrong inside a field: ${(cause as Error).message}`, cause);
  }
  if (model.graph === undefined) throw notOnnx(`${plain.length} bytes without a graph`);
  return model as OnnxModel;
}

const notOnnx = (found: string, cause?: unknown): CheckpointError =>
  new CheckpointError('the file is not an ONNX model', { expected: 'the ModelProto of ONNX', found, cause });
