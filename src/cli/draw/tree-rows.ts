import { groupDigits } from '../output/quantity.ts';
import { groupLengthOf, type MemoryPlace, type PlaceGroup } from './memory-places.ts';

/** A row of the tree beside the map. */
export interface TreeRow {
  readonly depth: number;
  /** `h.{0..11}`. A group with a single child shares a row with it. */
  readonly label: string;
  /** The group; undefined for the row that stands for hidden groups. */
  readonly group: PlaceGroup | undefined;
  /** The groups around it that share its row. */
  readonly around: readonly PlaceGroup[];
  /** The groups that this row stands for without showing them. */
  readonly hidden: readonly PlaceGroup[];
}

const MAX_TREE_ROWS = 60;
/** If the children of a place do not all fit, at most this many of the largest are shown. */
const MAX_SHOWN_CHILDREN = 24;

/**
 * Opens a tree as far as its rows fit, the largest groups first. Groups of equal size open together or not at all, so
 * that the result does not depend on the order of equal layers.
 */
export function treeRowsOf(groups: readonly PlaceGroup[]): readonly TreeRow[] {
  const opened = new Map<PlaceGroup, ShownGroups>();
  const top = largestGroupsOf(groups, MAX_TREE_ROWS);
  let room = MAX_TREE_ROWS - countRows(top);
  let waiting = top.kept.filter(canOpen);
  while (waiting.length > 0) {
    const size = Math.max(...waiting.map(groupLengthOf));
    const batch = waiting.filter((group) => groupLengthOf(group) === size);
    const inner = batch.map((group) => largestGroupsOf(group.children, room));
    const lines = inner.reduce((sum, each, i) => sum + (isJoined(batch[i] as PlaceGroup) ? 0 : countRows(each)), 0);
    if (lines > room) break;
    room -= lines;
    batch.forEach((group, i) => opened.set(group, inner[i] as ShownGroups));
    waiting = [
      ...waiting.filter((group) => groupLengthOf(group) !== size),
      ...inner.flatMap(({ kept }) => kept.filter(canOpen)),
    ];
  }
  const rows: TreeRow[] = [];
  const visit = ({ kept, hidden }: ShownGroups, depth: number): void => {
    for (let group of kept) {
      const around: PlaceGroup[] = [];
      while (opened.has(group) && isJoined(group)) {
        around.push(group);
        group = group.children[0] as PlaceGroup;
      }
      rows.push({
        depth,
        label: [...around, group].map((each) => each.label).join('.') || "''",
        group,
        around,
        hidden: [],
      });
      const inner = opened.get(group);
      if (inner !== undefined) visit(inner, depth + 1);
    }
    if (hidden.length > 0)
      rows.push({ depth, label: `… ${groupDigits(hidden.length)} more`, group: undefined, around: [], hidden });
  };
  visit(top, 0);
  return rows;
}

/** Whether a group can open. A tie cannot, because its owner shows the contents. */
const canOpen = ({ children, members }: PlaceGroup): boolean =>
  children.length > 0 && (members[0] as MemoryPlace).tiedTo === undefined;

/** Whether a group shares its row with its single child. */
const isJoined = ({ members, children }: PlaceGroup): boolean => members.length === 1 && children.length === 1;

interface ShownGroups {
  readonly kept: readonly PlaceGroup[];
  readonly hidden: readonly PlaceGroup[];
}

function largestGroupsOf(groups: readonly PlaceGroup[], room: number): ShownGroups {
  if (groups.length <= room) return { kept: groups, hidden: [] };
  const bySize = [...groups].sort((a, b) => groupLengthOf(b) - groupLengthOf(a));
  const kept = new Set(bySize.slice(0, Math.max(0, Math.min(MAX_SHOWN_CHILDREN, room) - 1)));
  return { kept: groups.filter((group) => kept.has(group)), hidden: groups.filter((group) => !kept.has(group)) };
}

const countRows = ({ kept, hidden }: ShownGroups): number => kept.length + (hidden.length > 0 ? 1 : 0);
