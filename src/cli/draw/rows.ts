import { grouped } from '../output/quantity.ts';
import { sizeOf, type Group } from './group.ts';
import type { Place } from './place.ts';

/** A line of the tree beside the map. */
export interface Row {
  readonly depth: number;
  /** `h.{0..11}`: a group that holds but one is on a line with it. */
  readonly label: string;
  /** Undefined for the line that stands for what is left out. */
  readonly group: Group | undefined;
  /** Those around the group that are on its line. */
  readonly around: readonly Group[];
  /** Groups that this line stands for but does not show. */
  readonly hidden: readonly Group[];
}

/** The most lines of the tree. */
const MOST = 60;
/** Where all children of a place do not fit, the largest are shown, so many at most. */
const SOME = 24;

/**
 * Opens a tree as far as there is room for its lines, the largest groups first. Groups of one size are opened all or none: which of the
 * layers of a kind show what is in them should not hang on their order.
 */
export function rowsOf(groups: readonly Group[]): readonly Row[] {
  const opened = new Map<Group, Shown>();
  const top = shown(groups, MOST);
  let room = MOST - linesOf(top);
  let waiting = top.kept.filter(canOpen);
  while (waiting.length > 0) {
    const size = Math.max(...waiting.map(sizeOf));
    const batch = waiting.filter((group) => sizeOf(group) === size);
    const inner = batch.map((group) => shown(group.children, room));
    const lines = inner.reduce((sum, each, i) => sum + (isJoined(batch[i] as Group) ? 0 : linesOf(each)), 0);
    if (lines > room) break;
    room -= lines;
    batch.forEach((group, i) => opened.set(group, inner[i] as Shown));
    waiting = [
      ...waiting.filter((group) => sizeOf(group) !== size),
      ...inner.flatMap(({ kept }) => kept.filter(canOpen)),
    ];
  }
  const rows: Row[] = [];
  const visit = ({ kept, hidden }: Shown, depth: number): void => {
    for (let group of kept) {
      const around: Group[] = [];
      while (opened.has(group) && isJoined(group)) {
        around.push(group);
        group = group.children[0] as Group;
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
      rows.push({ depth, label: `… ${grouped(hidden.length)} more`, group: undefined, around: [], hidden });
  };
  visit(top, 0);
  return rows;
}

/** What is tied is one line: what is in it is shown where its owner is. */
const canOpen = ({ children, members }: Group): boolean =>
  children.length > 0 && (members[0] as Place).tiedTo === undefined;

/** Whether the one group that it holds stands for it. */
const isJoined = ({ members, children }: Group): boolean => members.length === 1 && children.length === 1;

interface Shown {
  readonly kept: readonly Group[];
  readonly hidden: readonly Group[];
}

function shown(groups: readonly Group[], room: number): Shown {
  if (groups.length <= room) return { kept: groups, hidden: [] };
  const bySize = [...groups].sort((a, b) => sizeOf(b) - sizeOf(a));
  const kept = new Set(bySize.slice(0, Math.max(0, Math.min(SOME, room) - 1)));
  return { kept: groups.filter((group) => kept.has(group)), hidden: groups.filter((group) => !kept.has(group)) };
}

const linesOf = ({ kept, hidden }: Shown): number => kept.length + (hidden.length > 0 ? 1 : 0);
