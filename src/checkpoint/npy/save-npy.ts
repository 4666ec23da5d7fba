import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { SavedDtype } from '../../../types/checkpoint/save/saved-dtype.ts';
import { withArticle } from '../../array/describe.ts';
import { kindOf } from '../../array/kind.ts';
import { haveSameOrder, type StridedShape, stridedShapeOfLeaf, stridesOf } from '../../schema/strides.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { A_TEXT, checkOptions, type OptionCheck } from '../option-checks.ts';
import { whyNotEncoded } from '../dtype/encode.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';
import { collectBytes, filePiecesOf } from '../save/file-pieces.ts';
import type { PlannedFile } from '../save/plan.ts';
import type { FileUrl } from '../source/source.ts';
import { isNpyDtype, type NpyDtype } from './descr.ts';
import { composeNpyHeader } from './npy-header.ts';

/** The dtypes that numpy supports. */
export type SavedNpyDtype<A> = Exclude<SavedDtype<A>, 'BF16'>;

export interface NpyOptions<A = NumberArray> {
  /**
   * The shape to write. The default is a leaf's own shape; another array gets one dimension. A transposed leaf accepts
   * only its own shape, because its memory is in another order.
   */
  readonly shape?: readonly number[] | undefined;
  /** The dtype to write. The default is the array's own. */
  readonly dtype?: SavedNpyDtype<A> | undefined;
}

/**
 * Writes an array as `.npy`, which `np.load` reads. A leaf of a view keeps its shape; a transposed leaf is written
 * column by column, in the order of its memory. If writing fails, an old file stays unchanged.
 *
 * @example
 * await saveNpy(view.wte.weight, 'wte.npy');
 *
 * @throws TypeError if `array` is not a typed array of numbers; RangeError if `shape` has another number of elements;
 * CheckpointError if the dtype does not suit the array or cannot hold a value; the system's own error if writing
 * fails
 */
export async function saveNpy<A extends NumberArray>(
  array: A,
  target: string | FileUrl,
  options: NpyOptions<A> = {},
): Promise<void> {
  checkOptions('saveNpy', options, NPY_OPTIONS);
  const { replaceFile } = await import('../save/replace-files.ts');
  await replaceFile(target, filePiecesOf(planNpy(array, options), array as NumberArray as AnyArray));
}

/** The bytes that `saveNpy` writes. @throws the errors of `saveNpy`, except those of the system */
export function serializeNpy<A extends NumberArray>(array: A, options: NpyOptions<A> = {}): Uint8Array<ArrayBuffer> {
  checkOptions('serializeNpy', options, NPY_OPTIONS);
  return collectBytes(planNpy(array, options), array as NumberArray as AnyArray); // planNpy checks it
}

const NPY_OPTIONS = {
  shape: { expected: 'a list of sizes', accepts: Array.isArray },
  dtype: { expected: 'a dtype', accepts: A_TEXT.accepts },
} satisfies Record<keyof NpyOptions, OptionCheck>;

function planNpy(array: NumberArray & { readonly length?: number }, options: NpyOptions): PlannedFile {
  const kind = kindOf(array);
  if (kind === undefined || nativeDtypeOf(kind) === undefined)
    throw new TypeError(`expected a typed array of numbers, found ${kind ?? typeof array}`);
  const length = array.length as number;
  const own = stridedShapeOfLeaf(array);
  const shape = options.shape ?? own?.shape ?? [length];
  if (
    shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0) ||
    shape.reduce((product, dim) => product * dim, 1) !== length
  ) {
    throw new RangeError(`expected a shape with ${length} elements, found [${shape.join(', ')}]`);
  }
  const dtype = checkNpyDtype(kind, options.dtype ?? (nativeDtypeOf(kind) as Dtype));
  const header = composeNpyHeader(dtype, shape, own !== undefined && isColumnMajor(own, shape));
  const size = (length * DTYPE_BITS[dtype]) / 8;
  return {
    header,
    tensors: [{ slot: { path: '', shape, offset: 0, length }, dtype, size }],
    size: header.length + size,
  };
}

/**
 * Whether the first index of a leaf runs fastest, as in a transposed leaf.
 *
 * @throws RangeError if such a leaf has other strides, or `asked` is another shape
 */
function isColumnMajor({ shape, strides }: StridedShape, asked: readonly number[]): boolean {
  if (haveSameOrder(shape, strides, stridesOf(shape))) return false;
  const byColumns = [...stridesOf([...shape].reverse())].reverse();
  if (asked.join() !== shape.join() || !haveSameOrder(shape, strides, byColumns)) {
    throw new RangeError(
      `a transposed leaf keeps its shape: expected [${shape.join(', ')}], found [${asked.join(', ')}]; ` +
        'its subarray() has no shape and accepts any',
    );
  }
  return true;
}

/** @throws CheckpointError if numpy has no such dtype, or an array of this kind cannot be written with it */
export function checkNpyDtype(kind: string, dtype: Dtype, tensor?: string): NpyDtype {
  if (!isNpyDtype(dtype))
    throw new CheckpointError('numpy does not support the element type', {
      tensor,
      expected: 'F64, F32, F16, I8 to U64 or BOOL',
      found: `${dtype}`,
    });
  const why = whyNotEncoded(kind, dtype);
  if (why !== undefined)
    throw new CheckpointError(`cannot write ${withArticle(kind)} with this element type: ${why}`, {
      tensor,
      found: dtype,
    });
  return dtype;
}
