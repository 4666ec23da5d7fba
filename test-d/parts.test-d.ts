// Parts, brands, owners, windows and layouts that are the same: what they give, and that generic code needs no cast.
import { expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  asFlat,
  type Flat,
  type FlatFloat32,
  type FlatOf,
  fromJSON,
  type Layout,
  layout,
  type Leaf,
  owners,
  ownerSlots,
  part,
  repeat,
  sameLayout,
  type Slot,
  tied,
} from '../dist/src/index.js';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const adam = layout({ params: model, adam: { m: model, v: model }, step: [] });
const all = adam.zeros();
type F = FlatOf<typeof model>;

// A part that is a layout is a flat array of it.
expectType<F>(part(adam, all, 'params'));
expectType<F>(part(adam, all, 'adam.m'));
expectType<12>(part(adam, all, 'adam.v').length);
expectType<24>(part(adam, all, 'adam').length);
model.view(part(adam, all, 'params')).h[1].w.fill(1);
model.view(part(adam, all, 'adam.m')).h[1].w.fill(1);
expectType<FlatOf<typeof model, Float64Array<ArrayBuffer>>>(part(adam, adam.zeros(Float64Array), 'params'));
expectType<FlatOf<typeof model, Float32Array<SharedArrayBuffer>>>(part(adam, adam.zeros({ shared: true }), 'params'));
expectType<FlatFloat32<{ readonly w: readonly [2]; readonly s: readonly [] }>>(part(model, model.zeros(), 'h.1'));
expectType<3>(part(model, model.zeros(), 'h.1').length);
model
  .sub('h')
  .view(part(model, model.zeros(), 'h'))[0]
  .w.fill(1);
model
  .sub('h.0')
  .view(part(adam, all, 'params.h.0'))
  .w.fill(1);
expectType<FlatFloat32<unknown>>(part(adam, all, 'params' as string));
expectError(part(adam, all, 'param'));
expectError(part(adam, all, 'params.wte'));
expectError(part(adam, all, 'step'));
expectError(part(adam, model.zeros(), 'params'));
expectError(model.view(part(adam, all, 'adam')));
expectError(part({ ...adam }, all, 'params'));

// asFlat keeps kind and buffer.
expectType<F>(
  asFlat(
    model,
    model.zeros().map((x) => x),
  ),
);
expectType<F>(asFlat(model, new Float32Array(12)));
expectType<F>(asFlat(model, model.zeros()));
expectType<FlatOf<typeof model, Float32Array<SharedArrayBuffer>>>(
  asFlat(model, new Float32Array(new SharedArrayBuffer(48))),
);
expectType<FlatOf<typeof model, Float64Array<ArrayBuffer>>>(asFlat(model, new Float64Array(12)));
expectType<Flat<(typeof model)['schema'], Float32Array<ArrayBufferLike>>>(asFlat(model, {} as Float32Array));
expectError(asFlat(model, adam.zeros()));
expectError(asFlat(model, layout({ a: [12] }).zeros()));
expectError(asFlat(model, new ArrayBuffer(48)));
expectError(asFlat(model, new BigInt64Array(12)));
expectError(asFlat(model.schema, model.zeros()));

// Owners.
expectType<readonly Slot[]>(ownerSlots(model));
expectType<Generator<[Slot, Leaf<readonly number[], Float32Array<ArrayBuffer>>]>>(owners(model, model.zeros()));
expectType<Generator<[Slot, Leaf<readonly number[], Float64Array<SharedArrayBuffer>>]>>(
  owners(model, new SharedArrayBuffer(96), 0, Float64Array),
);
expectError(owners(model, adam.zeros()));
expectError(owners(model, model.zeros(), 4));

// Windows on scalars.
expectType<Leaf<readonly [], Float32Array<ArrayBuffer>>>(model.viewAt(model.zeros(), 'h.1.s', { scalar: 'window' }));
expectType<1>(model.viewAt(model.zeros(), 'h.1.s', { scalar: 'window' }).length);
expectType<number>(model.viewAt(model.zeros(), 'h.1.s'));
expectType<Leaf<readonly [2], Float64Array<ArrayBuffer>>>(
  model.viewAt(model.zeros(Float64Array), 'h.1.w', { scalar: 'window' }),
);
expectError(model.viewAt(model.zeros(), 'h.1.s', { scalar: 'array' }));

// An open index, and one of several paths.
export function looped(i: number, either: 'h.0' | 'out'): void {
  const many = layout({ h: repeat(12, { w: [3, 4], b: [4] }), out: { w: [2] }, t: [{ a: [2] }, { a: [5] }] });
  const all = many.zeros();
  expectType<16>(part(many, all, `h.${i}`).length);
  expectType<2 | 16>(part(many, all, either).length);
  expectType<2 | 5>(part(many, all, `t.${i}`).length);
  many.sub(`h.${i}`).view(part(many, all, `h.${i}`)).w.shape satisfies readonly [3, 4];
  expectError(part(many, all, `h.${i}.w`));
}

// sameLayout narrows the first to the second, and leaves what has its type already.
const loop = layout({ h: repeat(2, { w: [2] }) });
const list = layout({ h: [{ w: [2] }, { w: [2] }] });
export function narrowed(
  any: AnyLayout,
  read: Layout<unknown>,
  dynamic: Layout<{ readonly w: readonly [number] }>,
  another: typeof dynamic,
): void {
  if (sameLayout(any, loop)) expectType<FlatOf<typeof loop>>(any.zeros());
  else expectType<AnyLayout>(any);
  if (sameLayout(read, loop)) expectType<Leaf<readonly [2], Float32Array<ArrayBuffer>>>(read.view(loop.zeros()).h[1].w);
  if (sameLayout(list, loop)) {
    const as: typeof loop = list;
    expectType<FlatOf<typeof loop>>(list.zeros());
    as.view(list.zeros());
  }
  if (!sameLayout(dynamic, another)) expectType<string>(dynamic.fingerprint);
  if (!sameLayout(any, fromJSON('{}'))) expectType<AnyLayout>(any);
  if (!sameLayout(any, any as AnyLayout)) expectType<string>(any.fingerprint);
}
expectError(sameLayout(loop, { ...loop }));
expectError(sameLayout(loop, { fingerprint: '' }));

// Generic code.
export function bySchema<S>(some: Layout<S>, flat: FlatFloat32<S>, path: string): FlatFloat32<S> {
  part(some, flat, path).fill(0);
  const made: FlatFloat32<S> = asFlat(some, flat);
  const mapped: FlatFloat32<S> = asFlat(
    some,
    flat.map((x) => 2 * x),
  );
  for (const [slot, leaf] of owners(some, flat)) leaf.fill(slot.length);
  for (const [, leaf] of owners(some, flat.buffer)) leaf.fill(1);
  some.view(part(some, flat, path).length === ownerSlots(some).length ? made : mapped);
  some.viewAt(flat, path, { scalar: 'window' });
  if (sameLayout(some, loop)) some.view(loop.zeros());
  return mapped;
}
export function byLayout<L extends AnyLayout>(some: L, flat: FlatOf<L>, path: string): FlatOf<L> {
  part(some, flat, path).fill(0);
  const made: FlatOf<L> = asFlat(some, flat);
  const mapped: FlatOf<L> = asFlat(
    some,
    flat.map((x) => 2 * x),
  );
  for (const [slot, leaf] of owners(some, flat)) leaf.fill(slot.length);
  some.viewAt(flat, path, { scalar: 'window' });
  if (sameLayout(some, loop)) some.view(loop.zeros());
  return ownerSlots(some).length > 0 ? made : mapped;
}
bySchema(model, model.zeros(), 'h');
byLayout(model, model.zeros(), 'h');
