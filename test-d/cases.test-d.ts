// What the types make impossible: the cases that need no test at run time. The comment before each begins with the number of its case.
import { expectError, expectNotAssignable, expectType } from 'tsd';
import { fromJSON, layout, ordered, repeat, tied } from '../dist/src/index.js';
import type { FlatOf, LengthOf, OffsetOf, ShapeOf } from '../dist/src/index.js';

// A12 layout refuses an array of numbers and schemas
expectError(layout({ a: [2, [3]] }));

// A13 blocks with different keys are a tuple, and each element has its own keys
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

// A14 blocks of one length with different parts keep the lengths of their parts
const split = layout({
  v: [
    { a: [2], b: [1] },
    { a: [1], b: [2] },
  ],
});
expectType<1>(split.view(split.zeros()).v[0].b.length);
expectType<2>(split.view(split.zeros()).v[1].b.length);

// A22 `ordered` lies in the order of declaration, a struct in the order of its keys
declare const declared: ReturnType<typeof makeDeclared>;
const makeDeclared = () => {
  const made = layout(ordered(['b', []], ['a', []]));
  return made;
};
expectType<OffsetOf<typeof declared, 'a'>>(1);
const sorted = layout({ b: [], a: [] });
expectType<OffsetOf<typeof sorted, 'a'>>(0);

// C32 only the elements of a leaf can be assigned to
const small = layout({ a: [], b: [2] });
const s = small.view(small.zeros());
s.a = 0;
expectError((s.b = new Float32Array(2)));

// C36 a view has the keys of its schema
declare const key: keyof typeof s;
expectType<'a' | 'b'>(key);

// C40 a struct cannot be assigned to
const nested = layout({ c: { a: [2], b: [1] } });
const n = nested.view(nested.zeros());
expectError((n.c = n.c));
expectError((n.c = { b: n.c.a, a: n.c.b }));

// E61 at refuses an unknown path and suggests the nearest one
expectError(nested.at('c.bb'));
expectError(nested.viewAt(nested.zeros(), 'c.bb'));

// G70 a boolean is not a number
expectError((s.a = true));

// L101 destructured parts have literal lengths
const { b } = s;
expectType<2>(b.length);

// M106 M109 view refuses a flat array of another length or layout
const shared = layout({ x: [2], y: [2], z: tied('x') });
expectType<4>(shared.length);
const three = layout({ x: [1], y: [2] });
const four = layout({ x: [4] });
const fourFlat = four.zeros();
expectError(three.view(fourFlat));
expectError(shared.view(fourFlat));

// M112 a part of a leaf has no path
expectError(layout({ b: [9], start: tied('b.0') }));

// N114 layouts differ where their parts have other lengths, even under the same names
const one = layout({ a: [1], b: [2] });
const two = layout({ a: [2], b: [1] });
expectNotAssignable<FlatOf<typeof one>>({} as FlatOf<typeof two>);
const oneFlat = one.zeros();
expectError(two.view(oneFlat));
expectError(fromJSON('{}', one).view(two.zeros()));

// J1 J3 14 layout refuses null and strings
expectError(layout({ x: [3], y: null }));
expectError(layout({ x: [3], y: 'name' }));

// 10 P1 P2 view refuses a vector whose known length is too small or too large
const net = layout({ w: [3, 4], b: [1] });
expectType<13>(net.length);
declare const short: FlatOf<typeof shortOne>;
const shortOne = layout([12]);
expectError(net.view(short));
expectError(net.unpack(short));
expectError(net.pack({}, short));
expectError(net.viewAt(short, 'b'));
expectError(net.leaves(short));

// 16 the model of the destructure issue has its length as a literal
const dense = <const I extends number, const O extends number>(i: I, o: O) =>
  ordered(['weight', [o, i]], ['bias', [o]]);
const chain = layout({ layers: [dense(2, 1), dense(1, 1)] });
expectType<LengthOf<typeof chain>>(5);
expectType<OffsetOf<typeof chain, 'layers.1.weight'>>(3);
expectType<readonly [1, 2]>({} as ShapeOf<typeof chain, 'layers.0.weight'>);

// 37 the view of a tie has the length of its owner
const deep = layout({ x: [3], y: { x: [3], y: { x: tied('x') } } });
expectType<3>(deep.view(deep.zeros()).y.y.x.length);
expectType<OffsetOf<typeof deep, 'y.y.x'>>(0);

// 26 M103 map returns the structure of the layout
const mapped = shared.map((slot) => [slot.offset]);
expectType<number[]>(mapped.x);
expectType<number[]>(mapped.z);

// rule 1 layout refuses chains of ties, paths through ties and a tie to itself
expectError(layout({ a: [2], b: tied('a'), c: tied('b') }));
expectError(layout({ a: { w: [2] }, b: tied('a'), c: tied('b.w') }));
expectError(layout({ a: tied('a') }));

// rule 2 layout refuses the transpose of anything but a matrix
expectError(layout({ a: [2, 3, 4], b: tied('a', { transpose: true }) }));

// 39 one schema used twice makes no tie
const twice = layout({ h: repeat(2, [3]), i: [3] });
expectType<9>(twice.length);
