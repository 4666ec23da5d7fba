import type { AnyScoped, AnyTied, AnyAligned, Inner } from '../schema/markers.ts';
import type { AnyChild, Join } from '../schema/node.ts';
import type { Unwrap } from '../schema/unwrap.ts';

/** The path of the owner of the memory at a path. Ties resolve in `Root`, whose own path is `Base`. */
export type OwnerPath<N, P extends string, Root, Base extends string = '', Done extends string = ''> =
  N extends AnyTied ? OwnerPath<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root, Base, Base>
  : N extends AnyScoped ? OwnerPath<Inner<N>, P, Inner<N>, Done, Done>
  : N extends AnyAligned ? OwnerPath<Unwrap<N>, P, Root, Base, Done>
  : P extends `${infer Seg}.${infer Rest}` ? OwnerPath<AnyChild<N, Seg>, Rest, Root, Base, Join<Done, Seg>>
  : P extends '' ? Done
  : OwnerPath<AnyChild<N, P>, '', Root, Base, Join<Done, P>>;

/** The `tiedTo` of a slot: its owner's path `O`, or undefined if the slot owns its memory. */
export type TiedTo<P, O> = O extends P ? undefined : O;
