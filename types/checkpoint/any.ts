import type { LayoutMark } from '../schema.ts';
import type { Slot } from '../slot.ts';

/**
 * What a checkpoint needs of a layout. Not `AnyLayout`: its `length` would have the compiler do the layout's arithmetic before it knows
 * the schema, and give up on `save(layout({ … }), …)`.
 */
export interface LayoutLike extends LayoutMark {
  readonly schema: unknown;
  readonly fingerprint: string;
  /** One for each leaf, those below ties included; the owners tile the flat array. */
  readonly slots: readonly Slot[];
}
