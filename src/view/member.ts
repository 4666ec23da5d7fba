import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn, PathParameter } from '../../types/place/path-parameter.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import type { MemberOf } from '../../types/view/member.ts';
import type { View, ViewAt } from '../../types/view/view.ts';
import { kindOf } from '../array/kind.ts';
import { childPlaceOf, findPlace, leafPlacesOf, type Place, rootPlaceOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { makeGroup, makeLeaf } from '../schema/make-node.ts';
import type { GroupNode, Node } from '../schema/node.ts';
import { binderOptionsOf } from './binder.ts';
import { bindFlat } from './flat.ts';
import { planOf } from './plan.ts';
import { walkedBinderOf } from './walked-binder.ts';

/**
 * Returns the view of one member of a stack: of a subtree, or of the whole layout, whose leaves all have the same first
 * dimension. `stacked` makes such leaves. The leaves of the view have the shapes of the block and are windows on the
 * flat array; nothing is copied.
 *
 * @example
 * const ensemble = layout({ rate: [], nets: stacked(8, { weight: [3, 2], bias: [2], gain: [] }) });
 * const flat = ensemble.zeros();
 * const third = member(ensemble, flat, 'nets', 2);
 * third.weight.shape; // [3, 2], as a type too
 * third.gain = 7;
 * ensemble.view(flat).nets.gain[2]; // 7
 *
 * @throws RangeError for an unknown path, for leaves without a common first dimension, and for an index beyond it
 * @throws TypeError for anything but a layout and a flat array of numbers
 */
export function member<L extends LayoutLike, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  index: number,
): MemberOf<View<SchemaOf<L>, PlainOf<A>>, PlainOf<A>>;
export function member<L extends LayoutLike, A extends NumberArray, const P extends string>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  path: PathIn<P, PathParameter<SchemaOf<L>, P>>,
  index: number,
): string extends P ? unknown : MemberOf<ViewAt<SchemaOf<L>, P, PlainOf<A>>, PlainOf<A>>;
export function member(
  layout: LayoutLike,
  flat: unknown,
  ...at: readonly [number] | readonly [unknown, number]
): unknown {
  const root = rootOfLayout(layout);
  const bound = bindFlat(root.size, flat as AnyArray);
  const [path, index] = at.length === 1 ? ['', at[0]] : at;
  const place = path === '' ? rootPlaceOf(root) : findPlace(root, path as string);
  requireMember(place, index);
  const plan = planOf(rootPlaceOf(nodeOfMember(place, index)));
  return walkedBinderOf(plan, binderOptionsOf(kindOf(bound) as string))(bound);
}

function requireMember(stack: Place, index: number): void {
  const [first, ...others] = leafPlacesOf(stack);
  const where = stack.path === '' ? 'the layout' : `'${stack.path}'`;
  if (first === undefined) throw new RangeError(`${where} has no leaves, and so no members`);
  const sizeOf = ({ node, transposed }: typeof first): number | undefined => (transposed ? undefined : node.shape[0]);
  const count = sizeOf(first);
  const other = count === undefined ? first : others.find((leaf) => sizeOf(leaf) !== count);
  if (other !== undefined)
    throw new RangeError(
      `${where} is no stack: all of its leaves must have the same first dimension, but '${first.path}' has shape ` +
        `[${first.node.shape.join(', ')}] and '${other.path}' [${other.node.shape.join(', ')}]`,
    );
  if (!Number.isSafeInteger(index) || index < 0 || index >= (count as number))
    throw new RangeError(`index ${index} is out of range in ${where}, which has ${count} members`);
}

/** Returns a node whose leaves are one member's part of the leaves of a place. All offsets in it are absolute. */
function nodeOfMember(place: Place, index: number): Node {
  const { node } = place;
  if (node.kind === 'leaf') return makeLeaf(Object.freeze(node.shape.slice(1)), 1, place.path);
  const places = Array.from({ length: node.count }, (_, i) => childPlaceOf(place, i));
  const children = places.map((child) => nodeOfMember(child, index));
  const offsets = places.map((child, i) =>
    child.node.kind === 'leaf' ? child.offset + index * (children[i] as Node).size : 0,
  );
  const group: GroupNode = makeGroup(node.keys === undefined ? 'list' : 'struct', node.keys, children, place.path);
  return { ...group, offsets };
}
