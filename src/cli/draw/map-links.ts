import type { MapFrame } from './memory-map.ts';
import { groupLengthOf, type MemoryPlace, type PlaceGroup } from './memory-places.ts';
import { colourClassOf, type Colours } from './place-colours.ts';
import { fitText, pathElement, px, textElement, titledGroup } from './svg-elements.ts';
import type { TreeRow } from './tree-rows.ts';
import type { TreeFrame } from './tree-table.ts';

/** A stretch of memory, in units. `end` is exclusive. */
interface MemoryExtent {
  readonly start: number;
  readonly end: number;
}

function extentOf({ members }: PlaceGroup): MemoryExtent {
  let [start, end] = [Infinity, -Infinity];
  for (const member of members) {
    start = Math.min(start, member.offset);
    end = Math.max(end, member.offset + member.length);
  }
  return { start, end };
}

/** Draws brackets beside the map around the outermost equal blocks. `x` is the right edge of the map. */
export function drawBrackets(groups: readonly PlaceGroup[], total: number, { x, y, width, height }: MapFrame): string {
  const found: string[] = [];
  const visit = (group: PlaceGroup): void => {
    const [first] = group.members as readonly [MemoryPlace];
    if (group.members.length === 1) return group.children.forEach(visit);
    const path = first.path.slice(0, first.path.length - first.key.length - first.rest.length) + group.label;
    for (const { start, end } of contiguousRunsOf(group)) {
      const [top, bottom] = [y + (start / total) * height, y + (end / total) * height];
      if (bottom - top < 8) continue;
      const left = x + width + 3;
      const text = fitText(path, bottom - top - 4);
      const middle = (top + bottom) / 2;
      const name =
        text === undefined ? '' : (
          textElement('t c', left + 14, middle, text, ` transform="rotate(-90 ${px(left + 14)} ${px(middle)})"`)
        );
      found.push(
        titledGroup(
          [path, `${group.members.length} equal blocks`],
          pathElement('bracket', `M${px(left)},${px(top + 1)}h4V${px(bottom - 1)}h-4`),
          name,
        ),
      );
    }
  };
  groups.forEach(visit);
  return found.join('\n');
}

/** Joins the members that lie directly after one another. */
function contiguousRunsOf({ members }: PlaceGroup): readonly MemoryExtent[] {
  const runs: { start: number; end: number }[] = [];
  for (const { offset, length } of members) {
    const last = runs.at(-1);
    if (last !== undefined && last.end === offset) last.end += length;
    else runs.push({ start: offset, end: offset + length });
  }
  return runs;
}

/** Draws bands from the map to the rows of the tree, as fine as possible without crossing. */
export function drawBands(
  rows: readonly TreeRow[],
  groups: readonly PlaceGroup[],
  colours: Colours,
  total: number,
  map: MapFrame,
  left: number,
  { x, y, pitch }: TreeFrame,
): string {
  const lines = new Map(rows.flatMap(({ group, around }, i) => [...around, group].map((each) => [each, i] as const)));
  const found: string[] = [];
  const band = (group: PlaceGroup, first: number, end: number): void => {
    const extent = extentOf(group);
    if (groupLengthOf(group) === 0) return;
    const [top, bottom] = [map.y + (extent.start / total) * map.height, map.y + (extent.end / total) * map.height];
    const [upper, lower] = [y + first * pitch + 0.75, y + end * pitch - 0.75];
    const colour = colours.of(group.members[0] as MemoryPlace);
    const css = colourClassOf(colour === undefined ? undefined : { hue: colour.hue, shade: 0 }, true);
    const middle = px((left + x) / 2);
    const from = px(map.x + map.width);
    const edge = Math.max(bottom, top + 0.6);
    found.push(
      pathElement(
        `band ${css}`,
        `M${from},${px(top)}H${px(left)}` +
          `C${middle},${px(top)} ${middle},${px(upper)} ${px(x - 5)},${px(upper)}V${px(lower)}` +
          `C${middle},${px(lower)} ${middle},${px(edge)} ${px(left)},${px(edge)}H${from}Z`,
      ),
    );
  };
  const visit = (level: readonly PlaceGroup[]): void => {
    for (const group of level) {
      const from = lines.get(group);
      if (from === undefined) continue; // the tree does not show it
      const to = subtreeEndOf(rows, from);
      if (
        to > from + 1 &&
        group.members.length === 1 &&
        isInMemoryOrder(group.children.filter((child) => lines.has(child)))
      )
        visit(group.children);
      else band(group, from, to);
    }
  };
  if (isInMemoryOrder(groups.filter((group) => lines.has(group)))) visit(groups);
  return found.join('\n');
}

/** The index after the last row below a row of the tree. */
function subtreeEndOf(rows: readonly TreeRow[], from: number): number {
  let to = from + 1;
  while (to < rows.length && (rows[to] as TreeRow).depth > (rows[from] as TreeRow).depth) to += 1;
  return to;
}

function isInMemoryOrder(groups: readonly PlaceGroup[]): boolean {
  let before = 0;
  for (const group of groups) {
    const { start, end } = extentOf(group);
    if (start < before) return false;
    before = end;
  }
  return true;
}

/** The room for links to the right of the tree. */
export const LINKS_WIDTH = 46;

/** Draws links from ties to their owners, between the rows that stand for them. */
export function drawLinks(rows: readonly TreeRow[], x: number, { y, pitch }: TreeFrame): string {
  const found: string[] = [];
  rows.forEach(({ group }, from) => {
    const owner = (group?.members[0] as MemoryPlace | undefined)?.tiedTo;
    const to = owner === undefined ? undefined : rowIndexOf(rows, owner);
    if (group === undefined || owner === undefined || to === undefined) return;
    const [a, b] = [y + (from + 0.5) * pitch, y + (to + 0.5) * pitch];
    const out = x + Math.min(LINKS_WIDTH - 8, 12 + Math.abs(from - to) * 1.2) * (4 / 3);
    found.push(
      titledGroup(
        [`${group.members[0]?.path} → ${owner}`],
        pathElement('link', `M${px(x + 4)},${px(a)}C${px(out)},${px(a)} ${px(out)},${px(b)} ${px(x + 9)},${px(b)}`),
        pathElement('head', `M${px(x + 4)},${px(b)}l6,-3v6z`),
      ),
    );
  });
  return found.join('\n');
}

/** Finds the row of a path, or of the deepest place around it that has a row. Equal blocks share a row. */
function rowIndexOf(rows: readonly TreeRow[], path: string): number | undefined {
  let best: { readonly line: number; readonly length: number } | undefined;
  rows.forEach(({ group }, line) => {
    for (const member of group?.members ?? []) {
      const isAround = path === member.path || path.startsWith(`${member.path}.`);
      if (isAround && member.tiedTo === undefined && member.path.length > (best?.length ?? -1))
        best = { line, length: member.path.length };
    }
  });
  return best?.line;
}
