import { alikeAmong, labelOf, numbersOf } from './alike.ts';
import type { Tree } from './tree.ts';

/** A tree in which equal blocks stand once. */
export interface Folded {
  /** `wte`, or `{0..11}` for blocks that are alike. */
  readonly label: string;
  /** How many they are. */
  readonly count: number;
  /** The first of them. */
  readonly tree: Tree;
  readonly children: readonly Folded[];
}

/**
 * Folds blocks that are alike: children under indices whose names, element types and shapes are the same all the way down. They need not follow
 * one another: of layers that take turns two groups are made, `{0,2,…,10}` and `{1,3,…,11}`.
 */
export function fold(root: Tree): Folded {
  const numbers = numbersOf<Tree>(root, {
    childrenOf: ({ children }) => children,
    ownOf: ({ tensor }) => (tensor === undefined ? '' : `${tensor.dtype}[${tensor.shape.join()}]`),
  });
  return { label: '', count: 1, tree: root, children: folded(root, numbers) };
}

function folded({ children }: Tree, numbers: ReadonlyMap<Tree, number>): readonly Folded[] {
  return alikeAmong(children, numbers).map((members) => {
    const [[, first]] = members as [readonly [string, Tree]];
    return { label: labelOf(members), count: members.length, tree: first, children: folded(first, numbers) };
  });
}
