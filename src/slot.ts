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
  if (next === undefined) return undefined;
  return {
    ...at,
    node: next.node,
    path: join(at.path, segment),
    offset: at.offset + next.offset,
    tiedTo: at.tiedTo === undefined ? undefined : join(at.tiedTo, segment),
  };
}

/** The settled place of a path below a root; a RangeError with the nearest name where there is none. */
export function find(root: Node, path: string): Place {
  let here = settle(rootPlace(root));
  for (const segment of path.split('.')) {
    const next = step(here, segment);
    if (next === undefined) throw new RangeError(noSuch(here.node, segment, here.path));
    here = settle(next);
  }
  return here;
}

/** All leaf places in canonical walk order, those below ties included. */
export function* leafPlaces(from: Place): Generator<Place & { readonly node: LeafNode }> {
  const here = settle(from);
  if (here.node.kind === 'leaf') yield here as Place & { readonly node: LeafNode };
  else for (const segment of segmentsOf(here.node)) yield* leafPlaces(step(here, segment) as Place);
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
export function slotOf(place: Place & { readonly node: LeafNode }): Slot {
  const { shape, strides } = dimsOf(place.node, place.transposed);
  const slot = { path: place.path, offset: place.offset, length: place.node.size, shape, strides, transposed: place.transposed };
  return Object.freeze(place.tiedTo === undefined ? slot : { ...slot, tiedTo: place.tiedTo });
}

export function rangeOf(place: Place): Slot | Range {
  if (place.node.kind === 'leaf') return slotOf(place as Place & { readonly node: LeafNode });
  return Object.freeze({ path: place.path, offset: place.offset, length: place.node.size });
}
