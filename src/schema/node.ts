/** A schema compiled once: sizes and relative offsets, repeats folded. Offsets are in elements from the node's own start. */
export type Node = LeafNode | GroupNode | TieNode | ScopeNode;

interface Sized {
  readonly size: number;
  /** Whether there are ties in it; a tie is one itself. */
  readonly hasTies: boolean;
  /** How many levels are nested below it, ties followed: where there are any, undefined until tie.ts has resolved them. */
  height: number | undefined;
}
export interface LeafNode extends Sized {
  readonly kind: 'leaf';
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
/** Whatever holds other nodes by key or by index. */
export interface GroupNode extends Sized {
  readonly kind: 'group';
  /** How it was written: as an object or with `ordered`, as an array or with `tuple`, with `repeat`. */
  readonly form: 'struct' | 'ordered' | 'list' | 'tuple' | 'repeat';
  /** The fields' names in the order in which they lie; undefined where items are numbered. */
  readonly keys: readonly string[] | undefined;
  /** One for each field or item; a repeat has one for all of them. */
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
  readonly count: number;
}
export interface TieNode extends Sized {
  readonly kind: 'tie';
  readonly path: string;
  readonly transpose: boolean;
  /** Where the tie itself stands, for errors; indices of repeats read 0. */
  readonly at: string;
  /**
   * Filled in by tie.ts: the owner, its offset from the start of the scope that the tie stands in, and the innermost scope that the owner
   * stands in. The ties of a tied subtree resolve where the subtree stands, not where it is tied to.
   */
  target: Node | undefined;
  offset: number;
  within: TieScope | undefined;
  /** Whether the search for cycles is following it. */
  isFollowed: boolean;
}
export interface ScopeNode extends Sized {
  readonly kind: 'scope';
  readonly of: Node;
  /** Whether a layout was written in place of `scope`. */
  readonly isLayout: boolean;
  /** That layout, if it is one of this copy of the library. */
  readonly layout: object | undefined;
}

/** Where ties resolve: a scope's content, and its offset and path, relative to another scope. */
export interface TieScope {
  readonly node: Node;
  readonly offset: number;
  readonly path: string;
}

/** What a group holds at an index: a repeat the same at all. */
export const childAt = ({ form, children }: GroupNode, index: number): Node =>
  children[form === 'repeat' ? 0 : index] as Node;

/** How far that is from the start of the group. */
export const offsetAt = ({ form, children, offsets }: GroupNode, index: number): number =>
  form === 'repeat' ? index * (children[0] as Node).size : (offsets[index] as number);

export const keyAt = ({ keys }: GroupNode, index: number): string => keys?.[index] ?? `${index}`;

/** Where the path below a node goes on. */
export const join = (path: string, segment: string | number): string =>
  path === '' ? `${segment}` : `${path}.${segment}`;

/**
 * What a layout is made of. In a private field, so that in another schema a layout is known by it, and nothing else can
 * pass for one.
 */
export class Compiled {
  readonly #root: Node;
  constructor(root: Node) {
    this.#root = root;
  }
  /** The compiled schema of a layout; undefined for any other object, and for layouts of another copy of this library. */
  static rootOf(object: object): Node | undefined {
    return #root in object ? object.#root : undefined;
  }
}
