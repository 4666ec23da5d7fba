// No twin in types: types/view/view.ts computes the type of a view in one step.
import { childPlaceOf, isScalar, leafPlacesOf, type Place } from '../place/place.ts';
import { stridedShapeOf } from '../place/slot.ts';
import { isInherited } from '../schema/define-field.ts';
import { type GroupNode, strideOf } from '../schema/node.ts';
import type { StridedShape } from '../schema/strides.ts';
import type { AddField } from './add-field.ts';

/**
 * The plan of a view: the compiled schema with ties followed and scopes entered, and with one block for each repeat.
 * Both binders read it, for any kind of array. All plans have the same fields, so one walk handles them all. Offsets
 * and sizes are in elements.
 */
export interface ViewPlan {
  readonly kind: 'leaf' | 'scalar' | 'struct' | 'list' | 'repeat';
  /** Where it starts: relative to the plan around it, or to the scope of that plan if `fromScope`. */
  readonly start: number;
  readonly fromScope: boolean;
  /**
   * Where the scope of its ties starts: relative to the plan around it, or to the scope of that plan if
   * `scopeFromScope`.
   */
  readonly scope: number;
  readonly scopeFromScope: boolean;
  /** How many plans it consists of, itself included, with one block for each repeat. */
  readonly planCount: number;
  /** How many levels nest in it. */
  readonly levels: number;
  /** Length and dimensions of a leaf. */
  readonly size: number;
  readonly stridedShape: StridedShape;
  /** The names of the fields of a struct. */
  readonly keys: readonly string[];
  /** One plan for each field or item. A repeat has one for all its blocks, which lie `stride` elements apart. */
  readonly inner: readonly ViewPlan[];
  readonly stride: number;
  /**
   * An array of the right length. A binder copies it, because a copy has exactly this capacity, and `push` would
   * reserve more.
   */
  readonly blank: readonly unknown[];
  /** Whether `assembleMixed` must build the view: it has scalars, or keys of Object.prototype. */
  readonly isMixed: boolean;
  /** Returns the path of a scalar, given its index in the flat array and the last segment of the path, for errors. */
  pathOf(index: number, key: string): string;
  /** The functions that add its fields, one for each key. The walked binder fills the list. */
  readonly adders: AddField[];
}

const EMPTY_SHAPE: StridedShape = { shape: [], strides: [] };
/** Stands for the children of a leaf. */
const EMPTY_GROUP: Pick<GroupNode, 'keys' | 'children' | 'form' | 'count'> = {
  keys: [],
  children: [],
  form: 'list',
  count: 0,
};

/** Plans the view of a place. */
export function planOf(
  place: Place,
  pathOf = (index: number, key: string): string =>
    leafPlacesOf(place).find(({ offset, path }) => offset === index && `.${path}`.endsWith(`.${key}`))?.path as string,
): ViewPlan {
  const { node } = place;
  const isLeaf = node.kind === 'leaf';
  const { keys = [], children, form, count } = isLeaf ? EMPTY_GROUP : node;
  const inside = { ...place, offset: 0, fromScope: false, scopeOffset: 0, scopeFromScope: true };
  const inner: ViewPlan[] = [];
  let planCount = 1;
  let levels = 0;
  for (let i = 0; i < children.length; i++) {
    const plan = planOf(childPlaceOf(inside, i), pathOf);
    inner.push(plan);
    planCount += plan.planCount;
    levels = Math.max(levels, plan.levels + 1);
  }
  const isRepeat = form === 'repeat';
  // One literal for all kinds, so that all plans share one hidden class.
  return {
    kind:
      isScalar(place) ? 'scalar'
      : isLeaf ? 'leaf'
      : isRepeat ? 'repeat'
      : node.keys === undefined ? 'list'
      : 'struct',
    start: place.offset,
    fromScope: place.fromScope,
    scope: place.scopeOffset,
    scopeFromScope: place.scopeFromScope,
    planCount,
    levels,
    size: isLeaf ? node.length : 0,
    stridedShape: isLeaf ? stridedShapeOf(node, place.transposed) : EMPTY_SHAPE,
    keys,
    inner,
    stride: isRepeat ? strideOf(node as GroupNode) : 0,
    blank: isRepeat ? Array.from({ length: count }, () => null) : inner,
    isMixed: inner.some(({ kind }) => kind === 'scalar') || keys.some(isInherited),
    pathOf,
    adders: [],
  };
}
