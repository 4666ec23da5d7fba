import { groupDigits, pluralize } from '../output/quantity.ts';
import { groupAlike, groupLabelOf, type KeyedChild, numberSubtrees } from '../tree/equal-subtrees.ts';
import { segmentsOf } from '../tree/name-tree.ts';
import { type DrawnTensor, type DrawSubject, sizeTextOf } from './draw-subject.ts';

/** A stretch of memory that has a name: a tensor, or tensors next to one another whose names begin alike. */
export interface MemoryPlace {
  /** Its first segment below the place around it. */
  readonly key: string;
  /** The rest of its label, with the dot before it: places that hold but one place are one with it. */
  readonly rest: string;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly tensors: number;
  /** In the order of memory. A name can come twice where something else lies in between. */
  readonly children: readonly MemoryPlace[];
  readonly leaf: DrawnTensor | undefined;
  /** The owner's path, where all of it is tied to one tensor or subtree. */
  readonly tiedTo: string | undefined;
}

interface GrowingPlace {
  readonly key: string;
  readonly path: string;
  readonly children: GrowingPlace[];
  readonly leaf: DrawnTensor | undefined;
}

/** The tree of tensors that are given in the order of memory. */
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

/** `a`, where its places are tied to those of the same names below `a`. */
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

/** Places that are alike and stand under indices of one place, or a single one. */
export interface PlaceGroup {
  /** `wte.weight`, or `{0..11}`. */
  readonly label: string;
  /** In the order of memory. */
  readonly members: readonly MemoryPlace[];
  /** Of one member; the first stands for all. */
  readonly children: readonly PlaceGroup[];
  /** How often it is there: its members, times those of the groups around it. */
  readonly count: number;
}

/** A tree of places with equal blocks in one: those of the same names, types and shapes all the way down. */
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
  return groupAlike(keyedChildrenOf(place), numbers).map((group) => {
    const members = group.map(([, member]) => member);
    const [first] = members as [MemoryPlace];
    const count = times * members.length;
    return { label: groupLabelOf(group) + first.rest, members, count, children: groupChildren(first, numbers, count) };
  });
}

/** What all of them take, wherever they stand. */
export const groupLengthOf = ({ members, count }: PlaceGroup): number => count * (members[0] as MemoryPlace).length;

/** Path, shape, type, place and share of a place. */
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
