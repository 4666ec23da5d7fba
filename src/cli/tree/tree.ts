import type { TensorInfo } from '../../checkpoint/header/header.ts';

/** Tensors by the segments of their names. A name may be a tensor and go on in others, `weight` and `weight.scale`: then it has both. */
export interface Tree {
  readonly children: ReadonlyMap<string, Tree>;
  /** The tensor whose name ends here. */
  readonly tensor: TensorInfo | undefined;
  /** Its full name, where there is one. */
  readonly name: string | undefined;
}
interface Growing extends Tree {
  children: Map<string, Growing>;
  tensor: TensorInfo | undefined;
  name: string | undefined;
}

/** Names of more segments are cut there: whatever walks a tree calls itself for each level, and a hostile name may have a million. */
const DEEPEST = 100;
/** Beyond so many places in a tree names stay whole: 100 MB of header could name a hundred million, which no memory holds. */
const MOST = 1_000_000;

/** The tree of a list of tensors; children stand in the order in which they are first named, indices in theirs. */
export function treeOf(tensors: Iterable<readonly [name: string, info: TensorInfo]>): Tree {
  const root = grown();
  let places = 0;
  for (const [name, info] of tensors) {
    let here = root;
    for (const segment of places < MOST ? segmentsOf(name) : [name]) {
      let next = here.children.get(segment);
      if (next === undefined) {
        here.children.set(segment, (next = grown()));
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
  return all.length <= DEEPEST ? all : [...all.slice(0, DEEPEST - 1), all.slice(DEEPEST - 1).join('.')];
}

const grown = (): Growing => ({ children: new Map(), tensor: undefined, name: undefined });

/** Files sort names as text, which puts 10 before 2. */
function sortIndices(tree: Growing): void {
  for (const child of tree.children.values()) sortIndices(child);
  const keys = [...tree.children.keys()];
  if (keys.length < 2 || !keys.every(isIndex)) return;
  const entries = [...tree.children].sort(([a], [b]) => Number(a) - Number(b));
  tree.children = new Map(entries);
}

/** `0`, `1`, `17`: no sign, no zero before. */
export const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,14})$/.test(key);
