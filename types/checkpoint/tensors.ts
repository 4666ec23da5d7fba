import type { Shape } from '../schema.ts';
import type { Place, Places } from './place.ts';

/** Where a tensor of a layout stands in a file. */
export interface Stored<S extends Shape = Shape, D extends string = 'F32'> {
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
  readonly copies: readonly Copy<D>[];
}
export interface Copy<D extends string = 'F32'> {
  readonly name: string;
  readonly dtype: D;
  readonly start: number;
  readonly end: number;
  readonly transposed: boolean;
}

/** What a checkpoint of a schema holds: every path that owns storage, with its element type and shape as literals. */
export type Tensors<S, D extends string = 'F32'> =
  unknown extends S ? { readonly [name: string]: Stored<Shape, D> } : Named<Places<S, 'pattern'>, D>;
// `infer` keeps the compiler from inferring into `Places` without end where the type of a result is already given.
type Named<O, D extends string> =
  [O] extends [infer U extends Place<string, Shape>] ? { readonly [P in U as P['path']]: Stored<P['shape'], D> }
  : never;
