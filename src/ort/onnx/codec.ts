// No twin in types: names the packages that only `lift` and `lower` need. Only modules that are loaded on demand import
// this file.
import { clearField, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema, type NodeProto, NodeProtoSchema } from 'onnx-buf';
import { type AttributeProto, AttributeProtoSchema, type TensorProto, TensorProtoSchema } from 'onnx-buf';
import {
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
} from 'onnx-buf';
import { type ValueInfoProto, ValueInfoProtoSchema } from 'onnx-buf';
import { isExternal } from './stored-tensor.ts';

/** A file of protocol buffers has at most this many bytes. Source: protobuf.dev, "Total Size of the Message". */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;

export const decodeModel = (bytes: Uint8Array): ModelProto => fromBinary(ModelProtoSchema, bytes);
export const encodeModel = (model: ModelProto): Uint8Array<ArrayBuffer> => toBinary(ModelProtoSchema, model);

/** The declaration of an input of a graph. */
export function makeInput(name: string, elemType: number, shape: readonly number[]): ValueInfoProto {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } }),
  );
  const value = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value } }),
  });
}

/** A node with one input and one output. */
export const makeNode = (
  opType: string,
  input: string,
  output: string,
  attribute: readonly AttributeProto[] = [],
): NodeProto =>
  create(NodeProtoSchema, {
    opType,
    name: `${output}/${opType}`,
    input: [input],
    output: [output],
    attribute: [...attribute],
  });

/** An attribute that is an integer. */
export const makeInteger = (name: string, value: number): AttributeProto =>
  create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) });
const INT = 2;

/** Removes the data of a tensor, and keeps its name, type and shape. */
export function clearData(tensor: TensorProto): void {
  const { rawData, floatData, int32Data, int64Data, uint64Data, doubleData, externalData, dataLocation } =
    TensorProtoSchema.field;
  for (const field of [rawData, floatData, int32Data, int64Data, uint64Data, doubleData, externalData])
    clearField(tensor, field);
  // A file may say that the data are not external. That stays, so that `lower` writes the same bytes.
  if (isExternal(tensor)) clearField(tensor, dataLocation);
}
