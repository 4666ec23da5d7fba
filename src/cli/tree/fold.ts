import { groupAlike, groupLabelOf, numberSubtrees } from './alike.ts';
import type { NameTree } from './tree.ts';

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
