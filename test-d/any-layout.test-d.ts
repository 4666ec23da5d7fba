// Functions that are generic over layouts: they check inside, and keep literals outside.
import { expectError, expectType } from 'tsd';
import { layout, repeat, scope, tied } from '../dist/src/index.js';
import type { AnyLayout, FlatOf, LengthOf, PathOf, SchemaOf, ViewOf } from '../dist/src/index.js';

const mlp = layout({
  layers: [
    { weight: [8, 2], bias: [8] },
    { weight: [1, 8], bias: [1] },
  ],
});
const shared = layout({
  h: repeat(3, { w: [4, 4], s: [] }),
  out: tied('h.0.w', { transpose: true }),
  inner: scope({ a: [2], b: tied('a') }),
});

function norms<L extends AnyLayout>(model: L, flat: FlatOf<L>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [slot, leaf] of model.leaves(flat)) if (slot.tiedTo === undefined) found[slot.path] = Math.hypot(...leaf);
  return found;
}
norms(mlp, mlp.zeros());
norms(shared, shared.zeros());
norms(layout({ a: [2, 3] }), layout({ a: [2, 3] }).zeros());
expectError(norms(mlp, shared.zeros()));

function initialised<L extends AnyLayout>(model: L): FlatOf<L> {
  const flat = model.zeros();
  for (const { offset, length } of model.slots) flat.subarray(offset, offset + length).fill(0.02);
  return flat as FlatOf<L>;
}
expectType<33>(initialised(mlp).length);
const p: ViewOf<typeof mlp> = mlp.view(initialised(mlp));
expectType<readonly [8, 2]>(p.layers[0].weight.shape);

// A pair of what a function needs keeps them too.
function trained<const L extends AnyLayout>(model: L, flat: FlatOf<L>) {
  return { model, flat } as const;
}
const done = trained(mlp, mlp.zeros());
expectType<33>(done.model.length);
expectType<25>(done.model.at('layers.1.weight').offset);
expectType<33>(done.flat.length);

// Paths, lengths and schemas of a layout that is only a type parameter.
function fill<L extends AnyLayout>(model: L, flat: FlatOf<L>, paths: readonly PathOf<L>[], value: number): LengthOf<L> {
  for (const path of paths) {
    const { offset, length } = model.at(path);
    flat.fill(value, offset, offset + length);
  }
  return model.length as LengthOf<L>;
}
expectType<33>(fill(mlp, mlp.zeros(), ['layers.0.bias', 'layers.1'], 0));
expectError(fill(mlp, mlp.zeros(), ['layers.2'], 0));

// Every member can be used of a layout of which nothing is known.
declare const any: AnyLayout;
expectType<number>(any.length);
expectType<number>(any.at('some.path').offset);
expectType<AnyLayout>(any.sub('some.path'));
const packed: Float32Array<ArrayBuffer> = any.pack({});
expectType<FlatOf<AnyLayout>>(any.pack({}));
expectType<number>(packed.length + any.pack({}).length);
const zeros: Float64Array<ArrayBuffer> = any.zeros(Float64Array);
expectType<FlatOf<AnyLayout, Float64Array<ArrayBuffer>>>(any.zeros(Float64Array));
expectType<number>(zeros.length);
expectType<unknown>(any.view(new Float32Array(3)));
expectType<unknown>(
  any.map(
    (slot) => slot.length,
    (value) => value,
  ),
);
const list: readonly AnyLayout[] = [mlp, shared, layout([[2], []])];
expectType<number | undefined>(list[0]?.length);
expectType<unknown>({} as SchemaOf<AnyLayout>);
