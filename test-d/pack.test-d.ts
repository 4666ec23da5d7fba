// What `pack` takes beside the structure, and gives.
import { expectError, expectType } from 'tsd';
import { type AnyLayout, type FlatFloat32, type FlatOf, type Layout, layout } from '../dist/src/index.js';

const model = layout({ w: [2, 3], b: [3] });
const other = layout({ a: [8] });
const flat = model.zeros();

expectType<FlatOf<typeof model>>(model.pack({}));
expectType<FlatOf<typeof model>>(model.pack({}, flat));
expectType<FlatOf<typeof model>>(model.pack({}, { into: flat }));
expectType<FlatOf<typeof model>>(model.pack({}, { into: flat, fill: true }));
expectType<FlatOf<typeof model>>(model.pack({}, { fill: true }));
expectType<FlatOf<typeof model>>(model.pack({}, {}));
const doubles = new Float64Array(9);
expectType<Float64Array<ArrayBuffer>>(model.pack({}, { into: doubles, fill: true }));
expectType<Float64Array<ArrayBuffer>>(model.pack({}, doubles));

expectError(model.pack({}, other.zeros()));
expectError(model.pack({}, { into: other.zeros() }));
expectError(model.pack({}, { into: new BigInt64Array(9) }));
expectError(model.pack({}, { fill: 1 }));
expectError(model.pack({}, { flat }));
expectError(model.pack({}, 'flat'));

export function masked<S>(some: Layout<S>, into: FlatFloat32<S>): FlatFloat32<S> {
  some.pack({}, into);
  const made: FlatFloat32<S> = some.pack({}, { fill: true });
  some.pack(made, { into, fill: true });
  return some.pack({}, { into });
}
export function any<L extends AnyLayout>(some: L, into: FlatOf<L>): Float32Array<ArrayBuffer> {
  const packed: FlatOf<L> = some.pack({}, { into, fill: true });
  return packed === into ? into : some.pack({}, { fill: true });
}
export const into = <S, A extends Float32Array>(some: Layout<S>, flat: A): A => some.pack({}, flat);
