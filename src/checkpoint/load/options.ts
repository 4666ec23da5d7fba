import type { TypedArrayType } from '../../../types/flat.ts';
import type { AnyArray, NumberArray } from '../../../types/view.ts';
import { kindOf, typeOfKind } from '../../leaf.ts';
import { wrongLength } from '../../refusal.ts';
import { refuseTransposed } from '../../strided.ts';
import { whyNotDecoded } from '../dtype/decode.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtype } from '../dtype/kind.ts';
import type { CheckpointIssue } from '../error.ts';
import type { Accepted, FitOptions } from '../fit/options.ts';
import type { ReadHeaderOptions } from '../header/read.ts';
import type { Progress } from '../source/signal.ts';

export interface LoadOptions extends FitOptions, ReadHeaderOptions {
  /** A flat array to load into. It is written only when all has been read and found right: until then it stays as it was. */
  readonly into?: NumberArray | undefined;
  /** The kind of the new array, `Float64Array` for instance; Float32Array if not given. */
  readonly type?: TypedArrayType<NumberArray> | undefined;
  /**
   * `false` reads into `into` itself, which spares a second array of its length. Where that fails, the error's `written` says which
   * elements no longer hold what they held.
   */
  readonly staged?: boolean | undefined;
  /** Is told of bytes as they are read, out of those that are needed; the header is not counted. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Is told what is odd but was let pass: by `partial`, by `extra`, or because it is no more than advice. */
  readonly onWarning?: ((warning: CheckpointWarning) => void) | undefined;
}

/** Something odd that was let pass. `path` begins with the tensor's name, where it is about one. */
export type CheckpointWarning = CheckpointIssue;

/** Refuses what is no typed array of numbers of a layout's length. */
export function checkTarget(flat: unknown, length: number): asserts flat is AnyArray {
  const kind = kindOf(flat);
  if (typeOfKind(kind) === undefined)
    throw new TypeError(
      `a typed array of numbers was expected to load into, found ${kind ?? (flat === null ? 'null' : typeof flat)}`,
    );
  const found = (flat as AnyArray).length;
  if (found !== length) throw new RangeError(wrongLength(length, found));
  refuseTransposed(flat as AnyArray);
}

/** The element types that come into a typed array of a kind. */
export const acceptedDtypesOf = (kind: string): Accepted => ({
  native: nativeDtype(kind) as Dtype, // every kind of numbers has one
  whyNot: (dtype) => whyNotDecoded(dtype, kind),
});
