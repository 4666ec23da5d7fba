import type { Kinds } from '../array/kind.ts';
import type { LayoutOf } from '../layout.ts';
import type { FlatOf, FlatOver } from '../view/flat.ts';
import type { KindName } from '../view/source.ts';
import type { ViewOf } from '../view/view.ts';

/**
 * A flat array as one plain object for `postMessage`: where its elements lie, and what they mean. `K` is the kind of
 * the flat array, such as `'Float32Array'`.
 */
export interface SharedFlat<K extends string = string, B = ArrayBufferLike> {
  /** The fingerprint of the layout. */
  readonly fingerprint: string;
  /** The schema of the layout, as data. */
  readonly schema: unknown;
  readonly buffer: B;
  /** In bytes. */
  readonly byteOffset: number;
  readonly kind: K;
}

/** The message of a flat array of kind `A`. */
export type SharedFlatOf<A> = SharedFlat<KindName<A>, A extends { readonly buffer: infer B } ? B : ArrayBufferLike>;

/** The option for a flat array outside shared memory, whose buffer the caller transfers. */
export interface TransferOption {
  readonly transfer: true;
}

/** What a thread receives: the flat array and the views over it. */
export interface Received<L, A> {
  readonly layout: L;
  readonly flat: FlatOf<L, A>;
  readonly view: ViewOf<L, A>;
}
/** What a thread receives without a layout of its own. */
export interface ReceivedAny<A> {
  readonly layout: LayoutOf<unknown>;
  readonly flat: FlatOver<unknown, A>;
  readonly view: unknown;
}

/** The kind of the flat array in a message of type `M`; a shared `Float32Array` if the type does not say. */
export type KindOfMessage<M> =
  0 extends 1 & M ? Float32Array<SharedArrayBuffer>
  : M extends SharedFlat<infer K, infer B extends ArrayBufferLike> ?
    K extends keyof Kinds<B> ?
      Kinds<B>[K]
    : Float32Array<SharedArrayBuffer>
  : Float32Array<SharedArrayBuffer>;
