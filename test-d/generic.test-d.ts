// Generic code as users write it: slots of open schemas, loops in them, unions of layouts, and what is beside a field that is `any`.
import { expectAssignable, expectError, expectType } from 'tsd';
import { asFlat, layout, owners, part, repeat, tied } from '../dist/src/index.js';
import type { AnyLayout, FlatFloat32, FlatOf, Layout, LengthOf, OffsetOf, PathOf, ShapeOf } from '../dist/src/index.js';

const m = layout({ a: [2], s: [], b: { c: [3, 2] }, e: [2, 3], h: repeat(4, { w: [2], t: tied('e') }) });

// Shared zeros keep their type wherever they are used.
expectType<SharedArrayBuffer>(m.view(m.zeros(Float64Array, { shared: true })).b.c.buffer);
expectType<SharedArrayBuffer>(m.view(m.zeros({ shared: true })).b.c.buffer);
part(m, m.zeros({ shared: true }), 'b');
m.viewAt(m.zeros({ shared: true }), 'a');
asFlat(m, m.zeros({ shared: true }));
for (const [, leaf] of owners(m, m.zeros({ shared: true }))) leaf.fill(0);

// An open index leads to an owner too.
export function loops(i: number): void {
  expectType<undefined>(m.at(`h.${i}.w`).tiedTo);
  expectType<'e'>(m.at(`h.${i}.t`).tiedTo);
}

// Beside a field that is `any` no offset is known.
// oxlint-disable-next-line typescript/no-explicit-any -- that is what it is about
const y = layout({ x: { a: [1] as any, c: [2] }, z: [1] });
expectType<number>(y.at('x.c').offset);
y.sub('x');
part(y, y.zeros(), 'x');
expectType<number>({} as FlatOf<AnyLayout>['length']);

// Slots, views and parts of an open schema, by a path or in a loop.
export function direct<S>(model: Layout<S>): number {
  const slot = model.at('out.bias');
  return slot.offset + slot.length + model.at('out.bias').offset + model.length;
}
export function bySchema<S>(model: Layout<S>, flat: FlatFloat32<S>, i: number): void {
  model.at(`h.${i}.w`);
  model.sub(`h.${i}`);
  model.viewAt(flat, `h.${i}.w`);
  part(model, flat, `h.${i}`);
}
export function byLayout<L extends AnyLayout>(model: L, flat: FlatOf<L>, i: number): number {
  part(model, flat, `h.${i}`);
  let sum: number = model.length;
  for (let j = 0; j < model.length; j++) sum += model.at(`h.${i}.x`).offset;
  return sum;
}
type State<L extends AnyLayout> = Layout<{ readonly params: L; readonly step: readonly [] }>;
export function params<L extends AnyLayout>(state: State<L>, all: FlatOf<State<L>>) {
  return part(state, all, 'params');
}
const small = layout({ w: [3] });
const state = layout({ params: small, step: [] });
expectType<3>(params(state, state.zeros()).length);
export interface Known<L extends AnyLayout> {
  readonly offset: OffsetOf<L, 'a'>;
  readonly shape: ShapeOf<L, 'b.c'>;
}
expectType<0>({} as Known<typeof m>['offset']);
expectType<readonly [3, 2]>({} as Known<typeof m>['shape']);
expectError<OffsetOf<typeof m, 'typo'>>(0);
expectError<ShapeOf<typeof m, 'b.d'>>([3]);
expectAssignable<string>({} as PathOf<AnyLayout>);

// Of one of several layouts each has its numbers, and no digit of one is mixed with one of another.
const [one, two] = [layout({ x: [2], y: [3, 2] }), layout({ q: [100], x: [4] })];
expectType<8 | 104>({} as LengthOf<typeof one | typeof two>);
declare const is: boolean;
expectType<0 | 100>(layout({ m: is ? one : two }).at('m.x').offset);
