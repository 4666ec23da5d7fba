import type { Dtype } from '../dtype/dtype.ts';

/** Elements of an array as numpy describes them. */
export interface Elements {
  readonly dtype: Dtype;
  /** Highest byte first. */
  readonly bigEndian: boolean;
}

/** numpy's code and size in bytes for each element type. Source: numpy's "Array interface protocol". */
const CODES = {
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

export type NpyDtype = keyof typeof CODES;
export const isNpyDtype = (dtype: Dtype): dtype is NpyDtype => Object.hasOwn(CODES, dtype);

const DTYPES: ReadonlyMap<string, NpyDtype> = new Map(
  Object.entries(CODES).map(([dtype, code]) => [code, dtype as NpyDtype]),
);

/** `'<f4'` and so on, as numpy writes it: what is one byte long has no order of bytes. */
export const descrOf = (dtype: NpyDtype): string => `${CODES[dtype].endsWith('1') ? '|' : '<'}${CODES[dtype]}`;

/** The elements that a `descr` of a header means, or why they are none of numbers, as the end of a sentence. */
export function elementsOf(descr: string): Elements | string {
  const order = descr[0] ?? '';
  const dtype = DTYPES.get(descr.slice(1));
  if (dtype !== undefined && '<>|='.includes(order)) {
    if (order === '=') return 'it leaves the order of bytes to the machine that wrote it';
    if (order === '|' && !descr.endsWith('1')) return 'it does not say the order of bytes';
    return { dtype, bigEndian: order === '>' };
  }
  const code = /^[<>|=]?([a-zA-Z])/.exec(descr)?.[1] ?? '';
  return OTHERS[code] ?? 'it is no element type of numbers';
}

const OTHERS: Readonly<Record<string, string>> = {
  O: 'Python objects are pickled, and a pickle is a program',
  c: 'complex numbers are no elements of a flat array',
  f: 'only floats of 16, 32 and 64 bits are read',
  V: 'it is raw bytes, as ml_dtypes writes bfloat16: convert it to float32 first',
  U: 'it is text',
  S: 'it is text',
  M: 'it is dates',
  m: 'it is times',
};
