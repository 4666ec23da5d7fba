// No twin in types: concerns files, which the compiler does not see.
import type { NodeProto } from 'onnx-buf';
import { isOnnxDomain } from './graph.ts';

/**
 * The inputs of float type that set up an operator and are no weights, by operator. onnxruntime reads most of them when
 * it creates the session: to infer shapes, to choose a kernel or to fuse nodes. Source: the definitions of the
 * operators in github.com/onnx/onnx (docs/Operators.md), and `GetConstantInitializer` in onnxruntime's optimisers and
 * kernels.
 */
const SETTINGS: Readonly<Record<string, readonly number[]>> = {
  Clip: [1, 2],
  DequantizeLinear: [1],
  Dropout: [1],
  MelWeightMatrix: [3, 4],
  NonMaxSuppression: [3, 4],
  OneHot: [1, 2],
  Pad: [2],
  Pow: [1],
  QuantizeLinear: [1],
  Range: [0, 1, 2],
  Resize: [1, 2],
  Upsample: [1],
};

/** Operators on quantised values, and those that search for a sequence: none of their float inputs is a weight. */
const ALL_SETTINGS =
  /^(?:Q(?:Linear|Attention|Gemm|MoE|Embed|Ordered)|DynamicQuant)|Integer|NBits|Bnb4|Quantized|(?:Search|Sampling)$/;

/** Says which input of an operator has to stay constant: `input 1 of Clip`. */
export function settingOf(node: NodeProto, index: number): string | undefined {
  const isSetting =
    (isOnnxDomain(node) && SETTINGS[node.opType]?.includes(index) === true) ||
    ALL_SETTINGS.test(node.opType) ||
    (node.domain === 'com.microsoft' && /^(?:De)?[Qq]uantizeLinear$/.test(node.opType) && index === 1);
  return isSetting ? `input ${index} of ${node.opType}` : undefined;
}
