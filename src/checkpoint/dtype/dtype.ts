/**
 * The dtypes of safetensors 0.8 and their sizes in bits, in the order of the official library's enum. The official
 * writer sorts tensors by this order, last dtype first. Source: github.com/huggingface/safetensors,
 * safetensors/src/tensor.rs.
 */
export const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The name of a dtype in a safetensors file. */
export type Dtype = keyof typeof DTYPE_BITS;

const DTYPE_NAMES: readonly string[] = Object.keys(DTYPE_BITS);

export const isDtype = (name: string): name is Dtype => Object.hasOwn(DTYPE_BITS, name);

/** Lists all dtypes for a message: `BOOL, F4, …`. */
export const listDtypes = (): string => DTYPE_NAMES.join(', ');
