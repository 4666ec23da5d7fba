// The types of aligned layouts: literals where the alignment is one, and `number` where it is not.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  aligned,
  type AnyLayout,
  type FlatOf,
  fromJSON,
  layout,
  type LengthOf,
  type OffsetOf,
  ordered,
  part,
  type PathOf,
  repeat,
  schema,
  scope,
  type ShapeOf,
  type Slot,
  type SubtreeRange,
  tied,
  tuple,
  type ViewOf,
} from '../dist/src/index.js';

const model = layout({ alpha: [], net: aligned(64, { bias: [2], weight: [3, 2], gain: [] }), z: [1] });
expectType<257>(model.length);
expectType<1028>(model.byteLength);
expectType<11>(model.parameterCount);
expectType<256>(model.at('z').offset);
expectType<{ readonly path: 'net'; readonly offset: 64; readonly length: 192 }>(model.at('net'));
expectType<192>(model.at('net.weight').offset);
expectType<6>(model.at('net.weight').length);
expectType<readonly [3, 2]>(model.at('net.weight').shape);
expectType<undefined>(model.at('net.weight').tiedTo);
expectType<192>(null! as OffsetOf<typeof model, 'net.weight'>);
expectType<readonly [3, 2]>(null! as ShapeOf<typeof model, 'net.weight'>);
expectType<257>(null! as LengthOf<typeof model>);
expectType<'alpha' | 'net' | 'net.bias' | 'net.gain' | 'net.weight' | 'z'>(null! as PathOf<typeof model>);
expectError(model.at('net.wieght'));

// Views: leaves as before, and scalars that a program can assign to.
const view = model.view(model.zeros(Float64Array));
expectType<readonly [3, 2]>(view.net.weight.shape);
expectType<6>(view.net.weight.length);
expectType<number>(view.net.gain);
view.net.gain = 2;
view.alpha = 1;
expectError((view.net.bias = view.net.bias));
expectError(view.net.wieght);
const bare = layout({ s: aligned(4, []), t: aligned(8, tied('s')), u: [aligned(4, [])], v: repeat(2, aligned(4, [])) });
const scalars = bare.view(bare.zeros());
scalars.s = 1;
scalars.t = 2;
scalars.u[0] = 3;
scalars.v[1] = 4;
expectType<16>(bare.length);
expectType<12>(bare.at('v.1').offset);

// A layout of one aligned scalar has no view.
const one = layout(aligned(2, []));
expectType<2>(one.length);
expectError(one.view(new Float32Array(2)));

// The option, and `aligned` as data.
expectType<128>(layout({ b: [2], w: [3, 2] }, { align: 64 }).length);
expectType<8>(layout({ b: [2], w: [3, 2] }, { align: 64 }).parameterCount);
expectType<8>(layout({ '.aligned': 8, '.of': { w: [3] } }).length);
expectType<8>(layout([3], { align: 8 }).length);
expectType<64>(layout(schema({ w: [3] }), { align: 64 }).length);
expectType<192>(layout({ two: repeat(2, [3]), l: layout({ w: [3] }) }, { align: 64 }).length);
expectError(layout({ w: [3] }, { align: 3 }));
expectError(layout({ w: [3] }, { align: 2147483648 }));
expectError(layout({ w: [3] }, { align: '8' }));
expectError(layout({ w: [3] }, { aline: 8 }));
expectError(layout({ w: [3] }, {}));
expectError(layout({ w: [-3] }, { align: 8 }));
expectError(layout({ w: [3], t: tied('v') }, { align: 8 }));
expectError(layout({ w: [9007199254740990] }, { align: 8 }));
expectError(layout({ w: aligned(6, [3]) }));
expectError(layout({ w: aligned(6, tied('v')), v: [3] }));
expectError(aligned('8', [3]));

// The higher of two alignments counts.
const nested = layout(aligned(2, { a: [1], b: aligned(8, { c: [1], d: [1] }), e: [1] }));
expectType<8>(nested.at('b').offset);
expectType<16>(nested.at('b.d').offset);
expectType<24>(nested.at('e').offset);
expectType<26>(nested.length);
expectType<8>(layout(aligned(8, aligned(2, [1]))).length);

// Repeats have the stride of the block rounded up.
const blocks = layout({ a: [1], h: repeat(3, { b: aligned(4, [4]), c: [1] }), z: [1] });
expectType<{ readonly path: 'h'; readonly offset: 4; readonly length: 24; readonly count: 3; readonly stride: 8 }>(
  blocks.at('h'),
);
expectType<5>(blocks.at('h.2').length);
expectType<29>(blocks.length);
expectType<16>(layout({ h: repeat(100, [5]) }, { align: 16 }).at('h').stride);
const anyBlock = blocks.at(`h.${null! as number}.b`);
expectType<number>(anyBlock.offset);
expectType<4>(anyBlock.length);

// A tie has no alignment of its own, and the memory of its owner.
const ties = layout({ a: [3], b: aligned(64, tied('a')), c: [1], d: tied('e'), e: aligned(4, { f: [3], g: [1] }) });
expectType<3>(ties.at('c').offset);
expectType<0>(ties.at('b').offset);
expectType<8>(ties.at('d.g').offset);
expectType<'e.g'>(ties.at('d.g').tiedTo);
expectType<8>(ties.at('d').length);
expectType<12>(ties.length);

// Parts are layouts with the same pads.
const sub = model.sub('net');
expectType<192>(sub.length);
expectType<128>(sub.at('weight').offset);
expectType<192>(part(model, model.zeros(), 'net').length);
expectAssignable<FlatOf<typeof sub>>(part(model, model.zeros(), 'net'));
expectType<typeof model>(fromJSON('', model));
expectType<{ alpha: number; net: { bias: number[]; weight: number[][]; gain: number }; z: number[] }>(
  model.unpack(model.zeros()),
);

// An alignment that is no literal makes what depends on it `number`.
const some: number = 8;
const either = 4 as 2 | 4;
const open = layout({ a: [3], b: aligned(some, { c: [3], d: [2] }), e: [1] });
expectType<number>(open.length);
expectType<9>(open.parameterCount);
expectType<number>(open.at('b').offset);
expectType<number>(open.at('b.d').offset);
expectType<number>(open.at('e').offset);
expectType<2>(open.at('b.d').length);
expectType<0>(open.at('a').offset);
const union = layout({ a: [1], b: aligned(either, [1]), c: [1] });
expectType<number>(union.length);
expectType<number>(union.at('b').offset);
expectType<number>(layout(aligned(either, { a: [2], b: [1] })).at('b').offset);
expectType<number>(layout(aligned(2, { a: aligned(either, [2]), b: [1] })).at('b').offset);
expectType<number>(layout({ a: [2], b: [1] }, { align: either }).at('b').offset);
expectType<number>(layout({ a: [3], b: [1] }, { align: some }).length);
const dimension: number = 3;
const width = layout({ a: [dimension], b: [4] }, { align: 8 });
expectType<number>(width.length);
expectType<number>(width.at('b').offset);
expectType<4>(width.at('b').length);
const count = layout({ h: repeat(dimension, aligned(8, { a: [2] })), z: [1] });
expectType<number>(count.length);
expectType<8>(count.at('h').stride);
expectType<number>(count.at('z').offset);

// Schemas that the compiler does not know.
const unknownSchema = layout({ a: [3] } as unknown, { align: 8 });
expectType<number>(unknownSchema.length);
expectType<Slot | SubtreeRange>(unknownSchema.at('a'));
expectType<unknown>(unknownSchema.view(unknownSchema.zeros()));
expectType<number>(layout(null as any, { align: 8 }).length);
expectType<number>(layout({ n: aligned(8, null as any) }).length);
expectError(layout({ n: aligned(8, null as unknown) }));
const anyField = layout({ a: null as any, b: [1] }, { align: 8 });
expectType<number>(anyField.length);
const json = layout({ '.aligned': 8, '.of': { w: [3] } } as { '.aligned': number; '.of': { w: number[] } });
expectType<number>(json.length);
expectAssignable<AnyLayout>(model);
expectAssignable<AnyLayout>(nested);

// Generic code needs no casts.
const dense = <const I extends number, const O extends number>(i: I, o: O) =>
  aligned(16, { bias: [o], weight: [i, o] });
expectType<64>(layout({ a: dense(3, 2), b: dense(2, 1) }).length);
const padded = <const S>(of: S) => ({ net: aligned(4, of) });
expectType<8>(layout(padded({ a: [3], b: [1] })).length);
function loop<L extends AnyLayout>(any: L, flat: FlatOf<L>): ViewOf<L> {
  expectType<number>(any.parameterCount);
  expectType<Slot | SubtreeRange>(any.at('x'));
  return any.view(flat);
}
expectType<2>(loop(model, model.zeros()).net.bias.length);
expectType<12>(layout({ a: aligned(4, scope(tuple([1], [5]))) }).length);
