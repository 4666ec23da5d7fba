import type { Dtype } from '../dtype/dtype.ts';

/** The dtype of an array in numpy's format. */
export interface NpyElements {
  readonly dtype: Dtype;
  /** Whether the highest byte of an element comes first. */
  readonly bigEndian: boolean;
}

/** numpy's code and size in bytes for each dtype. Source: numpy's "Array interface protocol". */
const NUMPY_CODES = {
  BOOL: 'b1',
  I8: 'i1',
  U8: 'u1',
  I16: 'i2',
  U16: 'u2',
  I32: 'i4',
  U32: 'u4',
  I64: 'i8',
  U64: 'u8',
  F16: 'f2',
  F32: 'f4',
  F64: 'f8',
} as const satisfies Partial<Record<Dtype, string>>;

export type NpyDtype = keyof typeof NUMPY_CODES;
export const isNpyDtype = (dtype: Dtype): dtype is NpyDtype => Object.hasOwn(NUMPY_CODES, dtype);

const DTYPE_BY_CODE: ReadonlyMap<string, NpyDtype> = new Map(
  Object.entries(NUMPY_CODES).map(([dtype, code]) => [code, dtype as NpyDtype]),
);

/** The `descr` that numpy writes, for example `'<f4'`. Elements of one byte have no byte order. */
export const descrOf = (dtype: NpyDtype): string =>
  `${NUMPY_CODES[dtype].endsWith('1') ? '|' : '<'}${NUMPY_CODES[dtype]}`;

/** The dtype that a header's `descr` names, or a clause that says why it cannot be read. */
export function parseDescr(descr: string): NpyElements | string {
  const order = descr[0] ?? '';
  const dtype = DTYPE_BY_CODE.get(descr.slice(1));
  if (dtype !== undefined && '<>|='.includes(order)) {
    if (order === '=') return 'its byte order is that of the machine that wrote it';
    if (order === '|' && !descr.endsWith('1')) return 'it does not state its byte order';
    return { dtype, bigEndian: order === '>' };
  }
  const code = /^[<>|=]?([a-zA-Z])/.exec(descr)?.[1] ?? '';
  return WHY_NOT_READ[code] ?? 'it is not a numeric type';
}

const WHY_NOT_READ: Readonly<Record<string, string>> = {
  O: 'it holds pickled Python objects, and a pickle can run code',
  c: 'a flat array cannot hold complex numbers',
  f: 'floats must have 16, 32 or 64 bits',
  V: 'it holds raw bytes, as ml_dtypes writes bfloat16; convert the array to float32 first',
  U: 'it holds text',
  S: 'it holds text',
  M: 'it holds dates',
  m: 'it holds time spans',
};
