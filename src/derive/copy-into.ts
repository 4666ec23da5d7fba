import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { CopiedRows, CopyOptions, CopyReport } from '../../types/derive/copy-into.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, isFloatKind, kindOf, typeOfKind } from '../array/kind.ts';
import { ownersByPath } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { copyLeaf } from '../values/pack-leaf.ts';
import { bindFlat } from '../view/flat.ts';
import { leafOver } from '../view/leaf.ts';
import { type CopyPiece, type OwnerPieces, planCopy } from './copy-plan.ts';
import { type CopySources, copySourcesOf } from './copy-sources.ts';

/**
 * Copies each leaf that both layouts have from the flat array of the first layout to that of the second, and returns a
 * report. Leaves are matched by path. Those that only the second layout has stay as they are. Use it for a model that
 * got a new layer, an adapter or more embeddings, and for a flat array that was saved before.
 *
 * The path of a tie counts too: a leaf may have the path of a tie in the other layout. If an owner has several sources,
 * they must hold the same values. The members of a `stacked` leaf have the paths of a `repeat`: the members of
 * `layers.w` are `layers.0.w`, `layers.1.w` and so on. The arrays may be of different kinds and may overlap.
 *
 * @example
 * const larger = extend(model, { probe: [3] });
 * const grown = larger.zeros();
 * const report = copyInto(model, model.zeros().fill(7), larger, grown);
 * report.missing; // ['probe']
 * grown.at(-1); // 7
 *
 * @throws RangeError for a leaf of another shape, for a flat array of another length, for sources of one owner that
 * differ, for a name that leads to no leaf, and for an integer that the second array cannot hold. Then `copyInto` has
 * written nothing.
 * @throws TypeError for anything but layouts, flat arrays and options, and for names that match nothing
 */
export function copyInto<A extends LayoutLike, FA extends NumberArray, B extends LayoutLike, FB extends NumberArray>(
  from: A,
  fromFlat: FlatIn<FlatSchemaOf<A>, FA>,
  to: B,
  toFlat: FlatIn<FlatSchemaOf<B>, FB>,
  options: CopyOptions = {},
): CopyReport {
  const source = bindFlat(rootOfLayout(from).size, fromFlat as NumberArray as AnyArray);
  const target = bindFlat(rootOfLayout(to).size, toFlat as NumberArray as AnyArray);
  const { names, rows } = readOptions(options);
  const sources = copySourcesOf(from, to, names);
  const plan = planCopy(to, sources, rows);

  // If the copy cannot fail halfway and the arrays have two buffers, it goes straight to the second array. Otherwise it
  // goes to a clone first.
  const isDirect =
    source.buffer !== target.buffer &&
    (kindOf(source) === kindOf(target) || [source, target].every((flat) => isFloatKind(kindOf(flat)))) &&
    plan.every(({ pieces }) => pieces.length < 2);
  const stage = isDirect ? target : cloneOf(target);
  for (const { owner, pieces } of plan) copyPieces(owner, pieces, source, stage);
  if (!isDirect)
    for (const { owner, pieces } of plan)
      if (pieces.length > 0)
        target.set((stage as Float32Array).subarray(owner.offset, owner.offset + owner.length), owner.offset);
  return reportOf(from, plan, sources);
}

function copyPieces(owner: Slot, pieces: readonly CopyPiece[], flat: AnyArray, stage: AnyArray): void {
  const done: CopyPiece[] = [];
  let end = 0; // of what is written; the members of a stack come in order, so none needs a look at the others
  for (const { to: whole, from: source, rows } of pieces) {
    const piece = { to: limitRows(whole, rows), from: source, rows };
    const value = leafOver(flat, limitRows(source, rows));
    if (piece.to.offset >= end) copyLeaf(piece.to, value, stage, piece.to.offset, false);
    else addPiece(owner, piece, done, value, stage);
    done.push(piece);
    end = Math.max(end, piece.to.offset + piece.to.length);
  }
}

/** Copies a further piece of an owner. Where earlier pieces have written, it must hold the same values. */
function addPiece(
  owner: Slot,
  { to, from }: CopyPiece,
  done: readonly CopyPiece[],
  value: AnyArray,
  stage: AnyArray,
): void {
  const first = (done.find((each) => overlaps(each.to, to)) ?? done[0]) as CopyPiece;
  const before = (stage as Float32Array).slice(to.offset, to.offset + to.length);
  copyLeaf(to, value, stage, to.offset, false);
  for (let i = 0; i < to.length; i++) {
    const at = to.offset + i;
    const isWritten = done.some((each) => at >= each.to.offset && at < each.to.offset + each.to.length);
    if (isWritten && !Object.is(before[i], stage[at]))
      throw new RangeError(
        `'${owner.path}' has two sources, '${first.from.path}' and ` +
          `'${from.path}', which differ at its element ${at - owner.offset}`,
      );
  }
}

const overlaps = (a: Slot, b: Slot): boolean => a.offset < b.offset + b.length && b.offset < a.offset + a.length;

/**
 * Returns the slot of the first rows. Its strides stay, and its length does too if the rows do not lie one after the
 * other.
 */
function limitRows(slot: Slot, rows: CopiedRows | undefined): Slot {
  if (rows === undefined) return slot;
  const shape = [rows.rows, ...slot.shape.slice(1)];
  const isScattered = slot.transposed && shape[1] !== 1;
  return { ...slot, shape, length: isScattered ? slot.length : shape.reduce((a, b) => a * b, 1) };
}

function cloneOf(flat: AnyArray): AnyArray {
  const clone = new (typeOfKind(kindOf(flat)) as ArrayType)(flat.length);
  clone.set(flat);
  return clone;
}

function readOptions(options: CopyOptions): { readonly names: CopyOptions['names']; readonly rows: boolean } {
  requireOptions('copyInto', options, ['names', 'rows']);
  const { names, rows = false } = options;
  if (typeof rows !== 'boolean') throw new TypeError(`rows must be true or false, found ${describe(rows)}`);
  if (names !== undefined && describe(names) !== 'an object')
    throw new TypeError(`names must be an object, found ${describe(names)}`);
  return { names, rows };
}

function reportOf(from: LayoutLike, plan: readonly OwnerPieces[], sources: CopySources): CopyReport {
  const copied: string[] = [];
  const rows: CopiedRows[] = [];
  const missing: string[] = [];
  const used = new Set<Slot>();
  for (const { owner, pieces, rows: some } of plan) {
    for (const piece of pieces) used.add(piece.from);
    if (pieces.length === 0) missing.push(owner.path);
    else if (some !== undefined) rows.push(Object.freeze({ ...some, path: owner.path }));
    else copied.push(owner.path);
  }
  return Object.freeze({
    copied: Object.freeze(copied),
    rows: Object.freeze(rows),
    missing: Object.freeze(missing),
    unused: Object.freeze(unusedPaths(from, used, sources)),
  });
}

/**
 * Returns the owners of which nothing was used. For an owner that was used in part, it returns the parts that were not.
 */
function unusedPaths(from: LayoutLike, used: ReadonlySet<Slot>, { fromMembers }: CopySources): string[] {
  return Array.from(ownersByPath(from).values()).flatMap(({ slot: owner, ties }) => {
    const parts = [...ties, ...(fromMembers.get(owner.path) ?? [])];
    const taken = parts.filter((slot) => used.has(slot));
    if (used.has(owner) || taken.some(({ length }) => length === owner.length)) return [];
    if (taken.length === 0) return [owner.path];
    return parts.filter((slot) => !taken.some((each) => overlaps(each, slot))).map(({ path }) => path);
  });
}
