import type { Slot } from '../../place/slot.ts';
import type { Shape } from '../../schema/markers.ts';
import type { OwnerGroup, OwnersOf } from './owners.ts';

/** A tensor of a layout as a file stores it. */
export interface StoredTensor<S extends Shape = Shape, D extends string = 'F32'> {
  readonly dtype: D;
  /** The shape in the layout. */
  readonly shape: S;
  /** Where its data begin and end, in bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  /** The name in the file: its path, the path of a leaf tied to it, or a name that was mapped to either. */
  readonly name: string;
  /**
   * Whether the file stores the transpose: because it uses the name of a transposed tie, or because the options say so.
   */
  readonly transposed: boolean;
  /** Further names in the file for the same memory. Their data must be the same, bit for bit. */
  readonly copies: readonly TensorCopy<D>[];
}
export interface TensorCopy<D extends string = 'F32'> {
  readonly name: string;
  readonly dtype: D;
  readonly start: number;
  readonly end: number;
  readonly transposed: boolean;
  /** Where it lies in the flat array, if it is only a slice of the leaf. */
  readonly slot?: Slot;
}

/** The tensors in a checkpoint of a schema: every path that owns storage, with its dtype and shape as literals. */
export type Tensors<S, D extends string = 'F32'> =
  unknown extends S ? { readonly [name: string]: StoredTensor<Shape, D> } : TensorsByPath<OwnersOf<S, 'pattern'>, D>;
// `infer` keeps the compiler from inferring into `OwnersOf` without end where the type of a result is already given.
type TensorsByPath<O, D extends string> =
  [O] extends [infer U extends OwnerGroup<string, Shape>] ?
    { readonly [P in U as P['path']]: StoredTensor<P['shape'], D> }
  : never;
