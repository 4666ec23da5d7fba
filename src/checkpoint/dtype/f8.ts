/** The format of an 8-bit float: 1 sign bit, then the exponent, then the significand. */
interface F8Format {
  readonly exponentBits: number;
  readonly bias: number;
  /** How infinity and NaN are coded: as in IEEE 754; only as all ones (OCP E4M3); or as the pattern of -0 (FNUZ). */
  readonly special: 'ieee' | 'all ones' | 'minus zero';
}

/**
 * Sources: OCP 8-bit Floating Point Specification (E4M3, E5M2); arxiv.org/abs/2206.02915 (FNUZ, by Graphcore and AMD);
 * ml_dtypes.
 */
const F8_FORMATS = {
  F8_E4M3: { exponentBits: 4, bias: 7, special: 'all ones' },
  F8_E5M2: { exponentBits: 5, bias: 15, special: 'ieee' },
  F8_E4M3FNUZ: { exponentBits: 4, bias: 8, special: 'minus zero' },
  F8_E5M2FNUZ: { exponentBits: 5, bias: 16, special: 'minus zero' },
} as const satisfies Record<string, F8Format>;

export type F8Dtype = keyof typeof F8_FORMATS | 'F8_E8M0';

const f8Tables = new Map<F8Dtype, Uint32Array>();

/** Widens 8-bit floats to the bits of F32, which holds every value exactly. NaN becomes the quiet NaN of its sign. */
export function f8WidenerOf(dtype: F8Dtype): (source: Uint8Array, target: Uint32Array) => void {
  return (source, target) => {
    const values = f8TableOf(dtype);
    for (let i = 0; i < source.length; i++) target[i] = values[source[i] as number] as number;
  };
}

/** The 8-bit dtypes that floats can be written as. */
export type WrittenF8Dtype = 'F8_E4M3' | 'F8_E5M2';

/**
 * Rounds the bits of F32 to 8-bit floats: to nearest, ties to even. Values beyond the largest become infinity, or NaN
 * in F8_E4M3, which has no infinity, as in PyTorch and ml_dtypes. Every NaN becomes the quiet NaN of its sign, as in
 * ml_dtypes. Source: c10/util/Float8_e4m3fn.h and Float8_e5m2.h in github.com/pytorch/pytorch.
 */
export function f8NarrowerOf(dtype: WrittenF8Dtype): (source: Uint32Array, target: Uint8Array) => void {
  const { exponentBits, bias, special } = F8_FORMATS[dtype];
  const significandBits = 7 - exponentBits;
  const below = 23 - significandBits; // significand bits of F32 that the target lacks
  const normal = (128 - bias) << 23; // the smallest normal number
  const rebias = (127 - bias) << 23;
  const over = special === 'all ones' ? 0x7f : ((1 << exponentBits) - 1) << significandBits;
  const nan = special === 'all ones' ? 0x7f : over | (1 << (significandBits - 1));
  const magnitude = (bits: number): number => {
    if (bits > 0x7f800000) return nan;
    if (bits >= normal)
      return Math.min(over, (bits - rebias + (1 << (below - 1)) - 1 + ((bits >>> below) & 1)) >>> below);
    // The last bit of a subnormal is worth 2^(1 - bias - significandBits).
    const shift = 151 - bias - significandBits - (bits >>> 23);
    if (shift > 24) return 0;
    const significand = (bits & 0x7fffff) | 0x800000;
    return (significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift;
  };
  return (source, target) => {
    for (let i = 0; i < source.length; i++) {
      const bits = source[i] as number;
      target[i] = ((bits >>> 24) & 0x80) | magnitude(bits & 0x7fffffff);
    }
  };
}

function f8TableOf(dtype: F8Dtype): Uint32Array {
  let table = f8Tables.get(dtype);
  if (table === undefined) {
    const values = Float32Array.from({ length: 256 }, (_, byte) =>
      dtype === 'F8_E8M0' ? powerOf(byte) : valueOf(byte, F8_FORMATS[dtype]),
    );
    table = new Uint32Array(values.buffer);
    values.forEach((value, byte) => {
      if (Number.isNaN(value)) (table as Uint32Array)[byte] = signedNaNOf(byte, dtype);
    });
    f8Tables.set(dtype, table);
  }
  return table;
}

/** F8_E8M0, the scale of OCP MX blocks: an exponent without sign or significand. 2^-127 to 2^127, then NaN. */
const powerOf = (byte: number): number => (byte === 0xff ? Number.NaN : 2 ** (byte - 127));

function valueOf(byte: number, { exponentBits, bias, special }: F8Format): number {
  const bits = 7 - exponentBits;
  const exponent = (byte & 0x7f) >>> bits;
  const significand = byte & ((1 << bits) - 1);
  const sign = byte >= 0x80 ? -1 : 1;
  if (special === 'minus zero' && byte === 0x80) return Number.NaN;
  if (special === 'all ones' && (byte & 0x7f) === 0x7f) return Number.NaN;
  if (special === 'ieee' && exponent === (1 << exponentBits) - 1)
    return significand === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ?
      sign * significand * 2 ** (1 - bias - bits)
    : sign * (1 + significand / (1 << bits)) * 2 ** (exponent - bias);
}

const signedNaNOf = (byte: number, dtype: F8Dtype): number =>
  byte >= 0x80 && dtype !== 'F8_E8M0' ? 0xffc00000 : 0x7fc00000;
