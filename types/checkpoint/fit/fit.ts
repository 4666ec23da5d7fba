import type { SchemaOf } from '../../place/layout-like.ts';
import type { Suggest } from '../../schema/suggest.ts';
import type { NodeAt } from '../../place/place.ts';
import type { Shape } from '../../schema/markers.ts';
import type { Length } from '../../schema/memory.ts';
import type { OwnerPath } from '../../place/owner.ts';
import type { FirstName } from './first-name.ts';
import type { OwnerGroup, OwnersOf, PathsOf } from './owners.ts';

/** The tensors in the header of a checkpoint, as a constant. */
export interface Manifest {
  readonly [name: string]: ManifestEntry;
}
interface ManifestEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
}

/**
 * `true` if a checkpoint with this header fits a layout, by the rules of `load` without options; else a sentence about
 * the first tensor that does not fit. A tied leaf may have its owner's name, its own, or both. For headers of up to
 * 2,000 tensors; `paramlayout typegen --manifest` writes them as a constant. `paramlayout check` has no such limit.
 *
 * @example
 * const linear = layout({ weight: [2, 3], bias: [2] });
 * const manifest = { weight: { dtype: 'F32', shape: [2, 3] }, bias: { dtype: 'BF16', shape: [2] } } as const;
 * const fits: Fits<typeof linear, typeof manifest> = true;
 */
// `infer` stops the recursion while the layout is still a type parameter.
export type Fits<L, M extends Manifest> = [L, M] extends [infer K, infer N extends Manifest] ? FitsOne<K, N> : never;
type FitsOne<L, M extends Manifest> =
  0 extends 1 & L ? NoLayout
  : unknown extends SchemaOf<L> ? NoLayout
  : string extends keyof M ? NoManifest
  : TrueOrIssue<SchemaOf<L>, M, OwnersOf<SchemaOf<L>>, NamesIn<M>>;
type NoLayout = 'a layout was expected whose schema the compiler knows';
type NoManifest = 'a manifest was expected whose names the compiler knows: a constant `as const`';

// `Names` are the names in the manifest. Writing NamesIn<M> in each place would compute their union again each time.
type TrueOrIssue<S, M extends Manifest, P, Names extends string> =
  [IssueNames<S, M, P, Names>['any']] extends [never] ? true
  : IssueText<S, M, P, Names, FirstName<IssueNames<S, M, P, Names>['any'] & string>>;

/** The names in a manifest. A key such as `0` is a number to the compiler. */
type NamesIn<M> = `${keyof M & (string | number)}`;
type EntryOf<M, Name extends string> =
  Name extends keyof M ? M[Name]
  : Name extends `${infer I extends number}` ?
    I extends keyof M ?
      M[I]
    : never
  : never;

/** The names of all tensors with an issue: names of the layout if missing, else names of the manifest. */
// This is a member of an interface. While the schema is a type parameter, the compiler would follow an alias without
// end.
interface IssueNames<in out S, in out M extends Manifest, in out P, in out Names extends string> {
  readonly any: WrongNames<M, P, Names> | MissingNames<S, P, Names> | UnexpectedNames<S, M, Exclude<Names, PathsOf<P>>>;
}

/** Owners whose tensor has another shape, or a dtype that a Float32Array cannot hold. */
type WrongNames<M extends Manifest, P, Names extends string> =
  P extends OwnerGroup<infer Path, infer N> ? WrongName<M, N, Path, Names> : never;
type WrongName<M extends Manifest, N extends Shape, Path extends string, Names extends string> =
  Path extends Names ?
    EntryOf<M, Path> extends LoadableEntry<N> ?
      never
    : Path
  : never;
interface LoadableEntry<N extends Shape> {
  readonly dtype: Loadable;
  readonly shape: Readonly<N>;
}
type Loadable =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'F8_E4M3'
  | 'F8_E5M2'
  | 'F8_E8M0'
  | 'F8_E4M3FNUZ'
  | 'F8_E5M2FNUZ'
  | 'I64'
  | 'U64'
  | 'I32'
  | 'U32'
  | 'I16'
  | 'U16'
  | 'I8'
  | 'U8'
  | 'BOOL';

/** Owners for which the manifest has neither their own name nor the name of a leaf tied to them. */
type MissingNames<S, P, Names extends string> = Exclude<
  PathsOf<P>,
  Names | OwnersOfTies<S, Exclude<Names, PathsOf<P>>>
>;
type OwnersOfTies<S, Name extends string> =
  Name extends unknown ?
    [LeafShapeAt<S, Name>] extends [never] ? never
    : [LeafShapeAt<S, Name>, OwnerPath<S, Name, S>] extends [infer N extends Shape, infer P extends string] ?
      OwnerOfWhole<S, N, P>
    : never
  : never;
/** The owner `P`, unless a leaf of shape `N` is only a slice of it. */
type OwnerOfWhole<S, N extends Shape, P extends string> =
  LeafShapeAt<S, P> extends infer M extends Shape ?
    Length<N> extends Length<M> ?
      P
    : never
  : never;

/** Names that belong to no owner. Each must be the name of a tied leaf and have its shape. */
type UnexpectedNames<S, M extends Manifest, Name extends string> =
  Name extends unknown ?
    [LeafShapeAt<S, Name>] extends [never] ?
      Name
    : WrongName<M, LeafShapeAt<S, Name>, Name, Name>
  : never;
/** The shape of the leaf at a path, after following ties; `never` if there is none. */
type LeafShapeAt<S, Name extends string> = NodeAt<S, Name> extends infer N extends Shape ? N : never;

type IssueText<S, M extends Manifest, P, Names extends string, Name extends string> =
  Name extends Names ?
    [ShapeIn<S, P, Name>] extends [never] ?
      `'${Name}': the layout has no such leaf${Suggest<Name, MissingNames<S, P, Names>>}`
    : WrongTensorText<Name, DimensionList<ShapeIn<S, P, Name>>, EntryOf<M, Name>>
  : `'${Name}' is missing: a tensor of shape [${DimensionList<ShapeIn<S, P, Name>>}] was expected`;
/** The shape of an owner, or of a leaf that is tied to one. */
type ShapeIn<S, P, Name extends string> =
  Name extends PathsOf<P> ?
    P extends OwnerGroup<infer Path, infer N> ?
      Name extends Path ?
        N
      : never
    : never
  : LeafShapeAt<S, Name>;
type WrongTensorText<Name extends string, Expected extends string, E> =
  E extends { readonly dtype: Loadable; readonly shape: infer Found } ?
    `'${Name}': shape [${Expected}] was expected, found [${DimensionList<Found>}]`
  : `'${Name}': an element type that a Float32Array can hold was expected, found ${(E & ManifestEntry)['dtype']}`;
type DimensionList<N> =
  N extends readonly [infer A extends number, ...infer R] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${DimensionList<R>}`
  : N extends readonly [] ? ''
  : '…';
