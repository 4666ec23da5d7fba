/** A schema compiled once: sizes and relative offsets, repeats folded. Offsets are in elements from the node's own start. */
export type Node = LeafNode | StructNode | ListNode | RepeatNode | TieNode | ScopeNode;

interface Sized {
  readonly size: number;
}
export interface LeafNode extends Sized {
  readonly kind: 'leaf';
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
export interface StructNode extends Sized {
  readonly kind: 'struct';
  readonly keys: readonly string[];
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
  /** Whether it was written with `ordered`. */
  readonly isOrdered: boolean;
}
export interface ListNode extends Sized {
  readonly kind: 'list';
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
  /** Whether it was written with `tuple`, not as an array. */
  readonly isTuple: boolean;
}
export interface RepeatNode extends Sized {
  readonly kind: 'repeat';
  readonly count: number;
  readonly of: Node;
}
export interface TieNode extends Sized {
  readonly kind: 'tie';
  readonly path: string;
  readonly transpose: boolean;
  /** Where the tie itself stands, for errors; indices of repeats read 0. */
  readonly at: string;
  /** Filled in by tie.ts: the owner, and its offset from the start of the scope that the tie stands in. */
  target: Node | undefined;
  offset: number;
  /** How many levels are nested below it, its owner's ties followed; undefined while that is being found out. */
  height: number | undefined;
  /** Whether the search for cycles has not seen it, is following it, or has cleared it. */
  search: 'new' | 'open' | 'done';
}
export interface ScopeNode extends Sized {
  readonly kind: 'scope';
  readonly of: Node;
  /** Whether a layout was written in place of `scope`. */
  readonly isLayout: boolean;
  /** That layout, if it is one of this copy of the library. */
  readonly layout: object | undefined;
}

/** Where the path below a node goes on. */
export const join = (path: string, segment: string | number): string => (path === '' ? `${segment}` : `${path}.${segment}`);

/** Under this key a layout says that it is one, so that it can stand in another schema, also across copies of this library. */
export const IS_LAYOUT: unique symbol = Symbol.for('paramlayout.layout');

/** What a layout is made of. In a private field, so that in another schema a layout is known by it, and nothing else can pass for one. */
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
