// The types of ties to rows and parts of a leaf: literals where the indices are, and `number` where they are not.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  aligned,
  type AnyLayout,
  type FlatOf,
  layout,
  type LengthOf,
  type OffsetOf,
  part,
  type PathOf,
  repeat,
  scope,
  type Shape,
  type ShapeOf,
  tied,
  type TiedAt,
  type TiedRows,
  type ViewOf,
} from '../dist/src/index.js';

expectType<TiedRows<'m', readonly [0, 2]>>(tied('m', { rows: [0, 2] }));
expectType<TiedAt<'m', readonly [0, 2]>>(tied('m', { at: [0, 2] }));

const model = layout({
  qkv: [6, 2],
  q: tied('qkv', { rows: [0, 2] }),
  k: tied('qkv', { rows: [2, 4] }),
  row: tied('qkv', { at: [5] }),
  one: tied('qkv', { at: [3, 1] }),
  whole: tied('qkv', { at: [] }),
  h: repeat(2, { t: tied('qkv', { at: [1] }), s: tied('qkv', { at: [2, 1] }) }),
  again: tied('h.1'),
});
expectType<12>(model.length);
expectType<12>(model.parameterCount);
const k = model.at('k');
expectType<4>(k.offset);
expectType<4>(k.length);
expectType<readonly [2, 2]>(k.shape);
expectType<readonly [2, 1]>(k.strides);
expectType<'qkv'>(k.tiedTo);
expectType<false>(k.transposed);
expectType<10>(model.at('row').offset);
expectType<readonly [2]>(model.at('row').shape);
expectType<7>(model.at('one').offset);
expectType<1>(model.at('one').length);
expectType<readonly []>(model.at('one').shape);
expectType<readonly []>(model.at('one').strides);
expectType<readonly [6, 2]>(model.at('whole').shape);
expectType<2>(model.at('again.t').offset);
expectType<'qkv'>(model.at('again.t').tiedTo);
expectType<2>(null! as OffsetOf<typeof model, 'h.1.t'>);
expectType<readonly [2, 2]>(null! as ShapeOf<typeof model, 'q'>);
expectType<12>(null! as LengthOf<typeof model>);
expectAssignable<PathOf<typeof model>>('again.s');
expectError(model.at('k.0'));

// Views: a leaf of the shape of the slice, and for one element a property that a program can assign to.
const view = model.view(model.zeros(Float64Array));
expectType<readonly [2, 2]>(view.k.shape);
expectType<4>(view.k.length);
expectType<2>(view.row.length);
expectType<number>(view.one);
view.one = 3;
view.h[0].s = 4;
view.again.s = 5;
expectError((view.row = view.row));
expectType<number>(model.viewAt(model.zeros(), 'one'));
expectType<readonly [2]>(model.viewAt(model.zeros(), 'row').shape);
expectType<1>(model.viewAt(model.zeros(), 'one', { scalar: 'window' }).length);

// Values.
expectType<number[][]>(model.unpack(model.zeros()).k);
expectType<number>(model.unpack(model.zeros()).one);
expectType<string>(
  model.map(
    ({ path }) => path,
    (owner, { path }) => `${owner} ${path}`,
  ).k,
);
expectError(model.map(({ path }) => path));

// Scopes, layouts and alignments.
const inner = layout({ m: [3, 2], rest: tied('m', { rows: [1, 3] }) });
const outer = layout({
  a: [1],
  two: repeat(2, inner),
  s: scope({ m: [4], e: tied('m', { at: [1] }) }),
  t: tied('s.m', { rows: [1, 2] }),
});
expectType<11>(outer.at('two.1.m').offset);
expectType<'two.1.m'>(outer.at('two.1.rest').tiedTo);
expectType<readonly [2, 2]>(outer.at('two.1.rest').shape);
expectType<2>(outer.at('s.e').offset);
expectType<1>(outer.at('t').length);
expectType<2>(outer.sub('two.1').at('rest').offset);
expectType<{ readonly m: readonly [3, 2]; readonly r: TiedRows<'m', readonly [1, 2]> }>(
  layout({ a: { m: [3, 2], r: tied('a.m', { rows: [1, 2] }) } }).sub('a').schema,
);
expectType<7>(part(layout({ a: { m: [3, 2], r: tied('a.m', { at: [0] }), o: [1] } }), new Float32Array(7), 'a').length);
expectType<20>(
  layout({ m: aligned(16, [3, 3]), a: [3], t: aligned(8, tied('m', { at: [1, 1] })) }, { align: 4 }).at('t').offset,
);

// Slices of what is no such leaf are refused; the sentences are tested elsewhere.
expectError(layout({ m: [4, 2], t: tied('m', { rows: [2, 5] }) }));
expectError(layout({ m: [4, 2], t: tied('m', { rows: [3, 2] }) }));
expectError(layout({ m: [], t: tied('m', { rows: [0, 0] }) }));
expectError(layout({ m: [4, 2], t: tied('m', { at: [4] }) }));
expectError(layout({ m: [4, 2], t: tied('m', { at: [0, 0, 0] }) }));
expectError(layout({ m: { w: [2] }, t: tied('m', { at: [] }) }));
expectError(layout({ m: scope([2]), t: tied('m', { at: [] }) }));
expectError(layout({ m: [4, 2], t: tied('m', { rows: [0, 1] }), u: tied('t', { at: [0] }) }));
expectError(layout({ m: [4, 2], t: tied('n', { rows: [0, 1] }) }));
expectError(tied('m', { rows: [0] }));
expectError(tied('m', { rows: [0, 1], at: [0] }));
expectError(tied('m', { at: 0 }));

// Indices that are not literals are checked at run time, and what depends on them is `number`.
const some: number = 1;
const list: number[] = [1];
const rows = layout({ m: [6, 2], t: tied('m', { rows: [some, 4] }), u: tied('m', { rows: [1, some] }), v: [1] });
expectType<13>(rows.length);
expectType<12>(rows.at('v').offset);
expectType<number>(rows.at('t').offset);
expectType<number>(rows.at('t').length);
expectType<readonly [number, 2]>(rows.at('t').shape);
expectType<2>(rows.at('u').offset);
expectType<readonly [number, 2]>(rows.at('u').shape);
expectType<readonly [2, 1]>(rows.at('t').strides);
const at = layout({
  m: [6, 2],
  t: tied('m', { at: [some] }),
  u: tied('m', { at: [2, some] }),
  v: tied('m', { at: list }),
});
expectType<number>(at.at('t').offset);
expectType<2>(at.at('t').length);
expectType<number>(at.at('u').offset);
expectType<readonly []>(at.at('u').shape);
expectType<number>(at.at('v').offset);
expectType<number>(at.at('v').length);
expectType<Shape>(at.at('v').shape);
const either = layout({ m: [6, 2], t: tied('m', { at: [1 as 1 | 2] }), u: tied('m', { rows: [0, 2 as 2 | 3] }) });
expectType<number>(either.at('t').offset);
expectType<2>(either.at('t').length);
expectType<number>(either.at('u').length);
const size = layout({
  m: [some, 3],
  t: tied('m', { rows: [1, 2] }),
  u: tied('m', { at: [1] }),
  v: tied('m', { at: [9, 1] }),
});
expectType<3>(size.at('t').offset);
expectType<3>(size.at('t').length);
expectType<3>(size.at('u').offset);
expectType<28>(size.at('v').offset);
const shape = layout({ m: null! as Shape, t: tied('m', { rows: [1, 2] }), u: tied('m', { at: [1] }) });
expectType<number>(shape.at('t').offset);
expectType<Shape>(shape.at('t').shape);
expectType<number>(shape.at('u').length);

// A tie to a plain string.
const path: string = 'm';
expectType<4>(layout({ m: [4], t: tied(path, { rows: [0, 1] }) }).length);

// As data, and in generic code.
expectType<readonly [2]>(layout({ m: [3, 2], t: { '.tied': 'm', '.at': [1] } }).at('t').shape);
expectType<2>(layout({ m: [3, 2], t: { '.tied': 'm', '.rows': [1, 2] } }).at('t').offset);
function loop<L extends AnyLayout>(any: L, flat: FlatOf<L>): ViewOf<L> {
  return any.view(flat);
}
expectType<2>(loop(model, model.zeros()).row.length);
const fused = <const D extends number>(d: D) => ({ qkv: [6, d], k: tied('qkv', { rows: [2, 4] }) }) as const;
expectType<readonly [2, 8]>(layout(fused(8)).at('k').shape);
