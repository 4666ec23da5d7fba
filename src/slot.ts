import type { Range, Slot } from '../types/slot.ts';
import { join, type LeafNode, type Node } from './node.ts';
import { child, noSuch } from './path.ts';
import { ownerScope } from './scope.ts';

/** A node met on a walk: where it stands, and where the scope starts that its ties resolve in. */
export interface Place {
  readonly node: Node;
  readonly path: string;
  readonly offset: number;
  /** The enclosing scope, its offset and path. */
  readonly scope: Node;
  readonly scopeOffset: number;
  readonly scopePath: string;
  /** The owner's path, where the walk went through a tie. */
  readonly tiedTo: string | undefined;
  readonly transposed: boolean;
}

export const rootPlace = (node: Node): Place => ({
  node,
  path: '',
  offset: 0,
  scope: node,
  scopeOffset: 0,
  scopePath: '',
  tiedTo: undefined,
  transposed: false,
});

/** Follows ties and scopes until storage: the same place, seen at the node that owns it. */
export function settle(place: Place): Place {
  let here = place;
  for (;;) {
    if (here.node.kind === 'scope') {
      here = { ...here, node: here.node.of, scope: here.node.of, scopeOffset: here.offset, scopePath: here.tiedTo ?? here.path };
    } else if (here.node.kind === 'tie') {
      const scope = ownerScope(here.node, here.scope);
      here = {
        ...here,
        node: here.node.target as Node,
        offset: here.scopeOffset + here.node.offset,
        scope: scope.node,
        scopeOffset: here.scopeOffset + scope.offset,
        scopePath: scope.path === '' ? here.scopePath : join(here.scopePath, scope.path),
        tiedTo: join(here.scopePath, here.node.path),
        transposed: here.node.transpose,
      };
    } else return here;
  }
}

/** The place one segment further; `at` must be settled. */
export function step(at: Place, segment: string): Place | undefined {
  const next = child(at.node, segment);
  return next === undefined ? undefined : inside(at, next.node, segment, next.offset);
}

function inside(at: Place, node: Node, segment: string, offset: number): Place {
  return {
    node,
    path: join(at.path, segment),
    offset: at.offset + offset,
    scope: at.scope,
    scopeOffset: at.scopeOffset,
    scopePath: at.scopePath,
    tiedTo: at.tiedTo === undefined ? undefined : join(at.tiedTo, segment),
    transposed: at.transposed,
  };
}

/** The settled place of a path below a root; a RangeError with the nearest name where there is none. */
export function find(root: Node, path: string): Place {
  if (typeof path !== 'string') throw new TypeError(`a path was expected, found ${typeof path}`);
  let here = settle(rootPlace(root));
  for (const segment of path.split('.')) {
    const next = step(here, segment);
    if (next === undefined) throw new RangeError(noSuch(here.node, segment, here.path));
    here = settle(next);
  }
  return here;
}

export type LeafPlace = Place & { readonly node: LeafNode };

/** The settled places directly below a settled one, in canonical order. */
export function below(at: Place): Place[] {
  const { node } = at;
  switch (node.kind) {
    case 'struct':
      return node.children.map((each, i) => settle(inside(at, each, node.keys[i] as string, node.offsets[i] as number)));
    case 'list':
      return node.children.map((each, i) => settle(inside(at, each, `${i}`, node.offsets[i] as number)));
    case 'repeat':
      return Array.from({ length: node.count }, (_, i) => settle(inside(at, node.of, `${i}`, i * node.of.size)));
    default:
      return [];
  }
}

/** All leaf places in canonical walk order, those below ties included. */
export function leafPlaces(from: Place): LeafPlace[] {
  const found: LeafPlace[] = [];
  const walk = (at: Place): void => {
    if (at.node.kind === 'leaf') found.push(at as LeafPlace);
    else for (const each of below(at)) walk(each);
  };
  walk(settle(from));
  return found;
}

export function segmentsOf(node: Node): readonly string[] {
  if (node.kind === 'struct') return node.keys;
  const count = node.kind === 'repeat' ? node.count : node.kind === 'list' ? node.children.length : 0;
  return Array.from({ length: count }, (_, i) => `${i}`);
}

/** What a leaf knows besides its elements. */
export type Dims = Pick<Slot, 'shape' | 'strides'>;

/** The dimensions of a leaf, reversed where a tie reads it as its transpose. */
export function dimsOf({ shape, strides }: LeafNode, transposed: boolean): Dims {
  if (!transposed) return { shape, strides };
  return { shape: Object.freeze([...shape].reverse()), strides: Object.freeze([...strides].reverse()) };
}

/** What `at` and `slots` give for a leaf. */
export function slotOf(place: LeafPlace): Slot {
  const { shape, strides } = dimsOf(place.node, place.transposed);
  const slot = { path: place.path, offset: place.offset, length: place.node.size, shape, strides, transposed: place.transposed };
  return Object.freeze(place.tiedTo === undefined ? slot : { ...slot, tiedTo: place.tiedTo });
}

export function rangeOf(place: Place): Slot | Range {
  if (place.node.kind === 'leaf') return slotOf(place as LeafPlace);
  return Object.freeze({ path: place.path, offset: place.offset, length: place.node.size });
}
