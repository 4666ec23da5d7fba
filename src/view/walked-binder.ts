import type { AnyArray } from '../../types/array/kind.ts';
import type { Binder, BinderOptions } from './binder.ts';
import { ViewBrand } from './brand.ts';
import { type AddField, addFieldFor } from './fields.ts';
import type { LeafType } from './leaf.ts';
import type { ViewPlan } from './plan.ts';
import { assembleMixed } from './scalar.ts';

interface BindTarget {
  readonly flat: AnyArray;
  readonly buffer: ArrayBufferLike;
  readonly bytes: number;
  readonly Leaf: LeafType;
}

/** A binder that walks the parts at every call, for where no code may be generated or where it would not pay. */
export function walkedBinder(part: ViewPlan, { Leaf, bytes, layout }: BinderOptions): Binder {
  assignFieldFunctions(part);
  const stamped = (view: object, flat: AnyArray): object =>
    layout === undefined ? view : new ViewBrand(view, flat, layout);
  return (flat) => {
    const { buffer, byteOffset } = flat;
    const on = { flat, buffer, bytes, Leaf };
    if (part.kind === 'leaf') return stamped(makeView(part, on, byteOffset, byteOffset, 0) as object, flat); // a typed array cannot be frozen
    return Object.freeze(
      stamped(fillView(part, on, byteOffset + part.start * bytes, byteOffset + part.scope * bytes, 0), flat),
    );
  };
}

/** The innermost keys come first: they are met most often, and only so many have a function of their own (fields.ts). */
function assignFieldFunctions({ adds, keys, inner }: ViewPlan): void {
  inner.forEach(assignFieldFunctions);
  for (let i = adds.length; i < keys.length; i++) adds.push(addFieldFor(keys[i] as string));
}

/** The finished view of a part, and of a scalar its index in flat. `outer` and `scope` are bytes in the buffer, `leaf` counts leaves. */
function makeView(part: ViewPlan, on: BindTarget, outer: number, scope: number, leaf: number): unknown {
  const start = (part.fromScope ? scope : outer) + part.start * on.bytes;
  if (part.kind === 'leaf') return new on.Leaf(on.buffer, start, part.size, part.dims);
  if (part.kind === 'scalar') return (start - on.flat.byteOffset) / on.bytes;
  return Object.freeze(
    fillView(part, on, start, (part.scopeFromScope ? scope : outer) + part.scope * on.bytes, leaf + part.before),
  );
}

/** The view of a part that starts where it is said, not frozen yet. */
function fillView(part: ViewPlan, on: BindTarget, start: number, scope: number, leaf: number): object {
  if (part.isMixed) return assembleMixed(part, on.flat, leaf, fillItems(part, on, start, scope, leaf));
  return part.kind === 'struct' ? fillStruct(part, on, start, scope, leaf) : fillItems(part, on, start, scope, leaf);
}

function fillStruct(
  { inner, keys, adds }: ViewPlan,
  on: BindTarget,
  start: number,
  scope: number,
  leaf: number,
): object {
  const view: Record<string, unknown> = {};
  for (let i = 0; i < inner.length; i++)
    (adds[i] as AddField)(view, keys[i] as string, makeView(inner[i] as ViewPlan, on, start, scope, leaf));
  return view;
}

function fillItems(part: ViewPlan, on: BindTarget, start: number, scope: number, leaf: number): unknown[] {
  const { inner, blank } = part;
  const made = blank.slice();
  if (part.kind !== 'repeat') {
    for (let i = 0; i < made.length; i++) made[i] = makeView(inner[i] as ViewPlan, on, start, scope, leaf);
    return made;
  }
  const of = inner[0] as ViewPlan;
  const stride = part.stride * on.bytes;
  for (let i = 0; i < made.length; i++) made[i] = makeView(of, on, start + i * stride, scope, leaf + i * of.leaves);
  return made;
}
