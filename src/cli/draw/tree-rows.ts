import { groupDigits } from '../output/quantity.ts';
import { groupLengthOf, type MemoryPlace, type PlaceGroup } from './memory-places.ts';

/** A line of the tree beside the map. */
export interface TreeRow {
  readonly depth: number;
  /** `h.{0..11}`: a group that holds but one is on a line with it. */
  readonly label: string;
  /** Undefined for the line that stands for what is left out. */
  readonly group: PlaceGroup | undefined;
  /** Those around the group that are on its line. */
  readonly around: readonly PlaceGroup[];
  /** Groups that this line stands for but does not show. */
  readonly hidden: readonly PlaceGroup[];
}

/** The most lines of the tree. */
const MAX_TREE_ROWS = 60;
/** Where all children of a place do not fit, the largest are shown, so many at most. */
const MAX_SHOWN_CHILDREN = 24;

/**
 * Opens a tree as far as there is room for its lines, the largest groups first. Groups of one size are opened all or none: which of the
 * layers of a kind show what is in them should not hang on their order.
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

/** What is tied is one line: what is in it is shown where its owner is. */
const canOpen = ({ children, members }: PlaceGroup): boolean =>
  children.length > 0 && (members[0] as MemoryPlace).tiedTo === undefined;

/** Whether the one group that it holds stands for it. */
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
