import type { LeafIsNoLayout } from '../schema/issues.ts';
import type { Shape } from '../schema/markers.ts';
import type { FindPlace, FoundPlace, SettlePlace } from '../place/place.ts';
import type { PathParameter, SubPathParameter } from '../place/path-parameter.ts';
import type { SubIssue, SubSchema } from '../place/sub.ts';
import type { Issue } from '../schema/issues.ts';
import type { NoLeaf } from './issues.ts';

/** What a path selects on one side of a block view: a leaf, with its shape, or a subtree, with its schema. */
export interface LeafSide<out S extends Shape, out Transposed> {
  readonly leaf: S;
  readonly transposed: Transposed;
}
export interface TreeSide<out S> {
  readonly tree: S;
}

/** What a path selects of a schema; `unknown` if the types do not show it. The empty path selects all of it. */
export type SideAt<S, P extends string> =
  P extends '' ? SideOfPlace<SettlePlace<S, S>, S> : SideOfPlace<FindPlace<S, P>, SubSchema<S, P>>;
type SideOfPlace<F, Sub> =
  F extends FoundPlace<infer N, unknown, infer T> ?
    unknown extends N ? unknown
    : N extends Shape ? LeafSide<N, T>
    : TreeSide<Sub>
  : never;

/** The check of a path to a leaf or to a subtree that can be a layout of its own. The empty path selects all. */
export interface BlockPathParameter<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ?
    P extends '' ? never
    : FindPlace<S, P> extends never ? P
    : SubIssue<S, P> extends LeafIsNoLayout<P> ? never
    : P
  : never;
  readonly missing: SubPathParameter<S, P>['missing'];
}

/** The check of a path to a leaf. */
export interface LeafPathParameter<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ?
    FindPlace<S, P> extends never ? P
    : IsLeaf<FindPlace<S, P>> extends true ? never
    : P
  : never;
  readonly missing: [FindPlace<S, P>] extends [never] ? PathParameter<S, P>['missing'] : Issue<NoLeaf<P>>;
}
type IsLeaf<F> =
  F extends FoundPlace<infer N, unknown, unknown> ?
    unknown extends N ? true
    : N extends Shape ? true
    : false
  : true;
