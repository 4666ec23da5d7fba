// No twin in src: the run time stores the offsets of children when it compiles a schema, and adds them up in place.ts.

import type { Add2, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { CountOfDim, ToNumber } from '../arithmetic/number.ts';
import type { Product } from '../arithmetic/product.ts';
import type { RoundUp } from '../arithmetic/power.ts';
import type {
  Aligned,
  AnyScoped,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
} from '../schema/markers.ts';
import type { AlignmentOf, CountOfFields, CountOfItems, IsHighest, StrideOf } from '../schema/memory.ts';
import type { Child } from '../schema/node.ts';
import type { KeysBefore } from '../schema/order.ts';
import type { CountOf, CountOfKeys, OrderedSchemas, PaddedLeaves, SumBefore } from '../schema/size.ts';
import type { SliceStart } from '../schema/slice.ts';
import type { Unaligned } from '../schema/unaligned.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { NodeAt } from './place.ts';

/** The number of elements before a child of a node, as a count. */
// `infer` tells the compiler that the result is a count. While `N` is open, it would follow the recursion to find out.
type CountBefore<N, Seg extends string> =
  ([N] extends [Unaligned] ? SumBeforeChild<N, Seg> : CountBeforeAligned<N, Seg>) extends infer C extends AnyCount ? C
  : UnknownCount;
/** The elements before a child of a node with `aligned` in it, and the pads. */
type CountBeforeAligned<N, Seg extends string> =
  N extends Repeated<number, infer B> ?
    Seg extends `${infer I extends number}` ?
      Product<StrideOf<B>, CountOfDim<I>>
    : UnknownCount
  : RoundUp<EndBefore<N, Seg>, AlignmentOf<Child<N, Seg>>>;
type EndBefore<N, Seg extends string> =
  N extends Listed<infer E> ? CountOfItems<E, Seg>
  : N extends Keyed<infer E> ? CountOfItems<OrderedSchemas<E>, IndexOfField<E, Seg>>
  : N extends readonly unknown[] ? CountOfItems<N, Seg>
  : CountOfFields<N, KeysBefore<keyof N, Seg>>;
type SumBeforeChild<N, Seg extends string> =
  N extends Marker ?
    N extends Repeated<number, infer S> ?
      Seg extends `${infer I extends number}` ?
        Product<CountOf<S>, CountOfDim<I>>
      : UnknownCount
    : N extends Listed<infer E> ? SumBefore<E, Seg>
    : N extends Keyed<infer E> ? SumBefore<OrderedSchemas<E>, IndexOfField<E, Seg>>
    : never
  : N extends readonly unknown[] ? SumBefore<N, Seg>
  : CountOfKeys<N, KeysBefore<keyof N, Seg>>;

/** The index of a field in the list of `ordered`. */
type IndexOfField<E extends readonly unknown[], Key extends string, I = keyof E> =
  I extends keyof E & `${bigint}` ?
    E[I] extends readonly [Key, unknown] ?
      I
    : never
  : never;

/** `Acc` plus the offset of a path within `N`. Ties resolve in `Root`, which starts at the offset `Base`. */
type CountAt<N, P extends string, Root, Acc extends AnyCount, Base extends AnyCount> =
  N extends AnyTied ?
    {} extends { [K in N['.tied']]: 0 } ? UnknownCount
    : N extends AnySliced ? CountAt<Root, N['.tied'], Root, Add2<Base, SliceStart<N, NodeAt<Root, N['.tied']>>>, Base>
    : CountAt<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root, Base, Base>
  : N extends AnyScoped ? CountAt<Inner<N>, P, Inner<N>, Acc, Acc>
  : N extends AnyAligned ? CountAtAligned<N, P, Root, Acc, Base>
  : P extends `${infer Seg}.${infer Rest}` ?
    CountAt<Child<N, Seg>, Rest, Root, AddToCount<Acc, CountBefore<N, Seg>>, Base>
  : P extends '' ? Acc
  : CountAt<Child<N, P>, '', Root, AddToCount<Acc, CountBefore<N, P>>, Base>;
/** Takes a plain sum where no pads lie, because it costs less than a sum that looks for pads. */
type CountAtAligned<N extends AnyAligned, P extends string, Root, Acc extends AnyCount, Base extends AnyCount> =
  P extends '' ? CountAt<Unwrap<N>, P, Root, Acc, Base>
  : N extends Aligned<infer A, infer S> ?
    [PaddedLeaves<S, A>] extends [never] ? CountAt<S, P, Root, Acc, Base>
    : S extends AnyTied | AnyScoped | AnyAligned ? CountAt<Unwrap<N>, P, Root, Acc, Base>
    : IsHighest<N> extends false ? CountAt<Unwrap<N>, P, Root, Acc, Base>
    : P extends `${infer Seg}.${infer Rest}` ?
      CountAt<Child<N, Seg>, Rest, Root, AddToCount<Acc, PlainCountBefore<Unwrap<N>, Seg>>, Base>
    : CountAt<Child<N, P>, '', Root, AddToCount<Acc, PlainCountBefore<Unwrap<N>, P>>, Base>
  : never;
type PlainCountBefore<N, Seg extends string> =
  SumBeforeChild<N, Seg> extends infer C extends AnyCount ? C : UnknownCount;
/** A sum where one summand is often zero: nothing lies before a first child. */
type AddToCount<A extends AnyCount, B extends AnyCount> =
  A extends Zero ? B
  : B extends Zero ? A
  : Add2<A, B>;

/** The offset of a path in the flat array, in elements; `number` where an index in the path is a `number`. */
// For a pattern such as `h.${number}`, `{ [K in P]: 0 }` has an index signature, and `{}` is assignable to it. For a
// literal path it has a required property.
export type Offset<S, P extends string> =
  P extends unknown ?
    {} extends { [K in P]: 0 } ?
      number
    : OffsetAt<S, P>
  : never;
type OffsetAt<S, P extends string> =
  CountAt<S, P, S, Zero, Zero> extends infer C ?
    [C] extends [never] ? number
    : C extends AnyCount ? ToNumber<C>
    : never
  : never; // The result is `never` beside a field of type `any`, and then the offset is not known.
