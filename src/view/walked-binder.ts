// No twin in types: types/view/view.ts computes the type of a view in one step.
import type { AnyArray } from '../../types/array/kind.ts';
import { type AddField, addFieldFor } from './add-field.ts';
import type { Binder, BinderOptions } from './binder.ts';
import { ViewBrand } from './brand.ts';
import type { LeafType } from './leaf.ts';
import type { ViewPlan } from './plan.ts';
import { assembleMixed } from './scalar.ts';

interface BindTarget {
  readonly flat: AnyArray;
  readonly buffer: ArrayBufferLike;
  readonly bytes: number;
  readonly Leaf: LeafType;
}

/**
 * Returns a binder that walks the plan at each call: for pages that forbid generated code, and for plans so large that
 * generated code would not pay.
 */
export function walkedBinderOf(plan: ViewPlan, { Leaf, bytes, layout }: BinderOptions): Binder {
  assignFieldFunctions(plan);
  const brand = (view: object, flat: AnyArray): object =>
    layout === undefined ? view : new ViewBrand(view, flat, layout);
  return (flat) => {
    const { buffer, byteOffset } = flat;
    const target = { flat, buffer, bytes, Leaf };
    // A typed array cannot be frozen.
    if (plan.kind === 'leaf') return brand(makeView(plan, target, byteOffset, byteOffset) as object, flat);
    return Object.freeze(
      brand(fillView(plan, target, byteOffset + plan.start * bytes, byteOffset + plan.scope * bytes), flat),
    );
  };
}

/**
 * Gives the innermost keys their functions first: views use them most often, and the number of functions is limited
 * (add-field.ts).
 */
function assignFieldFunctions({ adders, keys, inner }: ViewPlan): void {
  inner.forEach(assignFieldFunctions);
  for (let i = adders.length; i < keys.length; i++) adders.push(addFieldFor(keys[i] as string));
}

/**
 * Builds the finished view of a plan; for a scalar, returns its index in the flat array. `outer` and `scope` are
 * positions in the buffer in bytes.
 */
function makeView(plan: ViewPlan, target: BindTarget, outer: number, scope: number): unknown {
  const start = (plan.fromScope ? scope : outer) + plan.start * target.bytes;
  if (plan.kind === 'leaf') return new target.Leaf(target.buffer, start, plan.size, plan.stridedShape);
  if (plan.kind === 'scalar') return (start - target.flat.byteOffset) / target.bytes;
  return Object.freeze(
    fillView(plan, target, start, (plan.scopeFromScope ? scope : outer) + plan.scope * target.bytes),
  );
}

/** Builds the view of a plan that starts at `start`, not frozen yet. */
function fillView(plan: ViewPlan, target: BindTarget, start: number, scope: number): object {
  if (plan.isMixed) return assembleMixed(plan, target.flat, fillItems(plan, target, start, scope));
  return plan.kind === 'struct' ? fillStruct(plan, target, start, scope) : fillItems(plan, target, start, scope);
}

function fillStruct({ inner, keys, adders }: ViewPlan, target: BindTarget, start: number, scope: number): object {
  const view: Record<string, unknown> = {};
  for (let i = 0; i < inner.length; i++)
    (adders[i] as AddField)(view, keys[i] as string, makeView(inner[i] as ViewPlan, target, start, scope));
  return view;
}

function fillItems(plan: ViewPlan, target: BindTarget, start: number, scope: number): unknown[] {
  const { inner, blank } = plan;
  const items = blank.slice();
  if (plan.kind !== 'repeat') {
    for (let i = 0; i < items.length; i++) items[i] = makeView(inner[i] as ViewPlan, target, start, scope);
    return items;
  }
  const block = inner[0] as ViewPlan;
  const stride = plan.stride * target.bytes;
  for (let i = 0; i < items.length; i++) items[i] = makeView(block, target, start + i * stride, scope);
  return items;
}
