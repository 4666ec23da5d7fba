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

/** A node that a walk has reached, with ties followed and scopes entered. All offsets are in elements. */
export interface Place {
  readonly node: LeafNode | GroupNode;
  readonly path: string;
  readonly offset: number;
  /** The offset and the path of the enclosing scope, in which the ties below resolve. */
  readonly scopeOffset: number;
  readonly scopePath: string;
  /** The owner's path, if the walk went through a tie. */
  readonly tiedTo: string | undefined;
  readonly transposed: boolean;
  /**
   * Whether a tie made `offset` relative to a scope outside the node where the walk began; `scopeFromScope` says the
   * same of `scopeOffset`.
   */
  readonly fromScope: boolean;
  readonly scopeFromScope: boolean;
}
/** Whether a place is a scalar: a property in the view of its parent, without an array of its own. */
export const isScalar = ({ node }: Place): boolean => node.kind === 'leaf' && node.shape.length === 0;

export type LeafPlace = Place & { readonly node: LeafNode };

/** A place before ties are followed and scopes entered. */
type UnsettledPlace = Omit<Place, 'node'> & { readonly node: Node };

// Each lookup of a path begins here. Spreading a constant into this literal would double the cost of a lookup.
export const rootPlaceOf = (node: Node): Place =>
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

/**
 * Follows ties and enters scopes until it reaches a leaf or a group: the same place, at the node that owns the memory.
 */
function settlePlace(start: UnsettledPlace): Place {
  let place = start;
  for (;;) {
    const { node } = place;
    if (node.kind === 'scope') place = enterScope(place, node);
    else if (node.kind === 'tie') place = followTie(place, node);
    else return place as Place;
  }
}

function enterScope(place: UnsettledPlace, { of }: ScopeNode): UnsettledPlace {
  return {
    ...place,
    node: of,
    scopeOffset: place.offset,
    scopeFromScope: place.fromScope,
    scopePath: place.tiedTo ?? place.path,
  };
}

function followTie(place: UnsettledPlace, { target, offset, path, option, within }: TieNode): UnsettledPlace {
  const { scopeOffset, scopePath } = place;
  const scope = within as TieScope;
  return {
    ...place,
    node: target as Node,
    offset: scopeOffset + offset,
    fromScope: place.scopeFromScope,
    scopeOffset: scopeOffset + scope.offset,
    scopePath: scope.path === '' ? scopePath : join(scopePath, scope.path),
    tiedTo: join(scopePath, path),
    transposed: option === '.transpose',
  };
}

/** Returns the place of the child at an index of a group. */
export function childPlaceOf(place: Place, index: number, key = keyAt(place.node as GroupNode, index)): Place {
  return settlePlace({
    node: childAt(place.node as GroupNode, index),
    path: join(place.path, key),
    offset: place.offset + offsetAt(place.node as GroupNode, index),
    scopeOffset: place.scopeOffset,
    scopePath: place.scopePath,
    tiedTo: place.tiedTo === undefined ? undefined : join(place.tiedTo, key),
    transposed: place.transposed,
    fromScope: place.fromScope,
    scopeFromScope: place.scopeFromScope,
  });
}

/** Returns the place of a path. @throws RangeError for an unknown path, with the nearest name */
export function findPlace(root: Node, path: string): Place {
  if (typeof path !== 'string') throw new TypeError(`a path was expected, found ${describe(path)}`);
  let place = rootPlaceOf(root);
  for (const segment of path.split('.')) {
    const { node } = place;
    const index = node.kind === 'group' ? indexOfSegment(node, segment) : -1;
    if (index < 0) throw new RangeError(explainMissing(node, segment, place.path));
    place = childPlaceOf(place, index, segment);
  }
  return place;
}

/** Returns the places of all children, in order. */
export function childPlacesOf(place: Place): Place[] {
  const places: Place[] = [];
  if (place.node.kind === 'group') for (let i = 0; i < place.node.count; i++) places.push(childPlaceOf(place, i));
  return places;
}

/** Returns the places of all leaves in order, those below ties included. */
export function leafPlacesOf(from: Place): LeafPlace[] {
  const found: LeafPlace[] = [];
  const walk = (place: Place): void => {
    if (place.node.kind === 'leaf') found.push(place as LeafPlace);
    else for (let i = 0; i < place.node.count; i++) walk(childPlaceOf(place, i));
  };
  walk(from);
  return found;
}
