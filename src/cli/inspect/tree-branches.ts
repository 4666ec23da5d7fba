import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import type { FoldedTree } from '../tree/name-tree.ts';

/** What a row of the tree says: a tensor, or all that lie under a place; of blocks that are folded, all of them together. */
export interface Branch {
  /** The segments of its name that are not those of the branch above: `h.{0..11}`, `weight`. */
  readonly label: string;
  /** How many places of the file it stands for. */
  readonly count: number;
  /** How many blocks its own label folds. */
  readonly blocks: number;
  /** The tensor, or the first of those that are folded. */
  readonly tensor: TensorInfo | undefined;
  /** Its full name. */
  readonly name: string | undefined;
  /** Why it looks like a buffer, where it does. */
  readonly buffer: string | undefined;
  readonly tensors: number;
  /** Elements of tensors that are no buffers, and of those that are. */
  readonly parameters: number;
  readonly buffered: number;
  readonly bytes: number;
  readonly children: readonly Branch[];
}

/** The names of tensors that look like buffers, with the reason. */
export type BufferReasons = ReadonlyMap<string, string>;

/** The whole tree, summed up from its leaves. A place that holds one other and nothing else is joined with it: `wte.weight`. */
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
