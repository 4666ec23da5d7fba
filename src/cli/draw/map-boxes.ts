import type { MemoryPlace } from './memory-places.ts';

/** A box of the map: a place, or neighbouring places that are too small to draw on their own. */
export interface MapBox {
  readonly column: number;
  /** The first column to its right that is not part of it. */
  readonly end: number;
  readonly places: readonly MemoryPlace[];
  /** Offset and length are in units. */
  readonly offset: number;
  readonly length: number;
}

/** Limits on the length of boxes, in units. */
interface BoxSizes {
  readonly least: number;
  readonly visible: number;
  readonly enough: number;
}

/** The most levels of the map. Deeper levels show only their tensors. */
const MAX_MAP_LEVELS = 5;

/**
 * Computes the boxes of a map: a column for each level of the tree, with the tensors last. Places shorter than `least`
 * join their neighbours until together they reach `enough`. If they stay below `visible`, only the box around them
 * shows them.
 */
export function mapBoxesOf(
  root: MemoryPlace,
  { least, visible, enough }: BoxSizes,
): { readonly boxes: readonly MapBox[]; readonly columns: number } {
  const columns = Math.min(MAX_MAP_LEVELS, Math.max(1, mapLevelsOf(root, least)));
  const boxes: MapBox[] = [];
  const visit = (places: readonly MemoryPlace[], column: number): void => {
    let small: MemoryPlace[] = [];
    const flush = (): void => {
      const [first] = small;
      const last = small.at(-1);
      if (first === undefined || last === undefined) return;
      const length = last.offset + last.length - first.offset;
      if (length >= visible) boxes.push({ column, end: columns, places: small, offset: first.offset, length });
      small = [];
    };
    for (const place of places) {
      if (place.length === 0) continue;
      if (place.length < least) {
        small.push(place);
        if (place.offset + place.length - (small[0] as MemoryPlace).offset >= enough) flush();
        continue;
      }
      flush();
      const isLeaf = place.children.length === 0;
      if (isLeaf || column < columns - 1)
        boxes.push({
          column,
          end: isLeaf ? columns : column + 1,
          places: [place],
          offset: place.offset,
          length: place.length,
        });
      visit(place.children, Math.min(column + 1, columns - 1));
    }
    flush();
  };
  visit(root.children, 0);
  return { boxes, columns };
}

function mapLevelsOf({ children }: MemoryPlace, least: number): number {
  let levels = 0;
  for (const child of children) if (child.length >= least) levels = Math.max(levels, mapLevelsOf(child, least));
  return children.length === 0 ? 0 : levels + 1;
}
