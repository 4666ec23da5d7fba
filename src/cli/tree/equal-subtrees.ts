/** How a tree of anything is gone through. */
export interface TreeWalk<T> {
  readonly childrenOf: (node: T) => Iterable<KeyedChild<T>>;
  /** All that is said of a node but its key and its children. */
  readonly ownOf: (node: T) => string;
}
export type KeyedChild<T> = readonly [key: string, node: T];

/** Numbers for all nodes of a tree: equal ones for nodes that are the same all the way down. They are given from the leaves up, so that each is looked at once. */
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

/** Children put together that stand under indices and are alike; every other is by itself. In the order in which each group begins. */
export function groupAlike<T>(
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

/** `wte`, or `{0..11}` for several. */
export function groupLabelOf<T>(members: readonly KeyedChild<T>[]): string {
  return members.length === 1 ?
      (members[0] as KeyedChild<T>)[0]
    : `{${indexRangesOf(members.map(([key]) => Number(key)).sort((a, b) => a - b))}}`;
}

/** `0..3,5,7..9` for ascending indices, and `0,2,…,10` where four or more are equally far apart. */
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
      parts.push(`${first}`); // the next may begin a run of its own
      i += 1;
      continue;
    }
    i = end;
  }
  return parts.join();
}

/** `0`, `1`, `17`: no sign, no zero before. */
export const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,14})$/.test(key);
