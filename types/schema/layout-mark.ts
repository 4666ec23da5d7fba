/**
 * The members by which the compiler knows a layout, also one of another copy of this library: all copies share these
 * keys. This is a class because a spread leaves out accessors and methods of classes, at run time and in the types. So
 * the result of spreading a layout is not a layout.
 */
export declare abstract class LayoutMark {
  get [Symbol.toStringTag](): 'Layout';
  get fingerprint(): string;
}

/** A layout that stands in another schema. */
export interface HasSchema<out S> extends LayoutMark {
  readonly schema: S;
}
