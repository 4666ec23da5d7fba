import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { groupAlike, groupLabelOf, isIndex, numberSubtrees } from './equal-subtrees.ts';

/** Tensors by the segments of their names. A name may be a tensor and go on in others, `weight` and `weight.scale`: then it has both. */
export interface NameTree {
  readonly children: ReadonlyMap<string, NameTree>;
  /** The tensor whose name ends here. */
  readonly tensor: TensorInfo | undefined;
  /** Its full name, where there is one. */
  readonly name: string | undefined;
}
interface GrowingNameTree extends NameTree {
  children: Map<string, GrowingNameTree>;
  tensor: TensorInfo | undefined;
  name: string | undefined;
}

/** Names of more segments are cut there: whatever walks a tree calls itself for each level, and a hostile name may have a million. */
const MAX_TREE_DEPTH = 100;
/** Beyond so many places in a tree names stay whole: 100 MB of header could name a hundred million, which no memory holds. */
const MAX_TREE_NODES = 1_000_000;

/** The tree of a list of tensors; children stand in the order in which they are first named, indices in theirs. */
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

/** The segments of a name, at most 100. */
export function segmentsOf(name: string): readonly string[] {
  const all = name.split('.');
  return all.length <= MAX_TREE_DEPTH ?
      all
    : [...all.slice(0, MAX_TREE_DEPTH - 1), all.slice(MAX_TREE_DEPTH - 1).join('.')];
}

const createNode = (): GrowingNameTree => ({ children: new Map(), tensor: undefined, name: undefined });

/** Files sort names as text, which puts 10 before 2. */
function sortIndices(tree: GrowingNameTree): void {
  for (const child of tree.children.values()) sortIndices(child);
  const keys = [...tree.children.keys()];
  if (keys.length < 2 || !keys.every(isIndex)) return;
  const entries = [...tree.children].sort(([a], [b]) => Number(a) - Number(b));
  tree.children = new Map(entries);
}

/** A tree in which equal blocks stand once. */
export interface FoldedTree {
  /** `wte`, or `{0..11}` for blocks that are alike. */
  readonly label: string;
  /** How many they are. */
  readonly count: number;
  /** The first of them. */
  readonly tree: NameTree;
  readonly children: readonly FoldedTree[];
}

/**
 * Folds blocks that are alike: children under indices whose names, element types and shapes are the same all the way down. They need not follow
 * one another: of layers that take turns two groups are made, `{0,2,…,10}` and `{1,3,…,11}`.
 */
export function foldTree(root: NameTree): FoldedTree {
  const numbers = numberSubtrees<NameTree>(root, {
    childrenOf: ({ children }) => children,
    ownOf: ({ tensor }) => (tensor === undefined ? '' : `${tensor.dtype}[${tensor.shape.join()}]`),
  });
  return { label: '', count: 1, tree: root, children: foldChildren(root, numbers) };
}

function foldChildren({ children }: NameTree, numbers: ReadonlyMap<NameTree, number>): readonly FoldedTree[] {
  return groupAlike(children, numbers).map((members) => {
    const [[, first]] = members as [readonly [string, NameTree]];
    return { label: groupLabelOf(members), count: members.length, tree: first, children: foldChildren(first, numbers) };
  });
}
