/** How to walk a tree of any type. */
interface TreeWalk<T> {
  readonly childrenOf: (node: T) => Iterable<KeyedChild<T>>;
  /** A text that is equal for equal nodes. It leaves out their keys and children. */
  readonly ownOf: (node: T) => string;
}
export type KeyedChild<T> = readonly [key: string, node: T];

/**
 * Numbers the nodes of a tree so that equal subtrees get equal numbers. It works from the leaves up and visits each
 * node once.
 */
export function numberSubtrees<T>(root: T, { childrenOf, ownOf }: TreeWalk<T>): ReadonlyMap<T, number> {
  const known = new Map<string, number>();
  const numbers = new Map<T, number>();
  const visit = (node: T): number => {
    const parts: string[] = [];
    for (const [key, child] of childrenOf(node)) parts.push(`${JSON.stringify(key)}:${visit(child)}`);
    const text = `${ownOf(node)}{${parts.join()}}`;
    let number = known.get(text);
    if (number === undefined) known.set(text, (number = known.size));
    numbers.set(node, number);
    return number;
  };
  visit(root);
  return numbers;
}

/**
 * Groups equal children that have an index as key. Every other child is a group of its own. Groups keep the order of
 * their first child.
 */
export function groupEqualChildren<T>(
  children: Iterable<KeyedChild<T>>,
  numbers: ReadonlyMap<T, number>,
): readonly (readonly KeyedChild<T>[])[] {
  const groups = new Map<string, KeyedChild<T>[]>();
  let at = 0;
  for (const child of children) {
    const [key, node] = child;
    const group = isIndex(key) ? `${numbers.get(node)}` : `'${at}`;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [child]);
    else known.push(child);
    at += 1;
  }
  return [...groups.values()];
}

/** The label of a group: `wte`, or `{0..11}` for several children. */
export function groupLabelOf<T>(members: readonly KeyedChild<T>[]): string {
  return members.length === 1 ?
      (members[0] as KeyedChild<T>)[0]
    : `{${indexRangesOf(members.map(([key]) => Number(key)).sort((a, b) => a - b))}}`;
}

/** Writes ascending indices as ranges: `0..3,5,7..9`, and `0,2,…,10` if four or more are equally far apart. */
export function indexRangesOf(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < indices.length;) {
    const first = indices[i] as number;
    const step = (indices[i + 1] ?? first) - first;
    let end = i + 1;
    while (end < indices.length && (indices[end] as number) - (indices[end - 1] as number) === step) end++;
    const last = indices[end - 1] as number;
    const count = end - i;
    if (step === 1 && count > 2) parts.push(`${first}..${last}`);
    else if (step > 1 && count > 3) parts.push(`${first},${first + step},…,${last}`);
    else {
      parts.push(`${first}`); // the next index may begin a run
      i += 1;
      continue;
    }
    i = end;
  }
  return parts.join();
}

/** Whether a key is an index: `0`, `1`, `17`, without a sign or leading zero. */
export const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,14})$/.test(key);
