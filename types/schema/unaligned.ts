// No twin in src: the run time lays out all schemas in one way. The compiler has a faster one for schemas without pads.
/**
 * A schema without `aligned`. Its sums need no order, and no rounding. A comparison with this type costs no
 * instantiation, because its interfaces have no type parameters.
 */
export type Unaligned = UnalignedList | UnalignedStruct | UnalignedMarker | UnalignedLayout;
interface UnalignedList {
  readonly length: number;
  readonly [index: number]: Unaligned | number | undefined;
}
interface UnalignedStruct {
  readonly [key: string]: Unaligned;
}
interface UnalignedMarker {
  readonly '.aligned'?: never;
  readonly '.tied'?: string;
  readonly '.of'?: Unaligned;
  readonly '.tuple'?: UnalignedList;
  readonly '.ordered'?: UnalignedFields;
  readonly '.scope'?: Unaligned;
}
interface UnalignedFields {
  readonly length: number;
  readonly [index: number]: { readonly 1: Unaligned } | undefined;
}
/** A layout. `fingerprint` keeps it apart from a struct with a field named `schema`. */
interface UnalignedLayout {
  readonly fingerprint: string;
  readonly schema: Unaligned;
}
