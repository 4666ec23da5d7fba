import type { Kinds, NumberArray } from '../array/kind.ts';
import type { PlainOf } from './flat.ts';

/** The kind of a view's flat array, read from its leaves. A view of scalars alone does not show it: then any kind. */
export type KindOf<V> = [LeafKind<V>] extends [never] ? AnyKind : LeafKind<V>;

type AnyKind = Kinds<ArrayBufferLike>[keyof Kinds<ArrayBufferLike>];

type LeafKind<V> =
  V extends NumberArray ? PlainOf<V>
  : V extends readonly unknown[] ? LeafKind<V[number]>
  : V extends object ? LeafKind<V[keyof V]>
  : never;
