// Small ONNX files, made with onnx-buf.
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  FunctionProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';

export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;
export const DOUBLE = 11;
export const BFLOAT16 = 16;

type Init<T extends Parameters<typeof create>[0]> = MessageInitShape<T>;
type GraphParts = Init<typeof GraphProtoSchema>;

export function valueInfo(name: string, elemType: number, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  );
  const value = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value } }),
  });
}

export const bytesOf = (array: ArrayBufferView): Uint8Array<ArrayBuffer> =>
  new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);

/** A tensor with raw data: floats, unless `dataType` says otherwise. */
export const rawTensor = (
  name: string,
  dims: readonly number[],
  data: ArrayBufferView,
  dataType = FLOAT,
): TensorProto => create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData: bytesOf(data) });

/** A tensor whose data are given by fields: `{ floatData }`. */
export const tensor = (
  name: string,
  dims: readonly number[],
  dataType: number,
  rest: Init<typeof TensorProtoSchema>,
): TensorProto => create(TensorProtoSchema, { ...rest, name, dims: dims.map(BigInt), dataType });

export const node = (
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attribute: Init<typeof NodeProtoSchema>['attribute'] = [],
): NodeProto =>
  create(NodeProtoSchema, {
    opType,
    name: `${opType}_${output[0]}`,
    input: [...input],
    output: [...output],
    attribute,
  });

export const graph = (parts: GraphParts): GraphProto => create(GraphProtoSchema, { name: 'graph', ...parts });
export const TENSOR_ATTRIBUTE = 4;
export const GRAPH_ATTRIBUTE = 5;
export const FLOAT_ATTRIBUTE = 1;
export const FLOATS_ATTRIBUTE = 6;

export const constant = (name: string, value: TensorProto): NodeProto =>
  node('Constant', [], [name], [{ name: 'value', type: TENSOR_ATTRIBUTE, t: value }]);

interface ModelParts {
  readonly irVersion?: bigint;
  readonly opset?: bigint;
  /** Functions of the model, which nodes of the domain 'local' call. */
  readonly functions?: readonly Init<typeof FunctionProtoSchema>[];
}

export function modelBytes(
  parts: GraphParts,
  { irVersion = 8n, opset = 17n, functions = [] }: ModelParts = {},
): Uint8Array<ArrayBuffer> {
  const own = { domain: '', version: opset };
  const opsetImport = functions.length === 0 ? [own] : [own, { domain: 'local', version: 1n }];
  const made = functions.map((each) =>
    create(FunctionProtoSchema, { domain: 'local', opsetImport: [own], ...each } as Init<typeof FunctionProtoSchema>),
  );
  const model = { irVersion, producerName: 'test', opsetImport, graph: graph(parts), functions: made };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
}

export const parseModel = (bytes: Uint8Array): ModelProto & { graph: GraphProto } =>
  fromBinary(ModelProtoSchema, bytes) as ModelProto & { graph: GraphProto };
export type { NodeProto, TensorProto } from 'onnx-buf';
