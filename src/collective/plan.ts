// No twin in types: the compiler does not know the number of members.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { SelectionLike } from '../../types/select/vector.ts';
import { describe } from '../array/describe.ts';
import { sameLayout } from '../place/fingerprint.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import type { AnyArray } from '../../types/array/kind.ts';
import { type Piece, sourceOf } from '../shard/shards-of.ts';
import { isShards, otherCount, otherFlatLength, otherLayout } from './issues.ts';

/** Elements that are consecutive in the flat array and in the packed vector. */
interface PackedRun {
  readonly start: number;
  readonly end: number;
  /** Where the first of them lies in the packed vector. */
  readonly at: number;
}
/**
 * Which elements of a flat array take part in a call. The packed vector holds them in the order of their owners: those
 * of member r from `bounds[r]` up to `bounds[r + 1]`.
 */
export interface Plan {
  readonly runs: readonly PackedRun[];
  readonly bounds: readonly number[];
}

/** A range of the packed vector: its elements from `start` up to `end`. */
export type PackedRange = readonly [start: number, end: number];

/** Returns the range that a member owns. A plan without elements has no bounds. */
export const ownedRange = ({ bounds }: Plan, rank: number): PackedRange => [bounds[rank] ?? 0, bounds[rank + 1] ?? 0];
/** Returns the number of elements of the packed vector. */
export const countOf = ({ bounds }: Plan): number => bounds.at(-1) ?? 0;

/**
 * Returns the plan for equal shards, a selection, or given shards.
 *
 * @throws TypeError or RangeError if they do not fit
 */
export function readPlan(model: LayoutLike, size: number, over: unknown): Plan {
  const { size: length } = rootOfLayout(model);
  if (over === undefined) return { runs: [{ start: 0, end: length, at: 0 }], bounds: equalBounds(length, size) };
  if (Array.isArray(over)) return planOfShards(model, size, over as never); // `as`: sourceOf checks the list
  const { ranges, flatLength, fingerprint } = (over ?? {}) as Partial<SelectionLike & LayoutLike>;
  if (!Array.isArray(ranges)) throw new TypeError(isShards(describe(over)));
  if (flatLength !== length) throw new RangeError(otherFlatLength(length, flatLength));
  // A selection that this library did not make has no fingerprint.
  if (fingerprint !== undefined && fingerprint !== model.fingerprint)
    throw new TypeError(otherLayout('a selection', model.fingerprint, fingerprint));
  let at = 0;
  const runs = (ranges as SelectionLike['ranges']).map(({ start, end }) => {
    const run = { start, end, at };
    at += end - start;
    return run;
  });
  return { runs, bounds: equalBounds(at, size) };
}

/** The bounds of equal parts: the length divided by the number of members, rounded up, as `shard` cuts. */
function equalBounds(length: number, size: number): number[] {
  const share = Math.ceil(length / size);
  return Array.from({ length: size + 1 }, (_, rank) => Math.min(length, rank * share));
}

function planOfShards(model: LayoutLike, size: number, shards: Parameters<typeof sourceOf>[0]): Plan {
  const source = sourceOf(shards);
  if (!sameLayout(source.layout, model))
    throw new TypeError(otherLayout('shards', model.fingerprint, source.layout.fingerprint));
  if (shards.length !== size) throw new RangeError(otherCount(size, shards.length));
  const owned: Piece[][] = Array.from({ length: size }, () => []);
  for (const piece of source.piecesOf()) owned[piece.rank]?.push(piece);
  const runs: PackedRun[] = [];
  const bounds = [0];
  let at = 0;
  for (const pieces of owned) {
    for (const { start, length } of pieces) {
      runs.push({ start, end: start + length, at });
      at += length;
    }
    bounds.push(at);
  }
  return { runs, bounds };
}

/**
 * Copies the elements from `from` up to `to` of the packed vector out of a flat array, to the beginning of `packed`.
 */
export function packRuns({ runs }: Plan, flat: AnyArray, packed: AnyArray, from: number, to: number): void {
  for (const { start, end, at } of runs) {
    const [low, high] = [Math.max(at, from), Math.min(at + end - start, to)];
    if (low < high) packed.set(windowBetween(flat, start + low - at, start + high - at), low - from);
  }
}
/** Copies a packed vector, which begins with element `from`, into a flat array. */
export function unpackRuns({ runs }: Plan, packed: AnyArray, flat: AnyArray, from: number, to: number): void {
  for (const { start, end, at } of runs) {
    const [low, high] = [Math.max(at, from), Math.min(at + end - start, to)];
    if (low < high) flat.set(windowBetween(packed, low - from, high - from), start + low - at);
  }
}

const windowBetween = (array: AnyArray, start: number, end: number): AnyArray =>
  (array as Float32Array).subarray(start, end); // or another kind
