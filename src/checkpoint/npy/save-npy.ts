import type { SavedDtype } from '../../../types/checkpoint/saved.ts';
import type { AnyArray, NumberArray } from '../../../types/view.ts';
import { kindOf } from '../../leaf.ts';
import { stridesOf } from '../../size.ts';
import type { Dims } from '../../slot.ts';
import { dimsIn, liesAlike } from '../../strided.ts';
import { BITS, type Dtype } from '../dtype/dtype.ts';
import { whyNotWritten } from '../dtype/encode.ts';
import { nativeDtype } from '../dtype/kind.ts';
import { CheckpointError } from '../error.ts';
import type { PlannedFile } from '../save/plan.ts';
import { bytesOf, streamOf } from '../save/stream.ts';
import type { FileUrl } from '../source/source.ts';
import { isNpyDtype, type NpyDtype } from './descr.ts';
import { composeNpyHeader } from './header.ts';

/** The element types that numpy has too. */
export type SavedNpyDtype<A> = Exclude<SavedDtype<A>, 'BF16'>;

export interface NpyOptions<A = NumberArray> {
  /** By default that of a leaf, or one dimension as long as the array. A transposed leaf takes no other than its own: its memory lies otherwise. */
  readonly shape?: readonly number[] | undefined;
  /** The element type to write; by default that of the array. */
  readonly dtype?: SavedNpyDtype<A> | undefined;
}

/**
 * Writes an array as numpy does: `np.load` reads it. A leaf of a view keeps its shape; that of a transposed tie is written in the order of
 * its memory, column by column. The file appears whole or not at all, as one that `save` writes.
 *
 * @example
 * await saveNpy(view.wte.weight, 'wte.npy');
 *
 * @throws TypeError or RangeError for what is no array of numbers or not of the shape; CheckpointError for an element type that does not go
 * with the array and for a value that it cannot hold; the system's own error where writing fails
 */
export async function saveNpy<A extends NumberArray>(
  array: A,
  target: string | FileUrl,
  options: NpyOptions<A> = {},
): Promise<void> {
  const { replaceFile } = await import('../save/replace.ts');
  await replaceFile(target, streamOf(plan(array, options), array as NumberArray as AnyArray));
}

/** The bytes that `saveNpy` writes. @throws as it does */
export function serializeNpy<A extends NumberArray>(array: A, options: NpyOptions<A> = {}): Uint8Array<ArrayBuffer> {
  return bytesOf(plan(array, options), array as NumberArray as AnyArray); // plan refuses what is none
}

function plan(array: NumberArray & { readonly length?: number }, options: NpyOptions): PlannedFile {
  const kind = kindOf(array);
  if (kind === undefined || nativeDtype(kind) === undefined)
    throw new TypeError(`a typed array of numbers was expected, found ${kind ?? typeof array}`);
  const length = array.length as number;
  const own = dimsIn(array);
  const shape = options.shape ?? own?.shape ?? [length];
  if (
    shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0) ||
    shape.reduce((product, dim) => product * dim, 1) !== length
  ) {
    throw new RangeError(`a shape of ${length} elements was expected, found [${shape.join(', ')}]`);
  }
  const dtype = npyDtype(kind, options.dtype ?? (nativeDtype(kind) as Dtype));
  const header = composeNpyHeader(dtype, shape, own !== undefined && liesByColumns(own, shape));
  const size = (length * BITS[dtype]) / 8;
  return {
    header,
    tensors: [{ slot: { path: '', shape, offset: 0, length }, dtype, size }],
    size: header.length + size,
  };
}

/** Whether its first index runs fastest, as in the leaf of a transposed tie. @throws RangeError for another shape than its own, or another order */
function liesByColumns({ shape, strides }: Dims, asked: readonly number[]): boolean {
  if (liesAlike(shape, strides, stridesOf(shape))) return false;
  const byColumns = [...stridesOf([...shape].reverse())].reverse();
  if (asked.join() !== shape.join() || !liesAlike(shape, strides, byColumns)) {
    throw new RangeError(
      `a transposed leaf is written in its own shape, [${shape.join(', ')}], found [${asked.join(', ')}]; its subarray() is its memory without a shape`,
    );
  }
  return true;
}

/** @throws CheckpointError for an element type that numpy has not, or that a kind is not written as */
export function npyDtype(kind: string, dtype: Dtype, tensor?: string): NpyDtype {
  if (!isNpyDtype(dtype))
    throw new CheckpointError('numpy has no such element type', {
      tensor,
      expected: 'F64, F32, F16, I8 to U64 or BOOL',
      found: `${dtype}`,
    });
  const why = whyNotWritten(kind, dtype);
  if (why !== undefined) throw new CheckpointError(`a ${kind} cannot be written so: ${why}`, { tensor, found: dtype });
  return dtype;
}
