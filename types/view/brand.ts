import type { Kinds, NumberArray } from '../array/kind.ts';
import type { PlainOf } from './flat.ts';

/** The kind of a view's leaves, which is that of its flat array; any for a view that has only scalars, which do not tell. */
export type KindOf<V> = [LeafKind<V>] extends [never] ? AnyKind : LeafKind<V>;

type AnyKind = Kinds<ArrayBufferLike>[keyof Kinds<ArrayBufferLike>];

type LeafKind<V> =
  V extends NumberArray ? PlainOf<V>
  : V extends readonly unknown[] ? LeafKind<V[number]>
  : V extends object ? LeafKind<V[keyof V]>
  : never;
