// No twin in types: the compiler sees shapes, not single elements.
import type { Arranged } from './arranged.ts';
import { type Box, type BoxDigit, narrowDigit, spanOf, splitDigit } from './strides.ts';

/** Elements that a tensor and a leaf share, evenly spaced in both. */
export interface SharedDigit {
  readonly count: number;
  /** The distance of two neighbours in the tensor of the file, in elements. */
  readonly file: number;
  /** Their distance in the leaf, in elements. */
  readonly leaf: number;
}
/** A box of elements that is the same in a tensor of a file and in a leaf of a layout. */
export interface Move<F, L> {
  readonly tensor: F;
  readonly leaf: L;
  /** The first element in the tensor, and in the leaf. */
  readonly fileStart: number;
  readonly leafStart: number;
  readonly digits: readonly SharedDigit[];
}

/** Returns where each element of the tensors lies in the leaves, if both fill the same arrangement. */
export function meetOf<F, L>(file: Arranged<F>, leaves: Arranged<L>): readonly Move<F, L>[] {
  const ends = file.boxes.map((box) => box.at + spanOf(box.digits));
  return leaves.boxes.flatMap((leaf) => {
    const last = leaf.at + spanOf(leaf.digits);
    return file.boxes.flatMap((box, i) => (box.at > last || (ends[i] as number) < leaf.at ? [] : meetBoxes(box, leaf)));
  });
}

/**
 * Returns the elements that two boxes share. It compares their first digits. Digits of the same stride meet in a range
 * of values. A wider digit is split to the other's stride, or taken value by value where that is not possible.
 */
function meetBoxes<F, L>(file: Box<F>, leaf: Box<L>): readonly Move<F, L>[] {
  const [a] = file.digits;
  const [b] = leaf.digits;
  if (a === undefined && b === undefined)
    return file.at === leaf.at ?
        [{ tensor: file.tensor, leaf: leaf.tensor, fileStart: file.start, leafStart: leaf.start, digits: [] }]
      : [];
  const [wide, narrow] = [a?.to ?? 0, b?.to ?? 0];
  if (wide === narrow) return meetDigits(file, leaf);
  return wide > narrow ?
      alignFirst(file, leaf).flatMap(([one, other]) => meetBoxes(one, other))
    : alignFirst(leaf, file).flatMap(([one, other]) => meetBoxes(other, one));
}

/** Makes the first digits of two boxes equally wide, of which the first is wider; or drops the wider one. */
function alignFirst<A, B>(wide: Box<A>, narrow: Box<B>): readonly (readonly [Box<A>, Box<B>])[] {
  const { count, to } = wide.digits[0] as BoxDigit; // it is wider than another digit
  const [digit] = narrow.digits;
  if (digit !== undefined && to % digit.to === 0 && digit.count * digit.to > to)
    return splitDigit(narrow, 0, to).map((each) => [wide, each]);
  const inner = spanOf(wide.digits.slice(1));
  const first = Math.max(0, Math.ceil((narrow.at - wide.at - inner) / to));
  const last = Math.min(count - 1, Math.floor((narrow.at + spanOf(narrow.digits) - wide.at) / to));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => [
    narrowDigit(wide, 0, first + i, first + i + 1),
    narrow,
  ]);
}

/** Returns what two boxes share whose first digits have the same stride. */
function meetDigits<F, L>(file: Box<F>, leaf: Box<L>): readonly Move<F, L>[] {
  const [a, ...below] = file.digits as readonly [BoxDigit, ...BoxDigit[]];
  const [b, ...under] = leaf.digits as readonly [BoxDigit, ...BoxDigit[]];
  const distance = leaf.at - file.at;
  // The value of the leaf's digit plus `shift` is the value of the file's digit. The rest of both may begin up to a
  // stride apart, in either direction.
  const shifts =
    distance % a.to === 0 && below.length === 0 && under.length === 0 ?
      [distance / a.to]
    : [Math.floor(distance / a.to), Math.floor(distance / a.to) + 1];
  return shifts.flatMap((shift) => {
    const first = Math.max(0, shift);
    const end = Math.min(a.count, b.count + shift);
    if (end <= first) return [];
    const shared = meetBoxes(
      { ...file, at: 0, digits: below },
      { ...leaf, at: distance - shift * a.to, digits: under },
    );
    const digit = { count: end - first, file: a.from, leaf: b.from };
    return shared.map((move) => ({
      ...move,
      fileStart: move.fileStart + first * a.from,
      leafStart: move.leafStart + (first - shift) * b.from,
      digits: digit.count > 1 ? [digit, ...move.digits] : move.digits,
    }));
  });
}
