// No twin in types: `CheckOptions` in types/checkpoint/fit/options.ts checks the options of all functions.
import type { AnyArray, ArrayTypeOf, NumberArray } from '../../../types/array/kind.ts';
import type { LoadedPartOptions } from '../../../types/checkpoint/load/load-all.ts';
import type { BitsDtype } from '../../../types/checkpoint/fit/bits.ts';
import { kindOf, typeOfKind } from '../../array/kind.ts';
import { wrongLength } from '../../schema/issues.ts';
import { requireOwnOrder } from '../../schema/strides.ts';
import { whyNotDecoded } from '../dtype/decode.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import type { CheckpointWarning } from '../error.ts';
import { type AcceptedDtypes, FIT_OPTIONS, type FitOptions, NAMING_OPTIONS } from '../fit/options.ts';
import { HEADER_OPTIONS, type ReadHeaderOptions } from '../header/read.ts';
import { A_BOOLEAN, A_FUNCTION, CHECKED_BY_USER, DTYPES, type OptionCheck, PATTERNS } from '../option-checks.ts';
import type { Progress } from '../source/signal.ts';
import type { Scales } from './scaled-store.ts';

export interface LoadOptions extends FitOptions, ReadHeaderOptions {
  /**
   * A flat array to load into. It is written only after everything was read and checked; until then it keeps its
   * values.
   */
  readonly into?: NumberArray | undefined;
  /** The kind of the new array, for example `Float64Array`. Default: Float32Array. */
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  /**
   * Keeps the bits of short floats: `type` is `Uint16Array` for BF16 and F16, or `Uint8Array` for F8. With `true` all
   * tensors must have one dtype; a dtype, or dtypes by patterns of paths, says which one.
   */
  readonly bits?: boolean | BitsDtype | { readonly [pattern: string]: BitsDtype } | undefined;
  /** `scales()` applies the scales that a file has beside its elements: of F8 and MXFP4. */
  readonly scales?: Scales | undefined;
  /**
   * `false` reads directly into `into`, which saves a second array of its length. If that fails, the error's `written`
   * lists the elements that were overwritten.
   */
  readonly staged?: boolean | undefined;
  /** Called as bytes are read, with the bytes so far and those needed in total. The header does not count. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Called with each issue that was let pass, because of `partial`, because of `extra`, or because it is harmless, and
   * with each rule of `prefix`, `names`, `ignore` and `transpose` that no tensor matched.
   */
  readonly onWarning?: ((warning: CheckpointWarning) => void) | undefined;
}

/** The check of the option `bits` of every function that reads. */
export const READ_BITS: OptionCheck = {
  expected: `true, false, ${DTYPES.expected}`,
  accepts: (value) => A_BOOLEAN.accepts(value) || DTYPES.accepts(value),
};
/** The options of `load` that each of several layouts has for itself. */
export const LOADED_PART_OPTIONS = {
  into: CHECKED_BY_USER,
  type: CHECKED_BY_USER,
  bits: READ_BITS,
  ...NAMING_OPTIONS,
  ignore: PATTERNS,
} satisfies Record<keyof LoadedPartOptions, OptionCheck>;
/** The options of `loadAll`. */
export const LOAD_ALL_OPTIONS = {
  ...HEADER_OPTIONS,
  extra: FIT_OPTIONS.extra,
  partial: FIT_OPTIONS.partial,
  scales: {
    expected: 'what scales(…) or scalesFromJSON returns',
    accepts: (value) => typeof (value as Partial<Scales> | null)?.open === 'function',
  },
  onWarning: A_FUNCTION,
  onProgress: A_FUNCTION,
} satisfies Record<Exclude<keyof LoadOptions, keyof LoadedPartOptions | 'staged'>, OptionCheck>;
/** The options of `load`. */
export const LOAD_OPTIONS = {
  ...LOAD_ALL_OPTIONS,
  ...LOADED_PART_OPTIONS,
  staged: A_BOOLEAN,
} satisfies Record<keyof LoadOptions, OptionCheck>;

/** Checks that a value is a typed array of numbers with the layout's length. */
export function checkTarget(flat: unknown, length: number): asserts flat is AnyArray {
  const kind = kindOf(flat);
  if (typeOfKind(kind) === undefined)
    throw new TypeError(
      `a typed array of numbers was expected to load into, found ${kind ?? (flat === null ? 'null' : typeof flat)}`,
    );
  const found = (flat as AnyArray).length;
  if (found !== length) throw new RangeError(wrongLength(length, found));
  requireOwnOrder(flat as AnyArray);
}

/** The dtypes that convert to a kind of typed array. */
export const acceptedDtypesOf = (kind: string): AcceptedDtypes => ({
  native: nativeDtypeOf(kind) as Dtype, // every kind of numbers has one
  whyNot: (dtype) => whyNotDecoded(dtype, kind),
});
