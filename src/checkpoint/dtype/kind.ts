import type { Dtype } from './dtype.ts';

/** The element type that is a kind's own memory, byte for byte. */
const NATIVE: Readonly<Record<string, Dtype>> = {
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

/** `'F32'` for `'Float32Array'`, and so on; undefined for what holds no numbers. */
export const nativeDtype = (kind: string): Dtype | undefined =>
  Object.hasOwn(NATIVE, kind) ? NATIVE[kind] : undefined;

/** The other way: `'Float32Array'` for `'F32'`; undefined where no kind that every engine has holds elements of a type as they are. */
export const kindOfDtype = (dtype: Dtype): string | undefined => KINDS.get(dtype);
const KINDS: ReadonlyMap<Dtype, string> = new Map(
  Object.entries(NATIVE)
    .filter(([kind]) => kind !== 'Float16Array' && kind !== 'Uint8ClampedArray')
    .map(([kind, dtype]) => [dtype, kind]),
);

export const isFloatKind = (kind: string): boolean => kind.startsWith('Float');

/** The whole numbers from `min` to `max` are all held exactly. For floats: the significand's bits, the hidden one included. */
const EXACT = {
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

export type Exact = keyof typeof EXACT;

/** Whether every value of an integer type is held exactly by another type. */
export const holdsAll = (by: Exact, of: Exact): boolean => EXACT[by][0] <= EXACT[of][0] && EXACT[of][1] <= EXACT[by][1];
