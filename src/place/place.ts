import { describe } from '../array/describe.ts';
import {
  childAt,
  type GroupNode,
  join,
  keyAt,
  type LeafNode,
  type Node,
  offsetAt,
  type ScopeNode,
  type TieNode,
  type TieScope,
} from '../schema/node.ts';
import { explainMissing, indexOfSegment } from '../schema/path.ts';

/** A node met on a walk, ties followed and scopes entered: where it stands, and where the scope starts that its ties resolve in. */
export interface Place {
  readonly node: LeafNode | GroupNode;
  readonly path: string;
  readonly offset: number;
  /** Where the enclosing scope starts, and its path. */
  readonly scopeOffset: number;
  readonly scopePath: string;
  /** The owner's path, where the walk went through a tie. */
  readonly tiedTo: string | undefined;
  readonly transposed: boolean;
  /** Whether the offset counts from a scope further out, through a tie, when the walk began inside it; and the same for that of the scope. */
  readonly fromScope: boolean;
  readonly scopeFromScope: boolean;
}
/** A scalar is a property of its parent, and has no array of its own. */
export const isScalar = ({ node }: Place): boolean => node.kind === 'leaf' && node.shape.length === 0;

export type LeafPlace = Place & { readonly node: LeafNode };

/** The same before ties are followed and scopes entered. */
type Unsettled = Omit<Place, 'node'> & { readonly node: Node };

// Written out: every look-up of a path begins here, and spreading a constant costs as much as all the rest of it.
export const rootPlace = (node: Node): Place =>
  settlePlace({
    node,
    path: '',
    offset: 0,
    scopeOffset: 0,
    scopePath: '',
    tiedTo: undefined,
    transposed: false,
    fromScope: false,
    scopeFromScope: false,
  });

/** Follows ties and scopes until storage: the same place, seen at the node that owns it. */
function settlePlace(from: Unsettled): Place {
  let here = from;
  for (;;) {
    const { node } = here;
    if (node.kind === 'scope') here = enterScope(here, node);
    else if (node.kind === 'tie') here = followTie(here, node);
    else return here as Place;
  }
}

function enterScope(at: Unsettled, { of }: ScopeNode): Unsettled {
  return { ...at, node: of, scopeOffset: at.offset, scopeFromScope: at.fromScope, scopePath: at.tiedTo ?? at.path };
}

function followTie(at: Unsettled, { target, offset, path, transpose, within }: TieNode): Unsettled {
  const { scopeOffset, scopePath } = at;
  const scope = within as TieScope;
  return {
    ...at,
    node: target as Node,
    offset: scopeOffset + offset,
    fromScope: at.scopeFromScope,
    scopeOffset: scopeOffset + scope.offset,
    scopePath: scope.path === '' ? scopePath : join(scopePath, scope.path),
    tiedTo: join(scopePath, path),
    transposed: transpose,
  };
}

/** The place one step further, at an index of a group. */
export function childPlace(at: Place, index: number, key = keyAt(at.node as GroupNode, index)): Place {
  return settlePlace({
    node: childAt(at.node as GroupNode, index),
    path: join(at.path, key),
    offset: at.offset + offsetAt(at.node as GroupNode, index),
    scopeOffset: at.scopeOffset,
    scopePath: at.scopePath,
    tiedTo: at.tiedTo === undefined ? undefined : join(at.tiedTo, key),
    transposed: at.transposed,
    fromScope: at.fromScope,
    scopeFromScope: at.scopeFromScope,
  });
}

/** The place of a path below a root; a RangeError with the nearest name where there is none. */
export function findPlace(root: Node, path: string): Place {
  if (typeof path !== 'string') throw new TypeError(`a path was expected, found ${describe(path)}`);
  let here = rootPlace(root);
  for (const segment of path.split('.')) {
    const { node } = here;
    const index = node.kind === 'group' ? indexOfSegment(node, segment) : -1;
    if (index < 0) throw new RangeError(explainMissing(node, segment, here.path));
    here = childPlace(here, index, segment);
  }
  return here;
}

/** The places directly below one, in canonical order. */
export function childPlaces(at: Place): Place[] {
  const places: Place[] = [];
  if (at.node.kind === 'group') for (let i = 0; i < at.node.count; i++) places.push(childPlace(at, i));
  return places;
}

/** All leaf places in canonical walk order, those below ties included. */
export function leafPlaces(from: Place): LeafPlace[] {
  const found: LeafPlace[] = [];
  const walk = (at: Place): void => {
    if (at.node.kind === 'leaf') found.push(at as LeafPlace);
    else for (let i = 0; i < at.node.count; i++) walk(childPlace(at, i));
  };
  walk(from);
  return found;
}
