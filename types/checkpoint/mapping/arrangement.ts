/**
 * How tensors together form one array. Every form but a name holds other arrangements, so they nest. Axes count from 0.
 *
 * - a name, or a pattern of names with named wildcards: `'h.{i}.attn.{**rest}'`
 * - `concat`: joins arrays along an axis. `sizes` are their sizes along it; without them all are equally large, or as
 *   large as the leaves are.
 * - `stack`: joins equally shaped arrays along a new axis: one for each value 0, 1, 2, … of the wildcard `over`
 * - `transpose`: swaps the axes of a matrix
 * - `permute`: orders the axes as numpy's `transpose` does: axis `k` of the result is axis `axes[k]` of the operand
 * - `reshape`: gives the array another shape of as many elements, row-major. One size may be -1. On the file's side,
 *   `from` states the shape in the file.
 * - `interleave`: along the first axis, which counts `heads` times an even number of rows, the two halves of each
 *   head's rows become alternating rows. It turns the order of Hugging Face's rotary weights into that of Meta's.
 * - `rows`: rows `range[0]` to `range[1]` (exclusive) along the first axis of a tensor
 */
export type Arrangement<Name extends string = string> =
  | Name
  | ConcatArrangement<Name>
  | StackArrangement<Name>
  | TransposeArrangement<Name>
  | PermuteArrangement<Name>
  | ReshapeArrangement<Name>
  | InterleaveArrangement<Name>
  | RowsArrangement<Name>;

export interface ConcatArrangement<Name extends string = string> {
  readonly concat: readonly Arrangement<Name>[];
  /** Default: 0. */
  readonly axis?: number;
  readonly sizes?: readonly number[];
}
export interface StackArrangement<Name extends string = string> {
  readonly stack: Arrangement<Name>;
  /** The name of the wildcard. */
  readonly over: string;
  /** Default: 0. */
  readonly axis?: number;
}
export interface TransposeArrangement<Name extends string = string> {
  readonly transpose: Arrangement<Name>;
}
export interface PermuteArrangement<Name extends string = string> {
  readonly permute: Arrangement<Name>;
  readonly axes: readonly number[];
}
export interface ReshapeArrangement<Name extends string = string> {
  readonly reshape: Arrangement<Name>;
  readonly shape: readonly number[];
  readonly from?: readonly number[];
}
export interface InterleaveArrangement<Name extends string = string> {
  readonly interleave: Arrangement<Name>;
  readonly heads: number;
}
export interface RowsArrangement<Name extends string = string> {
  readonly rows: Name;
  readonly range: readonly [start: number, end: number];
}

/** Two arrangements of the same elements: of tensors in the file, and of leaves in the layout. */
export type MappingRule<Name extends string = string> = readonly [file: Arrangement, layout: Arrangement<Name>];
