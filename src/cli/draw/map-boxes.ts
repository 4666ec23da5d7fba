import type { MemoryPlace } from './memory-places.ts';

/** A box of the map: a place, or places next to one another that are each too small to be drawn. */
export interface MapBox {
  readonly column: number;
  /** Of the first column to its right that is not part of it. */
  readonly end: number;
  readonly places: readonly MemoryPlace[];
  /** In units. */
  readonly offset: number;
  readonly length: number;
}

/** In units. */
interface BoxSizes {
  readonly least: number;
  readonly visible: number;
  readonly enough: number;
}

/** The levels that the map shows; what is deeper is shown by its tensors only. */
const MAX_MAP_LEVELS = 5;

/**
 * The boxes of a map, a column for each level of the tree and the tensors last. Places shorter than `least` units are put together with
 * their neighbours until they are `enough`; what is still shorter than `visible` is left to the box around it.
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
