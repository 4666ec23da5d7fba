import { childPlace, isScalar, leafPlaces, type Place } from '../place/place.ts';
import { dimsOf } from '../place/slot.ts';
import { isInherited } from '../schema/field.ts';
import type { GroupNode, Node } from '../schema/node.ts';
import type { Dims } from '../schema/strides.ts';
import type { AddField } from './fields.ts';

/**
 * What views are made of: the compiled schema with ties followed and scopes entered, repeats still folded. Both binders (view-code.ts
 * and view-plain.ts) work from it, for any kind of array. All parts have the same fields, so that one walk serves them all.
 */
export interface ViewPlan {
  readonly kind: 'leaf' | 'scalar' | 'struct' | 'list' | 'repeat';
  /** Where it starts, in elements: from the start of the part around it or, through a tie, of the scope in which that one's ties resolve. */
  readonly start: number;
  readonly fromScope: boolean;
  /** Where the scope starts in which the ties inside it resolve. */
  readonly scope: number;
  readonly scopeFromScope: boolean;
  /** How many leaves come before it in the part around it. */
  readonly before: number;
  /** How many leaves it has: repeats counted in full, and ties too. */
  readonly leaves: number;
  /** How many parts it is made of, itself included: repeats counted once. */
  readonly parts: number;
  /** How many levels are nested in it. */
  readonly levels: number;
  /** Of a leaf. */
  readonly size: number;
  readonly dims: Dims;
  /** Names of a struct's fields. */
  readonly keys: readonly string[];
  /** What it holds: one for each field or item; a repeat has one for all, `stride` elements apart. */
  readonly inner: readonly ViewPlan[];
  readonly stride: number;
  /** An array of as many items to copy: it is packed and of exact capacity, where push would reserve too much. */
  readonly blank: readonly unknown[];
  /** Whether it holds scalars, or keys of Object.prototype, and must be put together by `mix`. */
  readonly isMixed: boolean;
  /** The path of a leaf by its number in all of the view, for errors. */
  pathOf(leaf: number): string;
  /** How its fields are added one by one; filled in when views are first made so. */
  readonly adds: AddField[];
}

const EMPTY_DIMS: Dims = { shape: [], strides: [] };
/** What a leaf holds. */
const EMPTY_GROUP: Pick<GroupNode, 'keys' | 'children' | 'form' | 'count'> = {
  keys: [],
  children: [],
  form: 'list',
  count: 0,
};

/** The parts of a place, which themselves start from the flat array. */
export function planOf(
  place: Place,
  pathOf = (leaf: number): string => leafPlaces(place)[leaf]?.path as string,
  before = 0,
): ViewPlan {
  const { node } = place;
  const isLeaf = node.kind === 'leaf';
  const { keys = [], children, form, count } = isLeaf ? EMPTY_GROUP : node;
  const inside = { ...place, offset: 0, fromScope: false, scopeOffset: 0, scopeFromScope: true };
  const inner: ViewPlan[] = [];
  let leaves = isLeaf ? 1 : 0;
  let parts = 1;
  let levels = 0;
  for (let i = 0; i < children.length; i++) {
    const made = planOf(childPlace(inside, i), pathOf, leaves);
    inner.push(made);
    leaves += made.leaves;
    parts += made.parts;
    levels = Math.max(levels, made.levels + 1);
  }
  const isRepeat = form === 'repeat';
  const group =
    isRepeat ? 'repeat'
    : form === 'struct' || form === 'ordered' ? 'struct'
    : 'list';
  // One literal for all kinds, so that they share one hidden class.
  return {
    kind:
      isScalar(place) ? 'scalar'
      : isLeaf ? 'leaf'
      : group,
    start: place.offset,
    fromScope: place.fromScope,
    scope: place.scopeOffset,
    scopeFromScope: place.scopeFromScope,
    before,
    leaves: isRepeat ? count * leaves : leaves,
    parts,
    levels,
    size: node.size,
    dims: isLeaf ? dimsOf(node, place.transposed) : EMPTY_DIMS,
    keys,
    inner,
    stride: isRepeat ? (children[0] as Node).size : 0,
    blank: isRepeat ? Array.from({ length: count }, () => null) : inner,
    isMixed: inner.some(({ kind }) => kind === 'scalar') || keys.some(isInherited),
    pathOf,
    adds: [],
  };
}
