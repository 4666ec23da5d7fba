import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import type { FoldedTree } from '../tree/name-tree.ts';

/** A row of the tree: a tensor, or all tensors below a place. A collapsed row covers all its equal blocks. */
export interface Branch {
  /** The segments of the name after those of the branch above: `h.{0..11}`, `weight`. */
  readonly label: string;
  /** The number of places of the file that the row stands for. */
  readonly count: number;
  /** The number of blocks that its own label collapses. */
  readonly blocks: number;
  /** The tensor, or the first of the collapsed ones. */
  readonly tensor: TensorInfo | undefined;
  /** The full name of that tensor. */
  readonly name: string | undefined;
  /** Why the tensor looks like a buffer, if it does. */
  readonly buffer: string | undefined;
  readonly tensors: number;
  /** The elements of tensors that are not buffers. */
  readonly parameters: number;
  /** The elements of buffers. */
  readonly buffered: number;
  readonly bytes: number;
  readonly children: readonly Branch[];
}

/** The names of buffers, with the reason for each. */
type BufferReasons = ReadonlyMap<string, string>;

/** Sums up the whole tree from its leaves. A place with a single child joins that child: `wte.weight`. */
export const rootBranchOf = (root: FoldedTree, buffers: BufferReasons): Branch =>
  sumBranch(root, root.label, 1, 1, buffers);

function branchOf(node: FoldedTree, buffers: BufferReasons, above: number): Branch {
  let { label, count: blocks } = node;
  let here = node;
  for (
    let [only] = here.children;
    here.children.length === 1 && here.tree.tensor === undefined && only !== undefined;
    [only] = here.children
  ) {
    label = `${label}.${only.label}`;
    blocks *= only.count;
    here = only;
  }
  return sumBranch(here, label, blocks, above * blocks, buffers);
}

function sumBranch(
  { tree: { tensor, name }, children: below }: FoldedTree,
  label: string,
  blocks: number,
  count: number,
  buffers: BufferReasons,
): Branch {
  const children = below.map((child) => branchOf(child, buffers, count));
  const buffer = name === undefined ? undefined : buffers.get(name);
  const elements = tensor === undefined ? 0 : elementCountOf(tensor) * count;
  const sum = (part: 'tensors' | 'parameters' | 'buffered' | 'bytes'): number =>
    children.reduce((total, child) => total + child[part], 0);
  return {
    label,
    count,
    blocks,
    tensor,
    name,
    buffer,
    tensors: sum('tensors') + (tensor === undefined ? 0 : count),
    parameters: sum('parameters') + (buffer === undefined ? elements : 0),
    buffered: sum('buffered') + (buffer === undefined ? 0 : elements),
    bytes: sum('bytes') + (tensor === undefined ? 0 : (tensor.end - tensor.start) * count),
    children,
  };
}
