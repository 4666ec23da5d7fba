// What the types make impossible: the behaviour cases that need no test at run time. test/README.md says which case stands where.
import { expectError, expectNotAssignable, expectType } from 'tsd';
import { fromJSON, layout, ordered, repeat, tied } from '../dist/src/index.js';
import type { FlatOf, LengthOf, OffsetOf, ShapeOf } from '../dist/src/index.js';

// A12 an array of numbers and of schemas is neither a shape nor a tuple
expectError(layout({ a: [2, [3]] }));

// A13 blocks with other keys are a tuple: each element has its own keys
const mixed = layout({
  v: [
    { a: [], b: [] },
    { a: [], c: [] },
  ],
});
const m = mixed.view(mixed.zeros());
expectType<number>(m.v[0].b);
expectType<number>(m.v[1].c);
expectError(m.v[1].b);

// A14 blocks of one length that are split otherwise keep their own lengths
const split = layout({
  v: [
    { a: [2], b: [1] },
    { a: [1], b: [2] },
  ],
});
expectType<1>(split.view(split.zeros()).v[0].b.length);
expectType<2>(split.view(split.zeros()).v[1].b.length);

// A22 the order of `ordered` is the order in memory; a struct's is that of its keys
declare const declared: ReturnType<typeof makeDeclared>;
const makeDeclared = () => {
  const made = layout(ordered(['b', []], ['a', []]));
  return made;
};
expectType<OffsetOf<typeof declared, 'a'>>(1);
const sorted = layout({ b: [], a: [] });
expectType<OffsetOf<typeof sorted, 'a'>>(0);

// C32 names never copy: a leaf is assigned to in its elements only
const small = layout({ a: [], b: [2] });
const s = small.view(small.zeros());
s.a = 0;
expectError((s.b = new Float32Array(2)));

// C36 the keys that a view can be read by
declare const key: keyof typeof s;
expectType<'a' | 'b'>(key);

// C40 a struct can't be assigned by position, nor at all
const nested = layout({ c: { a: [2], b: [1] } });
const n = nested.view(nested.zeros());
expectError((n.c = n.c));
expectError((n.c = { b: n.c.a, a: n.c.b }));

// E61 an unknown path, one letter off
expectError(nested.at('c.bb'));
expectError(nested.viewAt(nested.zeros(), 'c.bb'));

// G70 a truth value is no number
expectError((s.a = true));

// L101 lengths of destructured parts
const { b } = s;
expectType<2>(b.length);

// M106 M109 a flat array of another length, and one of another model's
const shared = layout({ x: [2], y: [2], z: tied('x') });
expectType<4>(shared.length);
const three = layout({ x: [1], y: [2] });
const four = layout({ x: [4] });
const fourFlat = four.zeros();
expectError(three.view(fourFlat));
expectError(shared.view(fourFlat));

// M112 a part of a leaf can't be named
expectError(layout({ b: [9], start: tied('b.0') }));

// N114 the same names and length, but other lengths of the parts
const one = layout({ a: [1], b: [2] });
const two = layout({ a: [2], b: [1] });
expectNotAssignable<FlatOf<typeof one>>({} as FlatOf<typeof two>);
const oneFlat = one.zeros();
expectError(two.view(oneFlat));
expectError(fromJSON('{}', one).view(two.zeros()));

// J1 J3 14 null and strings are no schemas
expectError(layout({ x: [3], y: null }));
expectError(layout({ x: [3], y: 'name' }));

// 10 P1 P2 a vector that is too short or too long, as far as its length is known
const net = layout({ w: [3, 4], b: [1] });
expectType<13>(net.length);
declare const short: FlatOf<typeof shortOne>;
const shortOne = layout([12]);
expectError(net.view(short));
expectError(net.unpack(short));
expectError(net.pack({}, short));
expectError(net.viewAt(short, 'b'));
expectError(net.leaves(short));

// 16 the model of the destructure issue
const dense = <const I extends number, const O extends number>(i: I, o: O) =>
  ordered(['weight', [o, i]], ['bias', [o]]);
const chain = layout({ layers: [dense(2, 1), dense(1, 1)] });
expectType<LengthOf<typeof chain>>(5);
expectType<OffsetOf<typeof chain, 'layers.1.weight'>>(3);
expectType<readonly [1, 2]>({} as ShapeOf<typeof chain, 'layers.0.weight'>);

// 37 a tie is the same memory in types too: its view has the owner's length
const deep = layout({ x: [3], y: { x: [3], y: { x: tied('x') } } });
expectType<3>(deep.view(deep.zeros()).y.y.x.length);
expectType<OffsetOf<typeof deep, 'y.y.x'>>(0);

// 26 M103 what map makes has the structure of the layout
const mapped = shared.map((slot) => [slot.offset]);
expectType<number[]>(mapped.x);
expectType<number[]>(mapped.z);

// rule 1 the owner declares storage: chains, paths through ties, and a tie to itself
expectError(layout({ a: [2], b: tied('a'), c: tied('b') }));
expectError(layout({ a: { w: [2] }, b: tied('a'), c: tied('b.w') }));
expectError(layout({ a: tied('a') }));

// rule 2 only a matrix has a transpose
expectError(layout({ a: [2, 3, 4], b: tied('a', { transpose: true }) }));

// 39 one schema used twice is no tie
const twice = layout({ h: repeat(2, [3]), i: [3] });
expectType<9>(twice.length);
