import type { AnyArray } from '../../types/array/kind.ts';
import type { FloatKind } from '../../types/optim/float.ts';
import { describeArray, withArticle } from '../array/describe.ts';
import { type ArrayType, FLOAT32, kindOf } from '../array/kind.ts';
import { wrongLength } from '../schema/issues.ts';
import { requireOwnOrder } from '../schema/strides.ts';
import { requireNumberType } from '../view/source.ts';

/** An array that an optimiser steps, of any length. */
export type FloatArray = Float32Array | Float64Array;

/** Returns the kind of a flat array of floats. @throws TypeError for anything else */
export function floatKindOf(what: string, flat: unknown): FloatKind {
  const kind = kindOf(flat);
  if (kind !== 'Float32Array' && kind !== 'Float64Array')
    throw new TypeError(`${what}: a Float32Array or a Float64Array was expected, found ${describeArray(flat)}`);
  return kind;
}

/**
 * Checks the kind and the length of an array, and that its elements lie in the layout's order. It allocates nothing,
 * because each step calls it.
 */
export function checkFloats(what: string, flat: unknown, kind: FloatKind, length: number): void {
  if (kindOf(flat) !== kind)
    throw new TypeError(`${what}: ${withArticle(kind)} was expected, found ${describeArray(flat)}`);
  if ((flat as FloatArray).length !== length)
    throw new RangeError(`${what}: ${wrongLength(length, (flat as FloatArray).length)}`);
  requireOwnOrder(flat as AnyArray);
}

/** Returns the constructor that the option `type` names, Float32Array by default. */
export function readFloatType(owner: string, type: unknown): ArrayType<FloatArray> {
  const Type = requireNumberType((type as ArrayType | undefined) ?? FLOAT32);
  floatKindOf(`${owner}: type`, new Type(0));
  return Type as ArrayType<FloatArray>;
}
