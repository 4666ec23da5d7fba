import type { Shape } from '../../schema.ts';
import type { OwnerGroup, OwnersOf } from './owners.ts';

/** Where a tensor of a layout stands in a file. */
export interface StoredTensor<S extends Shape = Shape, D extends string = 'F32'> {
  readonly dtype: D;
  /** The layout's shape. */
  readonly shape: S;
  /** Where its data begin and end: bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  /** The file's name for it: its path, that of a leaf which is tied to it, or one that was mapped to either. */
  readonly name: string;
  /** Whether the file holds its transpose: under the name of a transposed tie, or as the options say. */
  readonly transposed: boolean;
  /** The file's further names for the same memory. Their data must be the same, bit for bit. */
  readonly copies: readonly TensorCopy<D>[];
}
export interface TensorCopy<D extends string = 'F32'> {
  readonly name: string;
  readonly dtype: D;
  readonly start: number;
  readonly end: number;
  readonly transposed: boolean;
}

/** What a checkpoint of a schema holds: every path that owns storage, with its element type and shape as literals. */
export type Tensors<S, D extends string = 'F32'> =
  unknown extends S ? { readonly [name: string]: StoredTensor<Shape, D> } : TensorsByPath<OwnersOf<S, 'pattern'>, D>;
type TensorsByPath<O, D extends string> =
  [O] extends [OwnerGroup<string, Shape>] ? { readonly [P in O as P['path']]: StoredTensor<P['shape'], D> } : never;
