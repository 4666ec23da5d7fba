import type { AnyArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe, describeArray } from '../array/describe.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { overlap } from '../array/overlap.ts';
import { wrongLength } from '../schema/issues.ts';
import { requireOwnOrder } from '../schema/strides.ts';
import { ViewBrand } from '../view/brand.ts';
import { noNumber, noOperand, ONE_LAYOUT, oneKind, OVERLAP } from './issues.ts';

/** A layout, with the number of elements that are no pads. A layout of an older copy of the library has no pads. */
export type OperandLayout = LayoutLike & { readonly length: number; readonly parameterCount?: number };

/** What the loops need of the operands of one call. */
export interface Operands {
  readonly kind: string;
  readonly length: number;
  /** The layout that the root views among them carry. */
  readonly layout: OperandLayout | undefined;
  /** The flat arrays, in the order of the operands. */
  readonly flats: readonly AnyArray[];
}

/**
 * Checks that operands have one layout, one kind and one length.
 *
 * @throws TypeError for anything but root views and flat arrays of numbers, and for two kinds or layouts
 * @throws RangeError for two lengths
 */
export function operandsOf(...operands: readonly unknown[]): Operands {
  let layout: OperandLayout | undefined;
  let kind: string | undefined;
  let length: number | undefined;
  const flats: AnyArray[] = [];
  for (const operand of operands) {
    const carried = ViewBrand.of(operand);
    const flat = carried?.flat ?? requireFlat(operand);
    const own = carried?.layout as OperandLayout | undefined;
    if (own !== undefined) {
      layout ??= own;
      if (own !== layout && own.fingerprint !== layout.fingerprint)
        throw new TypeError(`${ONE_LAYOUT}: ${layout.fingerprint} and ${own.fingerprint}`);
      // The buffer of a view may have been detached since.
      if (flat.length !== own.length) throw new RangeError(wrongLength(own.length, flat.length));
    }
    const ownKind = kindOf(flat) as string;
    kind ??= ownKind;
    length ??= flat.length;
    if (kind !== ownKind) throw new TypeError(oneKind(kind, ownKind));
    if (length !== flat.length) throw new RangeError(wrongLength(length, flat.length));
    flats.push(plainOf(flat, kind));
  }
  return { kind: kind as string, length: length as number, layout, flats };
}

/**
 * Checks the operands of a loop that writes to the first operand while it reads the others.
 *
 * @throws RangeError also for an operand of which the loop would write an element before it reads it
 */
export function operandsInto(out: unknown, ...others: readonly unknown[]): Operands {
  const operands = operandsOf(out, ...others);
  const [to, ...from] = operands.flats as [AnyArray, ...AnyArray[]];
  for (const each of from) if (each.byteOffset !== to.byteOffset && overlap(each, to)) throw new RangeError(OVERLAP);
  return operands;
}

function requireFlat(operand: unknown): AnyArray {
  const kind = kindOf(operand);
  if (kind === undefined || typeOfKind(kind) === undefined) throw new TypeError(noOperand(describeArray(operand)));
  requireOwnOrder(operand as AnyArray);
  return operand as AnyArray;
}

/**
 * Returns the array, or a plain array over the same memory for an instance of a subclass, such as a leaf. A loop that
 * meets only plain arrays of one kind is twice as fast as one that also meets subclasses.
 */
function plainOf(flat: AnyArray, kind: string): AnyArray {
  const Type = typeOfKind(kind) as NonNullable<ReturnType<typeof typeOfKind>>;
  return Object.getPrototypeOf(flat) === Type.prototype ? flat : new Type(flat.buffer, flat.byteOffset, flat.length);
}

/** @throws TypeError for anything but a number */
export function requireNumber(what: string, value: unknown): void {
  if (typeof value !== 'number') throw new TypeError(noNumber(what, describe(value)));
}
