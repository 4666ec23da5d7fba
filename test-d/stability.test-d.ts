// Literals survive the ways in which schemas are written: helpers, variables, spreads, enums, templates. What is only known as
// `number` makes exactly what depends on it `number`. Through declarations: see test/declarations.test.ts.
import { expectError, expectType } from 'tsd';
import { dim, flatOf, layout, ordered, repeat, schema, scope, tied, tuple } from '../dist/src/index.js';
import type { FlatOf, LengthOf, OffsetOf, PathOf, SchemaOf, ShapeOf, ViewOf } from '../dist/src/index.js';

// Generic helpers return schemas; the concrete call site says `layout`.
function dense<const I extends number, const O extends number>(i: I, o: O) {
  return { weight: [o, i], bias: [o] } as const;
}
function block<const D extends number>(d: D) {
  return {
    attn: { qkv: { weight: [d, dim.mul(3, d)], bias: [dim.mul(3, d)] }, out: dense(d, d) },
    up: { weight: [d, dim.mul(4, d)] },
    pad: [dim.add(d, 1)],
  } as const;
}
type Mlp<D extends readonly number[]> =
  D extends readonly [infer I extends number, infer O extends number, ...infer R extends readonly number[]] ?
    readonly [ReturnType<typeof dense<I, O>>, ...Mlp<readonly [O, ...R]>]
  : readonly [];
/** A chain of dense layers, as a user would write it: the loop is not typed, its result is. */
function mlp<const D extends readonly number[]>(sizes: D): Mlp<D> {
  const layers: unknown = sizes.slice(1).map((o, i) => dense(sizes[i] ?? 0, o));
  return layers as Mlp<D>;
}
expectType<2>(layout(dense(1, 1)).length);
const perceptron = layout({ layers: mlp([784, 128, 10]) });
expectType<101770>(perceptron.length);
expectType<OffsetOf<typeof perceptron, 'layers.1.weight'>>(100490);
expectType<readonly [128, 784]>({} as ShapeOf<typeof perceptron, 'layers.0.weight'>);
expectError(perceptron.at('layers.2'));
expectType<0>(layout({ layers: tuple(...mlp([784])) }).length);
const blocks = layout({ h: repeat(2, block(768)) });
expectType<9444866>(blocks.length);
expectType<OffsetOf<typeof blocks, 'h.1.up.weight'>>(7085570);
const table = <const V extends number, const D extends number>(v: V, d: D) => schema({ weight: [v, d] });
expectType<38597376>(layout(table(50257, 768)).length);

// A layout in a layout
const encoder = layout({ w: [3, 4], t: tied('w') });
const outer = layout({ enc: encoder, dec: encoder, out: tied('enc.w') });
expectType<24>(outer.length);
expectType<OffsetOf<typeof outer, 'enc.t'>>(12);
expectType<OffsetOf<typeof outer, 'out'>>(12);
expectType<readonly [3, 4]>({} as ShapeOf<typeof outer, 'dec.t'>);
expectType<24>(layout({ pair: repeat(2, scope(encoder)) }).length);

// Variables: `schema`, `as const`, spreads, `satisfies`
const plain = { a: [2, 3], b: [4] } as const;
const typed = schema({ a: [2, 3], b: [4] });
expectType<10>(layout(plain).length);
expectType<10>(layout(typed).length);
expectType<15>(layout({ ...plain, c: [5] }).length);
expectType<15>(layout({ ...typed, c: [5] }).length);
expectType<16>(layout({ ...typed, ...schema({ c: [5] }), d: [] }).length);
const layers = [dense(2, 3), dense(3, 1)] as const;
expectType<13>(layout({ layers }).length);
expectType<18>(layout({ layers: [...layers, dense(4, 1)] }).length);
expectType<22>(layout({ layers: tuple(...layers, dense(2, 3)) }).length);
type Json = { readonly [key: string]: readonly number[] };
const satisfied = schema({ a: [2, 3] }) satisfies Json;
expectType<6>(layout(satisfied).length);
expectType<6>(layout({ a: [2, 3] } as const satisfies Json).length);
const checked = layout({ a: [2, 3] });
expectType<6>((checked satisfies { readonly length: number }).length);
// Without `schema` or `as const` a variable widens, and says so: everything is `number`.
const widened = { a: [2, 3], b: [4] };
expectType<number>(layout(widened).length);
const justKeys = layout({ x: widened.a, y: [7] });
expectType<7>(justKeys.at('y').length);
expectType<number>(justKeys.at('y').offset);

// Enums, const numbers and template keys
declare enum Size {
  Hidden = 16,
  Out = 3,
}
const VOCAB = 100;
const model = layout({ emb: [VOCAB, Size.Hidden], out: [Size.Hidden, Size.Out] });
expectType<1648>(model.length);
expectType<OffsetOf<typeof model, 'out'>>(1600);
const sizes = { d: 8, ff: 32 } as const;
expectType<264>(layout({ up: [sizes.ff, sizes.d], norm: [sizes.d] }).length);
function named<const K extends string>(key: K) {
  const made: unknown = { [`${key}_w`]: [2] }; // the compiler gives a computed key the type `string`
  return made as { readonly [P in `${K}_w`]: readonly [2] };
}
const templated = layout({ ...named('q'), ...named('k') });
expectType<4>(templated.length);
expectType<OffsetOf<typeof templated, 'q_w'>>(2);
expectType<PathOf<typeof templated>>({} as 'q_w' | 'k_w');
expectType<5>(layout({ ['a' as const]: [2], ['b' as const]: [3] }).length);

// A `number` dimension makes exactly what depends on it `number`.
const n: number = 3;
const open = layout({ a: [2], b: { x: [n, 4], y: [5] }, c: [6], z: tied('a') });
expectType<number>(open.length);
expectType<2>(open.at('b').offset);
expectType<number>(open.at('b').length);
expectType<2>(open.at('b.x').offset);
expectType<number>(open.at('b.x').length);
expectType<readonly [number, 4]>(open.at('b.x').shape);
expectType<number>(open.at('b.y').offset);
expectType<5>(open.at('b.y').length);
expectType<number>(open.at('c').offset);
expectType<0>(open.at('z').offset);
expectType<5>(open.view(open.zeros()).b.y.length);
expectType<number>(open.view(open.zeros()).b.x.length);
const openRepeat = layout({ h: repeat(n, { w: [4] }), i: [3] });
expectType<number>(openRepeat.length);
expectType<4>(openRepeat.at('h.0.w').length);
expectType<number>(openRepeat.at('i').offset);
expectType<3>(openRepeat.at('i').length);
expectType<0>(layout({ a: [0, 5], b: [n, 0] }).at('a').length);
const rank: readonly number[] = [2, 3];
const openRank = layout({ s: rank, t: [4] });
expectType<number>(openRank.length);
expectType<4>(openRank.at('t').length);
expectType<number>(dim.mul(3, n));
expectType<number>(dim.add(n, 1));

// A union of dimensions is not one number, and so is `number`; what does not depend on it stays.
declare const either: 2 | 3;
const union = layout({ a: [either], b: [5] });
expectType<number>(union.length);
expectType<5>(union.at('b').length);

// Type helpers see the same through an alias
type Model = typeof blocks;
expectType<LengthOf<Model>>({} as FlatOf<Model>['length']);
expectType<readonly [768, 2304]>({} as ViewOf<Model>['h'][1]['attn']['qkv']['weight']['shape']);
expectType<SchemaOf<Model>>(blocks.schema);
expectType<5>(layout(ordered(['z', [2]], ['a', [3]])).length);

// flatOf gives an array of the kind that was bound.
const kinds = layout({ a: [2], h: repeat(2, { w: [3], s: [] }) });
expectType<Float64Array<ArrayBuffer>>(flatOf(kinds.view(kinds.zeros(Float64Array))));
expectType<Float32Array<ArrayBuffer>>(flatOf(kinds.view(kinds.zeros())));
expectType<Int32Array<SharedArrayBuffer>>(flatOf(kinds.view(new Int32Array(new SharedArrayBuffer(40)))));

// The shape of a transposed view is a tuple and nothing more.
const transposed = layout({ m: [2, 3], n: tied('m', { transpose: true }) });
expectType<readonly [3, 2]>(transposed.view(transposed.zeros()).n.shape);
