import type { AnyTied, Inner, AnyScoped } from '../schema/markers.ts';
import type { AnyChild, Join } from '../schema/node.ts';

/** The path that owns what is seen at a path. `Base` is the path of the scope that ties resolve in. */
export type OwnerPath<N, P extends string, Root, Base extends string = '', Done extends string = ''> =
  N extends AnyTied ? OwnerPath<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root, Base, Base>
  : N extends AnyScoped ? OwnerPath<Inner<N>, P, Inner<N>, Done, Done>
  : P extends `${infer Seg}.${infer Rest}` ? OwnerPath<AnyChild<N, Seg>, Rest, Root, Base, Join<Done, Seg>>
  : P extends '' ? Done
  : OwnerPath<AnyChild<N, P>, '', Root, Base, Join<Done, P>>;

export type TiedTo<P, O> = O extends P ? undefined : O;
