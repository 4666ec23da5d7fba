/** The dtypes to which a flat array of floats converts. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2';
/** The dtypes to which a flat array of integers converts, provided that they hold its values exactly. */
export type IntegerDtype = 'I8' | 'U8' | 'I16' | 'U16' | 'I32' | 'U32' | 'I64' | 'U64' | 'BOOL' | 'F32' | 'F64';

/**
 * The dtypes to which a flat array converts. The name of its kind decides: it tells a Float32Array from an Int32Array.
 */
export type SavedDtype<A> =
  A extends { readonly [Symbol.toStringTag]: infer Kind } ?
    Kind extends `Float${string}` ? FloatDtype
    : Kind extends `${'Int' | 'Uint'}${string}` ? IntegerDtype
    : FloatDtype | IntegerDtype
  : FloatDtype | IntegerDtype;
