/** The element types that a flat array of floats is written as. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2';
/** The element types that a flat array of integers is written as, wherever they hold its values exactly. */
export type IntegerDtype = 'I8' | 'U8' | 'I16' | 'U16' | 'I32' | 'U32' | 'I64' | 'U64' | 'BOOL' | 'F32' | 'F64';

/** The element types that a flat array can be written as: told by the name of its kind, in which a Float32Array differs from an Int32Array. */
export type SavedDtype<A> =
  A extends { readonly [Symbol.toStringTag]: infer Kind } ?
    Kind extends `Float${string}` ? FloatDtype
    : Kind extends `${'Int' | 'Uint'}${string}` ? IntegerDtype
    : FloatDtype | IntegerDtype
  : FloatDtype | IntegerDtype;
