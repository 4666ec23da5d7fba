/**
 * What only a layout has, of whichever copy of this library. A class, because a spread leaves out what classes declare
 * as accessors and methods, at run time and to the compiler: what is spread out of a layout is none. Its key is one
 * that all copies share.
 */
export declare abstract class LayoutMark {
  get [Symbol.toStringTag](): 'Layout';
  get fingerprint(): string;
}

/** What a layout shows of itself when it stands in another schema. */
export interface HasSchema<out S> extends LayoutMark {
  readonly schema: S;
}
