import type { ArrayTypeOf, AnyArray, NumberArray } from '../../../types/array/kind.ts';
import { CHECKED_BY_USER, checkOptions } from '../option-checks.ts';
import { requireNumberType } from '../../view/source.ts';
import { withArticle } from '../../array/describe.ts';
import type { ArrayType } from '../../array/kind.ts';
import { kindOf } from '../../array/kind.ts';
import { decoderOf, whyNotDecoded } from '../dtype/decode.ts';
import { allocateBytes } from '../save/file-pieces.ts';
import { fillTarget } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import { type FileSource, SOURCE_OPTIONS, type SourceOptions } from '../source/source.ts';
import { DTYPE_BITS, type Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { type Input } from '../source/input.ts';
import { headerTextExtentOf, NPY_PREFIX_BYTES, type NpyHeader, parseNpyHeader } from './npy-header.ts';
import { isRowMajor, REORDERED_WHOLE, toRowMajor } from './row-major.ts';

/** An array in numpy's format. */
export interface NpyArray<A = NumberArray> {
  /** Row by row, whatever the file's own order. */
  readonly data: A;
  readonly shape: readonly number[];
  /** The file's dtype under its safetensors name: `'F32'` for `<f4`. */
  readonly dtype: Dtype;
}

/** The array type that holds all values of a dtype; for 64-bit integers, those up to 2^53. */
const DEFAULT_TYPES: Partial<Record<Dtype, ArrayType>> = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  I64: Float64Array,
  U64: Float64Array,
  F16: Float32Array,
  F32: Float32Array,
  F64: Float64Array,
};

/**
 * Reads an array that numpy saved as `.npy` (format version 1, 2 or 3). Its elements are booleans, integers or floats
 * in any byte order, by rows or by columns. Without `type` the file's dtype decides: F16 gives a Float32Array,
 * 64-bit integers give a Float64Array.
 *
 * @example
 * const { data, shape } = await readNpy('embedding.npy', { type: Float32Array });
 *
 * @throws CheckpointError if the file is not such an array, is truncated or has data after the array, if `type` cannot
 * hold an integer exactly, or if floats would go into integers; the source's own error if reading fails
 */
export function readNpy(source: FileSource, options?: SourceOptions & { readonly type?: undefined }): Promise<NpyArray>;
export function readNpy<A extends NumberArray>(
  source: FileSource,
  options: SourceOptions & { readonly type: ArrayTypeOf<A> },
): Promise<NpyArray<A>>;
export async function readNpy(
  source: FileSource,
  options: SourceOptions & { readonly type?: ArrayTypeOf<NumberArray> | undefined } = {},
): Promise<NpyArray> {
  checkOptions('readNpy', options, { ...SOURCE_OPTIONS, type: CHECKED_BY_USER });
  const { type } = options;
  const Type = type === undefined ? undefined : requireNumberType(type as ArrayType); // the run time checks it
  return withSource(source, options, async (input) => {
    const header = await readNpyHeader(input);
    await checkNpyEnd(input, header);
    const data = new (Type ?? (DEFAULT_TYPES[header.dtype] as ArrayType))(
      header.dataLength / (DTYPE_BITS[header.dtype] / 8),
    );
    await readNpyData(input, header, data);
    return { data, shape: header.shape, dtype: header.dtype };
  });
}

async function readNpyHeader(input: Input): Promise<NpyHeader> {
  const prefix = new Uint8Array(NPY_PREFIX_BYTES);
  const { end } = headerTextExtentOf(prefix.subarray(0, await fillTarget(input, prefix, 0)));
  const bytes = new Uint8Array(end);
  return parseNpyHeader(bytes.subarray(0, await fillTarget(input, bytes, 0)));
}

/** Checks that the file ends with the array. `np.load` would read a second array only if called again. */
async function checkNpyEnd(input: Input, { dataStart, dataLength }: NpyHeader): Promise<void> {
  const end = dataStart + dataLength;
  const found = input.size ?? end - 1 + (await fillTarget(input, new Uint8Array(2), end - 1));
  if (found === end) return;
  throw new CheckpointError(found < end ? 'the file is truncated' : 'the file has data after its array', {
    offset: Math.min(end, found),
    expected: `${end} bytes`,
    found: `${found}`,
  });
}

const MAX_CONVERTED_BYTES = 2 ** 20;

async function readNpyData(input: Input, header: NpyHeader, data: AnyArray): Promise<void> {
  const { dtype, dataStart, dataLength } = header;
  const kind = kindOf(data) as string;
  const decode = decoderOf(dtype, kind);
  if (decode === undefined)
    throw new CheckpointError(`it cannot be read into ${withArticle(kind)}: ${whyNotDecoded(dtype, kind)}`, {
      found: dtype,
    });
  const window =
    isRowMajor(header) ?
      new Uint8Array(Math.min(MAX_CONVERTED_BYTES, dataLength))
    : allocateBytes(dataLength, REORDERED_WHOLE);
  const size = DTYPE_BITS[dtype] / 8;
  for (let at = 0; at < dataLength; at += window.length) {
    const piece = window.subarray(0, dataLength - at);
    const read = await fillTarget(input, piece, dataStart + at);
    if (read < piece.length)
      throw new CheckpointError('the file is truncated', {
        offset: dataStart + at + read,
        expected: `${dataStart + dataLength} bytes`,
        found: `${dataStart + at + read}`,
      });
    decode(toRowMajor(piece, header), data, at / size, undefined, at / size);
  }
}
