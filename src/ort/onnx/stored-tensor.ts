// No twin in types: concerns files, which the compiler does not see.
import type { TensorProto } from 'onnx-buf';
import { LITTLE_ENDIAN, swapBytes } from '../../checkpoint/dtype/byte-order.ts';
import { type Dtype, DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import { CheckpointError } from '../../checkpoint/error.ts';
import { shapeIssueOf } from '../../checkpoint/fit/legal-paths.ts';

/** A part of a file beside the model that holds the data of a tensor. */
export interface ExternalRange {
  /** The name of the file, relative to the model. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** A tensor of a model, and its data as safetensors would hold them, or where they lie. */
export interface StoredOnnxTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The number of bytes of its data. */
  readonly byteLength: number;
  /** The form in which the file holds the data. */
  readonly form: TensorForm;
  readonly external: ExternalRange | undefined;
  /** The data, elements with the lowest byte first. Not for external data. */
  readonly bytes: () => Uint8Array;
}
export type TensorForm = 'raw' | 'external' | 'floatData' | 'doubleData' | 'int32Data' | 'int64Data' | 'uint64Data';

/**
 * The data types of ONNX by number, as safetensors calls them, and the field for those that are not raw bytes. Source:
 * TensorProto in github.com/onnx/onnx, onnx/onnx.proto.
 */
const DTYPE_BY_NUMBER: Readonly<Record<number, readonly [dtype: Dtype, form: TensorForm]>> = {
  1: ['F32', 'floatData'],
  2: ['U8', 'int32Data'],
  3: ['I8', 'int32Data'],
  4: ['U16', 'int32Data'],
  5: ['I16', 'int32Data'],
  6: ['I32', 'int32Data'],
  7: ['I64', 'int64Data'],
  9: ['BOOL', 'int32Data'],
  10: ['F16', 'int32Data'],
  11: ['F64', 'doubleData'],
  12: ['U32', 'uint64Data'],
  13: ['U64', 'uint64Data'],
  16: ['BF16', 'int32Data'],
  17: ['F8_E4M3', 'int32Data'],
  18: ['F8_E4M3FNUZ', 'int32Data'],
  19: ['F8_E5M2', 'int32Data'],
  20: ['F8_E5M2FNUZ', 'int32Data'],
  24: ['F8_E8M0', 'int32Data'],
};
/** The numbers of the types of floats. */
export const ONNX_NUMBERS = { F32: 1, F16: 10, F64: 11, BF16: 16 } as const;

/** The dtype of a tensor, as safetensors calls it; undefined for texts, complex numbers and numbers below a byte. */
export const dtypeOfOnnx = (dataType: number): Dtype | undefined => DTYPE_BY_NUMBER[dataType]?.[0];

/** @throws CheckpointError with the tensor, if its data do not have the size of its shape */
export function storedTensorOf(tensor: TensorProto, name: string = tensor.name): StoredOnnxTensor {
  const known = DTYPE_BY_NUMBER[tensor.dataType];
  if (known === undefined)
    throw new CheckpointError(`the data type ${tensor.dataType} has no name in safetensors`, { tensor: name });
  const [dtype, field] = known;
  const issue = shapeIssueOf(tensor.dims);
  if (issue !== undefined) throw new CheckpointError(issue, { tensor: name });
  if (tensor.segment !== undefined)
    throw new CheckpointError('the tensor is stored in segments, which no reader supports', { tensor: name });
  const shape = tensor.dims.map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  const byteLength = (count * DTYPE_BITS[dtype]) / 8;
  const external = isExternal(tensor) ? externalRangeOf(tensor, name, byteLength) : undefined;
  const values: ArrayLike<number | bigint> = field === 'raw' || field === 'external' ? [] : tensor[field];
  const isRaw = tensor.rawData.length > 0 || values.length === 0;
  const form =
    external !== undefined ? 'external'
    : isRaw ? 'raw'
    : field;
  const [found, expected] = isRaw ? [tensor.rawData.length, byteLength] : [values.length, count];
  if (external === undefined && found !== expected) {
    const what = isRaw ? 'bytes' : 'values';
    throw new CheckpointError(`the data do not have the size of the shape [${shape.join(', ')}] of ${dtype}`, {
      tensor: name,
      expected: `${expected} ${what}`,
      found: `${found}`,
    });
  }
  const bytes = (): Uint8Array => (isRaw ? tensor.rawData : bytesOfValues(values, dtype));
  return { dtype, shape, byteLength, form, external, bytes };
}

/** Whether the data of a tensor lie in a file beside the model. */
export const isExternal = ({ dataLocation }: TensorProto): boolean => dataLocation === EXTERNAL;
const EXTERNAL = 1;

/**
 * Where the data of a tensor lie that are external. `byteLength` is the size that its shape and dtype give; undefined
 * for a dtype that safetensors does not have, such as integers of 4 bits.
 *
 * @throws CheckpointError with the tensor, if the file does not say where, or if the sizes differ
 */
export function externalRangeOf(
  { externalData }: TensorProto,
  tensor: string,
  byteLength: number | undefined,
): ExternalRange {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const [offset, length] = ['offset', 'length'].map((key) => {
    const text = entries.get(key);
    const value =
      text === undefined ?
        key === 'offset' ?
          0
        : (byteLength ?? Number.NaN)
      : Number(text);
    if (!Number.isSafeInteger(value) || value < 0 || text === '')
      throw new CheckpointError(`the ${key} of the external data must be a number of bytes`, {
        tensor,
        found: text === undefined ? 'none' : `'${text}'`,
      });
    return value;
  }) as [number, number];
  if (location === '' || location.startsWith('*/'))
    throw new CheckpointError('the external data must name a file', { tensor, found: `'${location}'` });
  if (byteLength !== undefined && length !== byteLength)
    throw new CheckpointError('the external data do not have the size of the shape', {
      tensor,
      expected: `${byteLength} bytes`,
      found: `${length}`,
    });
  return { location, offset, length };
}

/**
 * Puts values that the file holds as numbers into bytes, lowest byte first. The bits of a narrow float are an integer.
 */
function bytesOfValues(values: ArrayLike<number | bigint>, dtype: Dtype): Uint8Array {
  const size = DTYPE_BITS[dtype] / 8;
  const bytes = new Uint8Array(values.length * size);
  const { buffer } = bytes;
  if (dtype === 'I64' || dtype === 'U64') new BigUint64Array(buffer).set(Array.from(values, BigInt));
  else {
    const Words =
      dtype === 'F32' ? Float32Array
      : dtype === 'F64' ? Float64Array
      : size === 4 ? Uint32Array
      : size === 2 ? Uint16Array
      : Uint8Array;
    new Words(buffer).set(Array.from(values, Number));
  }
  return LITTLE_ENDIAN ? bytes : swapBytes(bytes, size);
}
