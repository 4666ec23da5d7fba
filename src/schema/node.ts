/**
 * A node of a compiled schema. Sizes and offsets are in elements, and offsets are relative to the parent node. A repeat
 * holds its block once.
 */
export type Node = LeafNode | GroupNode | TieNode | ScopeNode;

interface BaseNode {
  /** The memory that it takes, with its pads. */
  readonly size: number;
  /** Its offset in the flat array is a multiple of this. */
  readonly align: number;
  /** Whether it contains ties; true for a tie. */
  readonly hasTies: boolean;
  /** How many levels nest below it, ties followed. Undefined until `resolveTies` has run. */
  height: number | undefined;
  /** If `aligned` made this node: its number, and the node as it was before. */
  readonly unaligned?: { readonly by: number; readonly node: Node };
}
export interface LeafNode extends BaseNode {
  readonly kind: 'leaf';
  /** Its number of elements, without the pad behind it. */
  readonly length: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
/** A node that holds other nodes by key or by index. */
export interface GroupNode extends BaseNode {
  readonly kind: 'group';
  /** How the schema spells it: `struct` is an object, `list` an array; the others are markers. */
  readonly form: 'struct' | 'ordered' | 'list' | 'tuple' | 'repeat';
  /** The names of the fields in the order in which they lie; undefined if the children have indices. */
  readonly keys: readonly string[] | undefined;
  /** One for each field or item; a repeat has a single one for all its items. */
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
  readonly count: number;
}
export interface TieNode extends BaseNode {
  readonly kind: 'tie';
  readonly path: string;
  /** `.transpose`, or for a slice `.rows` or `.at`; undefined for the whole owner. */
  readonly option: '.transpose' | '.rows' | '.at' | undefined;
  /** The value of the option: true for `.transpose`, two indices for `.rows`, and the first indices for `.at`. */
  readonly value: unknown;
  /** The path of the tie itself, for errors. Indices of repeats in it are 0. */
  readonly at: string;
  /**
   * `resolveTies` sets these three: the owner, or the slice of it that the tie names; its offset from the start of the
   * scope that contains the tie; and the innermost scope that contains the owner. The ties of a tied subtree resolve in
   * the scope of the subtree itself, not in the scope of the tie.
   */
  target: Node | undefined;
  offset: number;
  within: TieScope | undefined;
  /** Whether the search for cycles is following this tie now. */
  isFollowed: boolean;
}
export interface ScopeNode extends BaseNode {
  readonly kind: 'scope';
  readonly of: Node;
  /** Whether the schema held a layout here instead of `scope`. */
  readonly isLayout: boolean;
  /** That layout, if this copy of the library built it. */
  readonly layout: object | undefined;
}

/** A scope in which ties resolve. Its offset and path are relative to another scope. */
export interface TieScope {
  readonly node: Node;
  readonly offset: number;
  readonly path: string;
}

/** The child of a group at an index. A repeat has the same one at each index. */
export const childAt = ({ form, children }: GroupNode, index: number): Node =>
  children[form === 'repeat' ? 0 : index] as Node;

/** Rounds a length up to a multiple of `align`, a power of two. The quotient is exact, as for each power of two. */
export const roundUp = (length: number, align: number): number => Math.ceil(length / align) * align;

/** The number of elements from one block of a repeat to the next. */
export const strideOf = ({ children: [block] }: GroupNode): number =>
  roundUp((block as Node).size, (block as Node).align);

/** The offset of the child at an index from the start of the group. */
export const offsetAt = (group: GroupNode, index: number): number =>
  group.form === 'repeat' ? index * strideOf(group) : (group.offsets[index] as number);

export const keyAt = ({ keys }: GroupNode, index: number): string => keys?.[index] ?? `${index}`;

export const join = (path: string, segment: string | number): string =>
  path === '' ? `${segment}` : `${path}.${segment}`;

/**
 * Holds the compiled schema of a layout, and its owners. The private fields prove that an object is a layout of this
 * copy of the library: no other object can have them.
 */
export class Compiled {
  readonly #root: Node;
  #owners: unknown;
  constructor(root: Node) {
    this.#root = root;
  }
  /**
   * Returns the compiled schema of a layout; undefined for any other object and for a layout of another copy of this
   * library.
   */
  static rootOf(object: object): Node | undefined {
    return #root in object ? object.#root : undefined;
  }
  /**
   * Returns the owners of a layout, which `make` finds on first use. A layout of this copy of the library keeps them,
   * because each file that a program reads needs them again. Only src/place/owner.ts calls this, so that programs
   * without owners do not load what finds them.
   */
  static ownersOf<L extends object, T>(layout: L, make: (layout: L) => T): T {
    if (!(#owners in layout)) return make(layout);
    layout.#owners ??= make(layout);
    return layout.#owners as T; // what the only caller made
  }
}
