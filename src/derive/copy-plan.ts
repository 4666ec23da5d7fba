// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { CopiedRows } from '../../types/derive/copy-into.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { ownersByPath } from '../place/owner.ts';
import type { CopySources } from './copy-sources.ts';

/**
 * A leaf of the second layout, or a part of one, and what it gets. If the numbers of rows differ, it gets the first
 * rows.
 */
export interface CopyPiece {
  readonly to: Slot;
  readonly from: Slot;
  readonly rows: CopiedRows | undefined;
}
/** All pieces of an owner of the second layout; none if it gets nothing. */
export interface OwnerPieces {
  readonly owner: Slot;
  readonly pieces: readonly CopyPiece[];
  /** How many rows it gets, if not all. */
  readonly rows: CopiedRows | undefined;
}

/**
 * Pairs the owners of the second layout with their sources. An owner gets the leaf of its own path, and those that have
 * the paths of its ties and members: all of them must hold the same values, which the caller checks.
 *
 * @throws RangeError for a leaf of another shape
 */
export function planCopy(to: LayoutLike, sources: CopySources, takesRows: boolean): readonly OwnerPieces[] {
  const { byPath, toMembers, hasMembers } = sources;
  return Array.from(ownersByPath(to).values(), ({ slot: owner, ties }) => {
    const pieces: CopyPiece[] = [];
    const leaves = [owner, ...ties].filter(({ path }) => !hasMembers.has(path));
    for (const slot of [...leaves, ...(toMembers.get(owner.path) ?? [])]) {
      const from = byPath.get(slot.path);
      if (from === undefined || isTiedInBoth(slot, from, owner, byPath)) continue;
      pieces.push({ to: slot, from, rows: compareShapes(slot, from, takesRows) });
    }
    return coverOwner(owner, pieces, takesRows);
  });
}

/** Whether a slot is tied in the same way in both layouts, so that its source is that of its owner. */
function isTiedInBoth(slot: Slot, from: Slot, owner: Slot, sources: CopySources['byPath']): boolean {
  const other = sources.get(owner.path);
  return (
    slot !== owner &&
    other !== undefined &&
    from.tiedTo !== undefined &&
    from.tiedTo === (other.tiedTo ?? other.path) &&
    from.transposed === slot.transposed &&
    from.offset - other.offset === slot.offset - owner.offset
  );
}

function compareShapes(to: Slot, from: Slot, takesRows: boolean): CopiedRows | undefined {
  if (to.shape.join() === from.shape.join()) return undefined;
  const [rows = 0, ...rest] = to.shape;
  const [fromRows = 0, ...fromRest] = from.shape;
  const differsInRows = to.shape.length > 0 && to.shape.length === from.shape.length && rest.join() === fromRest.join();
  if (differsInRows && takesRows) return { path: to.path, rows: Math.min(rows, fromRows), from: fromRows, to: rows };
  const name = from.path === to.path ? '' : ` in '${from.path}'`;
  const hint = differsInRows ? '; with { rows: true }, copyInto copies the first rows' : '';
  throw new RangeError(
    `'${to.path}': the shape [${to.shape.join(', ')}] was expected, found [${from.shape.join(', ')}]${name}${hint}`,
  );
}

/**
 * Keeps the pieces of an owner if together they reach every element of it. Where rows may be missing, it is enough if
 * they reach the first rows.
 */
function coverOwner(owner: Slot, pieces: readonly CopyPiece[], takesRows: boolean): OwnerPieces {
  const wholes = pieces.filter(({ to }) => to.length === owner.length);
  const [whole] = wholes.sort((a, b) => (b.rows?.rows ?? Infinity) - (a.rows?.rows ?? Infinity));
  if (whole !== undefined) return { owner, pieces, rows: whole.rows };
  let end = owner.offset;
  for (const { to } of pieces.filter(({ rows }) => rows === undefined).sort((a, b) => a.to.offset - b.to.offset))
    if (to.offset <= end) end = Math.max(end, to.offset + to.length);
  const reached = end - owner.offset;
  if (reached === owner.length && pieces.length > 0) return { owner, pieces, rows: undefined };
  const [count = 0] = owner.shape;
  const rows = (reached * count) / owner.length;
  if (!takesRows || reached === 0 || !Number.isInteger(rows)) return { owner, pieces: [], rows: undefined };
  return { owner, pieces, rows: { path: owner.path, rows, from: rows, to: count } };
}
