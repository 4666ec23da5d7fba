import { groupDigits, pluralize } from '../output/quantity.ts';
import { groupEqualChildren, groupLabelOf, type KeyedChild, numberSubtrees } from '../tree/equal-subtrees.ts';
import { segmentsOf } from '../tree/name-tree.ts';
import { type DrawnTensor, type DrawSubject, sizeTextOf } from './draw-subject.ts';

/** A named stretch of memory: a tensor, or neighbouring tensors whose names begin alike. */
export interface MemoryPlace {
  /** The first segment of its name below the place around it. */
  readonly key: string;
  /** The rest of its label, beginning with a dot. A place with a single child is joined with it. */
  readonly rest: string;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly tensors: number;
  /** The places within it in the order of memory. A name may occur twice if something else lies between. */
  readonly children: readonly MemoryPlace[];
  readonly leaf: DrawnTensor | undefined;
  /** The path of the owner, if the whole place is tied to one tensor or subtree. */
  readonly tiedTo: string | undefined;
}

interface GrowingPlace {
  readonly key: string;
  readonly path: string;
  readonly children: GrowingPlace[];
  readonly leaf: DrawnTensor | undefined;
}

/** Builds the tree of tensors that are given in the order of memory. */
export function placeTreeOf(leaves: readonly DrawnTensor[]): MemoryPlace {
  const root: GrowingPlace = { key: '', path: '', children: [], leaf: undefined };
  for (const leaf of leaves) {
    const segments = segmentsOf(leaf.path);
    let here = root;
    segments.forEach((key, depth) => {
      const path = depth === 0 ? key : `${here.path}.${key}`;
      const last = here.children.at(-1);
      const isLast = depth === segments.length - 1;
      if (!isLast && last !== undefined && last.key === key && last.leaf === undefined) here = last;
      else {
        const next = { key, path, children: [], leaf: isLast ? leaf : undefined };
        here.children.push(next);
        here = next;
      }
    });
  }
  return { ...finishPlace(root), key: '', rest: '' };
}

function finishPlace({ key, path, children: growing, leaf }: GrowingPlace): MemoryPlace {
  if (leaf !== undefined)
    return {
      key,
      rest: '',
      path,
      offset: leaf.offset,
      length: leaf.length,
      tensors: 1,
      children: [],
      leaf,
      tiedTo: leaf.tiedTo,
    };
  const children = growing.map(finishPlace);
  const [only, ...others] = children;
  if (only !== undefined && others.length === 0 && key !== '')
    return { ...only, key, rest: `.${only.key}${only.rest}` };
  const last = children.at(-1);
  const offset = only?.offset ?? 0;
  const length = last === undefined ? 0 : last.offset + last.length - offset;
  const tensors = children.reduce((sum, child) => sum + child.tensors, 0);
  return { key, rest: '', path, offset, length, tensors, children, leaf: undefined, tiedTo: commonOwnerOf(children) };
}

/** Finds the common owner: `a`, if all children are tied to the same names below `a`. */
function commonOwnerOf(children: readonly MemoryPlace[]): string | undefined {
  let owner: string | undefined;
  for (const child of children) {
    const ending = `.${placeLabelOf(child)}`;
    if (child.tiedTo?.endsWith(ending) !== true) return undefined;
    const here = child.tiedTo.slice(0, -ending.length);
    if (owner !== undefined && owner !== here) return undefined;
    owner = here;
  }
  return owner;
}

export const placeLabelOf = ({ key, rest }: MemoryPlace): string => key + rest;

/** A group of equal places under indices of one place, or a single place. */
export interface PlaceGroup {
  /** `wte.weight`, or `{0..11}` for several places. */
  readonly label: string;
  /** The places in the order of memory. */
  readonly members: readonly MemoryPlace[];
  /** The groups within the first member, which stands for all. */
  readonly children: readonly PlaceGroup[];
  /** The number of members, times the counts of the groups around. */
  readonly count: number;
}

/** Groups equal places of a tree: those with equal names, dtypes and shapes at every level. */
export function placeGroupsOf(root: MemoryPlace): readonly PlaceGroup[] {
  const numbers = numberSubtrees<MemoryPlace>(root, {
    childrenOf: keyedChildrenOf,
    ownOf: ({ leaf, tiedTo, rest }) =>
      `${rest}|${tiedTo ?? ''}|${leaf === undefined ? '' : `${leaf.dtype}[${leaf.shape.join()}]`}`,
  });
  return groupChildren(root, numbers, 1);
}

const keyedChildrenOf = ({ children }: MemoryPlace): readonly KeyedChild<MemoryPlace>[] =>
  children.map((child) => [child.key, child]);

function groupChildren(
  place: MemoryPlace,
  numbers: ReadonlyMap<MemoryPlace, number>,
  times: number,
): readonly PlaceGroup[] {
  return groupEqualChildren(keyedChildrenOf(place), numbers).map((group) => {
    const members = group.map(([, member]) => member);
    const [first] = members as [MemoryPlace];
    const count = times * members.length;
    return { label: groupLabelOf(group) + first.rest, members, count, children: groupChildren(first, numbers, count) };
  });
}

/** The length of all places of a group, in units. */
export const groupLengthOf = ({ members, count }: PlaceGroup): number => count * (members[0] as MemoryPlace).length;

/** Describes a place: path, shape, dtype, offset, length and share. */
export function placeTitleOf(
  { path, leaf, offset, length, tensors, tiedTo }: MemoryPlace,
  subject: DrawSubject,
): readonly string[] {
  const what =
    leaf === undefined ?
      pluralize(tensors, 'tensor')
    : `[${leaf.shape.join(', ')}]${leaf.dtype === undefined ? '' : ` ${leaf.dtype}`}`;
  return [
    path === '' ? '(the root)' : path,
    what,
    ...(tiedTo === undefined ? [`offset ${groupDigits(offset)}, length ${sizeTextOf(length, subject)}`] : []),
  ];
}
