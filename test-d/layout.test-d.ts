import { expectAssignable, expectError, expectType } from 'tsd';
import { dim, layout, ordered, repeat, schema, scope, tied, tuple } from '../dist/src/index.js';
import type { FlatOf, LengthOf, OffsetOf, ShapeOf } from '../dist/src/index.js';

function dense<const I extends number, const O extends number>(i: I, o: O) {
  return { weight: [o, i], bias: [o] } as const;
}

const chain = layout({ layers: [dense(2, 1), dense(1, 1)] });
expectType<5>(chain.length);
expectType<3>(chain.at('layers.1.bias').offset);
expectType<readonly [1, 2]>(chain.at('layers.0.weight').shape);

const deep = layout({
  h: repeat(12, { ln: dense(768, 3072) }),
  o: ordered(['z', [3]], ['a', [2]]),
  t: tuple(),
  s: scope({ a: [2], b: tied('a') }),
});
expectType<28348423>(deep.length);
expectType<OffsetOf<typeof deep, 'o.a'>>(28348419);
expectType<28348421>(deep.at('s.b').offset);
expectType<LengthOf<typeof deep>>(28348423);
expectType<readonly [3072, 768]>({} as ShapeOf<typeof deep, 'h.3.ln.weight'>);

// Only what depends on an unknown dimension is `number`.
const n: number = 3;
const open = layout({ a: [2], b: [n, 4], c: [5] });
expectType<number>(open.length);
expectType<2>(open.at('b').offset);
expectType<number>(open.at('c').offset);
expectType<5>(open.at('c').length);

// Sizes up to the safe maximum are exact.
expectType<9007199136250225>(layout({ a: [94906265, 94906265] }).length);
expectType<2304>(dim.mul(3, 768));
expectType<771>(dim.add(3, 768));
expectType<6>(layout(schema({ a: [2, 3] })).length);

// Views
const p = deep.view(deep.zeros());
expectAssignable<Float32Array>(p.h[3].ln.weight);
// p.h[12] of 12 is refused too: TS2493, which tsd cannot expect; see consumer.ts
expectError((p.h[3].ln.bias = new Float32Array(3072)));
const scalars = layout({ alpha: [], list: [[], [2]], tied: tied('alpha') });
const q = scalars.view(scalars.zeros());
q.alpha = 1;
q.list[0] = 2;
q.tied = 3;
expectError((q.list[1] = new Float32Array(2)));

// Refusals
expectError(deep.at('h.12.ln.bias'));
expectError(deep.at('h.3.lm.bias'));
expectError(layout({ a: [2, -3] }));
expectError(layout({ a: [1.5] }));
expectError(layout({ a: repeat(-1, [2]) }));
expectError(layout({ 'a.b': [1] }));
expectError(layout({ a: [2, [3]] }));
expectError(layout({ a: ordered(['x', [1]], ['x', [1]]) }));
expectError(layout({ wte: [2], b: tied('wto') }));
expectError(layout({ a: [2], b: tied('a'), c: tied('b') }));
expectError(layout({ a: { w: [2] }, b: tied('a'), c: tied('b.w') }));
expectError(layout({ a: [2], b: tied('a', { transpose: true }) }));
expectError(chain.view({} as FlatOf<typeof deep>));
declare const twin: FlatOf<typeof same>;
const same = layout({ a: [5] });
expectError(chain.view(twin));
chain.view(new Float32Array(5));

// A tie whose path is only a string is judged at run time, and does not hide what is wrong beside it.
declare const some: string;
expectType<2>(
  layout({ a: [2], h: repeat(3, { t: tied(some) }), t: tied(some), u: tied(some, { transpose: true }) }).length,
);
expectType<2>(layout({ a: [2], list: [{ t: tied(some) }], of: { t: { '.tied': some } } }).length);
expectType<2>(layout({ a: [2], t: tied({} as 'a' | (string & {})) }).length);
expectError(layout({ a: [2], t: tied(some), 'a.b': [1] }));
expectError(layout({ a: [2, -1], t: tied(some) }));
