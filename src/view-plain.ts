import type { AnyArray } from '../types/view.ts';
import { type AddField, addFieldFor } from './fields.ts';
import type { LeafType } from './leaf.ts';
import { type Mixed, mix, mixedOf } from './mixed.ts';
import type { Part, Start } from './part.ts';
import { Root } from './root.ts';
import type { Dims } from './slot.ts';
import type { BinderOptions, Binder } from './view.ts';

/** A part made ready for one kind of typed array. Every step has the same fields, so that one walk serves them all. */
interface Step {
  readonly fill: Fill;
  readonly startInScope: boolean;
  /** In bytes, as `scope` and `stride`. */
  readonly start: number;
  readonly scopeInScope: boolean;
  readonly scope: number;
  readonly stride: number;
  readonly before: number;
  readonly leaves: number;
  readonly size: number;
  readonly dims: Dims;
  readonly keys: readonly string[];
  readonly adds: readonly AddField[];
  readonly steps: readonly Step[];
  /** An array of the right length to copy: it is packed and of exact capacity, where push would reserve too much. */
  readonly blank: readonly null[];
  readonly mixed: Mixed | undefined;
}
/** Makes a view that is not frozen yet. `start` and `scope` are bytes in the buffer, `leaf` is the number of leaves before it. */
type Fill = (step: Step, on: Target, start: number, scope: number, leaf: number) => object;
interface Target {
  readonly flat: AnyArray;
  readonly buffer: ArrayBufferLike;
  readonly Leaf: LeafType;
}

/** A binder that walks the parts at every call, for where no code may be generated or where it would not pay. */
export function plainBinder(part: Part, { Leaf, bytes, layout, pathOf }: BinderOptions): Binder {
  const root = stepOf(part, bytes, pathOf);
  const isLeaf = part.kind === 'leaf';
  return (flat) => {
    const { buffer, byteOffset } = flat;
    const made = root.fill(root, { flat, buffer, Leaf }, byteOffset + root.start, byteOffset + root.scope, 0);
    const view = layout === undefined ? made : new Root(made, flat, layout);
    return isLeaf ? view : Object.freeze(view); // a typed array with elements cannot be frozen
  };
}

function stepOf(part: Part, bytes: number, pathOf: (leaf: number) => string): Step {
  const inScope = ({ from }: Start): boolean => from === 'scope';
  const keys = part.kind === 'struct' ? part.keys : [];
  const inner = part.kind === 'repeat' ? [part.of] : 'parts' in part ? part.parts : [];
  const steps = inner.map((each) => stepOf(each, bytes, pathOf));
  const mixed = mixedOf(part, pathOf);
  return {
    fill: mixed !== undefined ? fillMixed : FILL[part.kind],
    startInScope: inScope(part.start),
    start: part.start.offset * bytes,
    scopeInScope: inScope(part.scope),
    scope: part.scope.offset * bytes,
    stride: part.kind === 'repeat' ? part.stride * bytes : 0,
    before: part.before,
    leaves: part.leaves,
    size: part.kind === 'leaf' ? part.size : 1,
    dims: part.kind === 'leaf' ? part.dims : NO_DIMS,
    keys,
    adds: keys.map(addFieldFor),
    steps,
    blank: Array.from({ length: part.kind === 'repeat' ? part.count : steps.length }, () => null),
    mixed,
  };
}
const NO_DIMS: Dims = { shape: [], strides: [] };

function make(step: Step, on: Target, outer: number, scope: number, leaf: number): object {
  const start = (step.startInScope ? scope : outer) + step.start;
  if (step.fill === fillLeaf) return new on.Leaf(on.buffer, start, step.size, step.dims);
  return Object.freeze(step.fill(step, on, start, (step.scopeInScope ? scope : outer) + step.scope, leaf + step.before));
}

const fillLeaf: Fill = ({ size, dims }, { Leaf, buffer }, start) => new Leaf(buffer, start, size, dims);

const fillStruct: Fill = ({ keys, adds, steps }, on, start, scope, leaf) => {
  const view: Record<string, unknown> = {};
  for (let i = 0; i < steps.length; i++) (adds[i] as AddField)(view, keys[i] as string, make(steps[i] as Step, on, start, scope, leaf));
  return view;
};

const fillList: Fill = ({ steps, blank }, on, start, scope, leaf) => {
  const view: (object | null)[] = blank.slice();
  for (let i = 0; i < steps.length; i++) view[i] = make(steps[i] as Step, on, start, scope, leaf);
  return view;
};

const fillRepeat: Fill = ({ steps, blank, stride }, on, start, scope, leaf) => {
  const view: (object | null)[] = blank.slice();
  const of = steps[0] as Step;
  for (let i = 0; i < view.length; i++) view[i] = make(of, on, start + i * stride, scope, leaf + i * of.leaves);
  return view;
};

const fillMixed: Fill = (step, on, start, scope, leaf) => {
  const { steps, blank, stride } = step;
  const mixed = step.mixed as Mixed;
  const { flat } = on;
  const items = blank.map((_, i) => {
    const each = (steps[i] ?? steps[0]) as Step; // a repeat of scalars has one step for all
    const outer = start + i * stride;
    if (!mixed.isScalar[i]) return make(each, on, outer, scope, leaf);
    return ((each.startInScope ? scope : outer) + each.start - flat.byteOffset) / flat.BYTES_PER_ELEMENT;
  });
  return mix(mixed, flat, leaf, items);
};

const FILL = { leaf: fillLeaf, scalar: fillLeaf, struct: fillStruct, list: fillList, repeat: fillRepeat } as const;
