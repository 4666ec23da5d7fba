// No twin in types: types/collective/training.ts has the types of the arguments.
import type { FloatKind } from '../../types/optim/float.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { checkFloats, floatKindOf } from '../optim/float.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireMin } from './call.ts';
import { notMember, notOptimiser, otherOptimiser } from './issues.ts';
import { type Plan, readPlan } from './plan.ts';

/**
 * Checks the member, the flat array, `over` and `min` of a training, before the training makes its first call. Returns
 * the plan.
 *
 * @throws TypeError or RangeError
 */
export function readTraining(
  owner: string,
  group: unknown,
  flat: unknown,
  { over, min }: { readonly over?: unknown; readonly min?: unknown },
): Plan {
  const { model, size, allReduce, broadcast } = (group ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof allReduce !== 'function' || typeof broadcast !== 'function' || !Number.isSafeInteger(size))
    throw new TypeError(notMember(owner, describe(group)));
  const { size: length } = rootOfLayout(model as object); // `as`: it throws for anything but a layout
  checkFloats(owner, flat, floatKindOf(owner, flat), length);
  requireMin(owner, min, size as number);
  return readPlan(model as LayoutLike, size as number, over);
}

/** Checks that an optimiser steps flat arrays of this layout and of this kind. @throws TypeError */
export function requireOptimiser(owner: string, optimiser: unknown, model: LayoutLike, kind: FloatKind): void {
  const { step, state, fingerprint } = (optimiser ?? {}) as {
    readonly step?: unknown;
    readonly state?: { readonly flat?: unknown } | null;
    readonly fingerprint?: string;
  };
  if (typeof step !== 'function' || typeof state !== 'object')
    throw new TypeError(notOptimiser(owner, describe(optimiser)));
  // An optimiser that is not of this library has no fingerprint.
  if (fingerprint !== undefined && fingerprint !== model.fingerprint)
    throw new TypeError(otherOptimiser(owner, model.fingerprint, fingerprint));
  const found = floatKindOf(`${owner}: the state of the optimiser`, state?.flat);
  if (found !== kind) throw new TypeError(`${owner}: an optimiser of a ${kind} was expected, found one of a ${found}`);
}
