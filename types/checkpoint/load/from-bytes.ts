import type { ArrayTypeOf } from '../../array/kind.ts';
import type { FlatOf } from '../../view/flat.ts';

/** The result of `fromBytes`: an array of the layout over the file's bytes. */
export type FlatOverBytes<L, B, O> =
  O extends { readonly type: ArrayTypeOf<infer A> } ? FlatOf<L, A>
  : [B] extends [SharedArrayBuffer] ? FlatOf<L, Float32Array<SharedArrayBuffer>>
  : FlatOf<L>;
