import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { groupEqualChildren, groupLabelOf, isIndex, numberSubtrees } from './equal-subtrees.ts';

/**
 * Tensors arranged by the segments of their names. A node may be a tensor and have children too: `weight` and
 * `weight.scale`.
 */
interface NameTree {
  readonly children: ReadonlyMap<string, NameTree>;
  /** The tensor whose name ends here. */
  readonly tensor: TensorInfo | undefined;
  /** The full name of that tensor. */
  readonly name: string | undefined;
}
interface GrowingNameTree extends NameTree {
  children: Map<string, GrowingNameTree>;
  tensor: TensorInfo | undefined;
  name: string | undefined;
}

/**
 * The most levels of a tree. Functions that walk it recurse once per level, and a hostile name may have a million
 * segments.
 */
const MAX_TREE_DEPTH = 100;
/** The most nodes of a tree; further names are not split. A header of 100 MB could name a hundred million nodes. */
const MAX_TREE_NODES = 1_000_000;

/**
 * Builds the tree of a list of tensors. Children keep the order of first appearance, except that indices are sorted.
 */
export function nameTreeOf(tensors: Iterable<readonly [name: string, info: TensorInfo]>): NameTree {
  const root = createNode();
  let places = 0;
  for (const [name, info] of tensors) {
    let here = root;
    for (const segment of places < MAX_TREE_NODES ? segmentsOf(name) : [name]) {
      let next = here.children.get(segment);
      if (next === undefined) {
        here.children.set(segment, (next = createNode()));
        places += 1;
      }
      here = next;
    }
    here.tensor = info;
    here.name = name;
  }
  sortIndices(root);
  return root;
}

/** Splits a name into at most 100 segments. */
export function segmentsOf(name: string): readonly string[] {
  const all = name.split('.');
  return all.length <= MAX_TREE_DEPTH ?
      all
    : [...all.slice(0, MAX_TREE_DEPTH - 1), all.slice(MAX_TREE_DEPTH - 1).join('.')];
}

const createNode = (): GrowingNameTree => ({ children: new Map(), tensor: undefined, name: undefined });

/** Files sort names as text, and that puts 10 before 2. */
function sortIndices(tree: GrowingNameTree): void {
  for (const child of tree.children.values()) sortIndices(child);
  const keys = [...tree.children.keys()];
  if (keys.length < 2 || !keys.every(isIndex)) return;
  const entries = [...tree.children].sort(([a], [b]) => Number(a) - Number(b));
  tree.children = new Map(entries);
}

/** A tree that shows equal blocks once. */
export interface FoldedTree {
  /** `wte`, or `{0..11}` for equal blocks. */
  readonly label: string;
  /** The number of equal blocks. */
  readonly count: number;
  /** The first of the equal blocks. */
  readonly tree: NameTree;
  readonly children: readonly FoldedTree[];
}

/**
 * Collapses equal blocks: children under indices that agree in all names, dtypes and shapes, in any order. They need
 * not be neighbours: alternating layers become two groups, `{0,2,…,10}` and `{1,3,…,11}`.
 */
export function foldTree(root: NameTree): FoldedTree {
  const numbers = numberSubtrees<NameTree>(root, {
    childrenOf: ({ children }) => [...children].sort(([a], [b]) => (a < b ? -1 : 1)), // files order them freely
    ownOf: ({ tensor }) => (tensor === undefined ? '' : `${tensor.dtype}[${tensor.shape.join()}]`),
  });
  return { label: '', count: 1, tree: root, children: foldChildren(root, numbers) };
}

function foldChildren({ children }: NameTree, numbers: ReadonlyMap<NameTree, number>): readonly FoldedTree[] {
  return groupEqualChildren(children, numbers).map((members) => {
    const [[, first]] = members as [readonly [string, NameTree]];
    return { label: groupLabelOf(members), count: members.length, tree: first, children: foldChildren(first, numbers) };
  });
}
