import type { Kinds, NumberArray } from '../array/kind.ts';
import type { PlainOf } from './flat.ts';

/** The kind of a view's flat array, read from its leaves. A view of scalars alone does not show it: then any kind. */
export type KindOfView<V> = [KindOfLeaves<V>] extends [never] ? AnyKind : KindOfLeaves<V>;

type AnyKind = Kinds<ArrayBufferLike>[keyof Kinds<ArrayBufferLike>];

type KindOfLeaves<V> =
  V extends NumberArray ? PlainOf<V>
  : V extends readonly unknown[] ? KindOfLeaves<V[number]>
  : V extends object ? KindOfLeaves<V[keyof V]>
  : never;
