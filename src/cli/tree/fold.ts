import { isIndex, type Tree } from './tree.ts';

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
 *
 * Equal subtrees are given the same number, from the leaves up, so that each is looked at once, however many there are.
 */
export function fold(root: Tree): Folded {
  const numbers = new Map<string, number>();
  const shapes = new Map<Tree, number>();
  number(root, numbers, shapes);
  return { label: '', count: 1, tree: root, children: folded(root, shapes) };
}

/** A number for everything that a tree is but the names above it. */
function number(tree: Tree, numbers: Map<string, number>, shapes: Map<Tree, number>): number {
  const parts: string[] = [];
  for (const [key, child] of tree.children) parts.push(`${JSON.stringify(key)}:${number(child, numbers, shapes)}`);
  const own = tree.tensor === undefined ? '' : `${tree.tensor.dtype}[${tree.tensor.shape.join()}]`;
  const text = `${own}{${parts.join()}}`;
  let id = numbers.get(text);
  if (id === undefined) numbers.set(text, (id = numbers.size));
  shapes.set(tree, id);
  return id;
}

function folded(tree: Tree, shapes: ReadonlyMap<Tree, number>): readonly Folded[] {
  const groups = new Map<string, [key: string, child: Tree][]>();
  for (const [key, child] of tree.children) {
    const group = isIndex(key) ? `${shapes.get(child)}` : `'${key}`;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [[key, child]]);
    else known.push([key, child]);
  }
  return Array.from(groups.values(), (members) => {
    const [[key, first]] = members as [[string, Tree]];
    const label = members.length === 1 ? key : `{${rangesOf(members.map(([index]) => Number(index)).sort((a, b) => a - b))}}`;
    return { label, count: members.length, tree: first, children: folded(first, shapes) };
  });
}

/** `0..3,5,7..9` for ascending indices, and `0,2,…,10` where four or more are equally far apart. */
export function rangesOf(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < indices.length; ) {
    const first = indices[i] as number;
    const step = (indices[i + 1] ?? first) - first;
    let end = i + 1;
    while (end < indices.length && (indices[end] as number) - (indices[end - 1] as number) === step) end++;
    const last = indices[end - 1] as number;
    const count = end - i;
    if (step === 1 && count > 2) parts.push(`${first}..${last}`);
    else if (step > 1 && count > 3) parts.push(`${first},${first + step},…,${last}`);
    else {
      parts.push(`${first}`); // the next may begin a run of its own
      i += 1;
      continue;
    }
    i = end;
  }
  return parts.join();
}
