/** The dtypes whose bits fit into 16 bits or 8 without conversion. */
export type BitsDtype = BitsDtypes[keyof BitsDtypes];

interface BitsDtypes {
  readonly Uint16Array: 'BF16' | 'F16';
  readonly Float16Array: 'F16';
  readonly Uint8Array: 'F8_E4M3' | 'F8_E5M2' | 'F8_E8M0' | 'F8_E4M3FNUZ' | 'F8_E5M2FNUZ';
}

/** The dtypes whose bits an array can hold, by the name of its kind. */
export type SavedBits<A> =
  A extends { readonly [Symbol.toStringTag]: infer Kind } ?
    Kind extends keyof BitsDtypes ? BitsDtypes[Kind]
    : Kind extends `${string}Array` ? never
    : BitsDtype
  : BitsDtype;
