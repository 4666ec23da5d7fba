import type { Dtype } from './dtype.ts';

/** The dtype that has the same bytes in memory as a kind of typed array. */
const DTYPE_BY_KIND: Readonly<Record<string, Dtype>> = {
  Float64Array: 'F64',
  Float32Array: 'F32',
  Float16Array: 'F16',
  Int8Array: 'I8',
  Uint8Array: 'U8',
  Uint8ClampedArray: 'U8',
  Int16Array: 'I16',
  Uint16Array: 'U16',
  Int32Array: 'I32',
  Uint32Array: 'U32',
};

/** `'F32'` for `'Float32Array'`, and so on; undefined for a kind that does not hold numbers. */
export const nativeDtypeOf = (kind: string): Dtype | undefined =>
  Object.hasOwn(DTYPE_BY_KIND, kind) ? DTYPE_BY_KIND[kind] : undefined;

/**
 * The inverse: `'Float32Array'` for `'F32'`; undefined if no typed array that every engine has stores the dtype as it
 * is.
 */
export const kindOfDtype = (dtype: Dtype): string | undefined => KIND_BY_DTYPE.get(dtype);
const KIND_BY_DTYPE: ReadonlyMap<Dtype, string> = new Map(
  Object.entries(DTYPE_BY_KIND)
    .filter(([kind]) => kind !== 'Float16Array' && kind !== 'Uint8ClampedArray')
    .map(([kind, dtype]) => [dtype, kind]),
);

/**
 * The ends of the range in which a dtype holds every whole number exactly. For floats, the number of significand bits
 * (with the hidden bit) sets it.
 */
const EXACT_RANGES = {
  BOOL: [0, 1],
  I8: [-(2 ** 7), 2 ** 7 - 1],
  U8: [0, 2 ** 8 - 1],
  I16: [-(2 ** 15), 2 ** 15 - 1],
  U16: [0, 2 ** 16 - 1],
  I32: [-(2 ** 31), 2 ** 31 - 1],
  U32: [0, 2 ** 32 - 1],
  I64: [-(2 ** 63), 2 ** 63],
  U64: [0, 2 ** 64],
  F16: [-(2 ** 11), 2 ** 11],
  F32: [-(2 ** 24), 2 ** 24],
  F64: [-(2 ** 53), 2 ** 53],
} as const;

export type ExactDtype = keyof typeof EXACT_RANGES;

/** Whether dtype `by` holds every value of integer dtype `of` exactly. */
export const holdsAll = (by: ExactDtype, of: ExactDtype): boolean =>
  EXACT_RANGES[by][0] <= EXACT_RANGES[of][0] && EXACT_RANGES[of][1] <= EXACT_RANGES[by][1];
