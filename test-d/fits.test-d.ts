import { expectType } from 'tsd';
import { layout, ordered, repeat, schema, scope, tied, tuple } from '../dist/src/index.js';
import type { AnyLayout } from '../dist/src/index.js';
import type { Fits, Manifest } from '../dist/src/checkpoint/index.js';

const block = schema({ ln: { weight: [8], bias: [8] }, mlp: { weight: [8, 32] } });
const model = layout({
  wte: [16, 8],
  h: repeat(12, block),
  head: tied('wte'),
  turned: tied('wte', { transpose: true }),
  step: [],
});
type Model = typeof model;

type Block<I extends string> = {
  readonly [K in `h.${I}.ln.weight` | `h.${I}.ln.bias`]: F32<readonly [8]>;
} & { readonly [K in `h.${I}.mlp.weight`]: F32<readonly [8, 32]> };
interface F32<S extends readonly number[]> {
  readonly dtype: 'F32';
  readonly shape: S;
}
type Flat<T> = { readonly [K in keyof T]: T[K] };
type Index = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '10' | '11';
type Blocks = Block<Index>;
type Whole = Flat<Blocks & { readonly wte: F32<readonly [16, 8]>; readonly step: F32<readonly []> }>;
type Without<K extends keyof Whole> = Flat<Omit<Whole, K>>;
type With<T> = Flat<Omit<Whole, keyof T> & T>;

expectType<Fits<Model, Whole>>(true);

// Missing, wrong and unexpected: the first is named, as the layout lies, indices as numbers
expectType<Fits<Model, Without<'h.10.ln.bias' | 'h.2.ln.weight'>>>(
  "'h.2.ln.weight' is missing: a tensor of shape [8] was expected",
);
expectType<Fits<Model, Without<'step'>>>("'step' is missing: a tensor of shape [] was expected");
expectType<Fits<Model, {}>>("'h.0.ln.bias' is missing: a tensor of shape [8] was expected");
expectType<Fits<Model, With<{ readonly 'h.3.mlp.weight': F32<readonly [32, 8]> }>>>(
  "'h.3.mlp.weight': shape [8, 32] was expected, found [32, 8]",
);
expectType<Fits<Model, With<{ readonly 'h.3.mlp.weight': F32<readonly number[]> }>>>(
  "'h.3.mlp.weight': shape [8, 32] was expected, found […]",
);
expectType<Fits<Model, With<{ readonly wte: { readonly dtype: 'C64'; readonly shape: readonly [16, 8] } }>>>(
  "'wte': an element type that a Float32Array can hold was expected, found C64",
);
expectType<Fits<Model, With<{ readonly 'h.12.ln.bias': F32<readonly [8]> }>>>(
  "'h.12.ln.bias': the layout has no such leaf",
);
expectType<Fits<Model, With<{ readonly h: F32<readonly [8]> }>>>("'h': the layout has no such leaf");
expectType<Fits<Model, Flat<Without<'wte'> & { readonly wt: F32<readonly [16, 8]> }>>>(
  "'wt': the layout has no such leaf; did you mean 'wte'?",
);
expectType<Fits<Model, With<{ readonly '.x..y': F32<readonly []> }>>>("'.x..y': the layout has no such leaf");

// Ties: either name, or both; a transposed one holds the transpose
expectType<Fits<Model, Flat<Without<'wte'> & { readonly head: F32<readonly [16, 8]> }>>>(true);
expectType<Fits<Model, With<{ readonly head: F32<readonly [16, 8]> }>>>(true);
expectType<Fits<Model, With<{ readonly turned: F32<readonly [8, 16]> }>>>(true);
expectType<Fits<Model, Flat<Without<'wte'> & { readonly turned: F32<readonly [8, 16]> }>>>(true);
expectType<Fits<Model, With<{ readonly turned: F32<readonly [16, 8]> }>>>(
  "'turned': shape [8, 16] was expected, found [16, 8]",
);
const scoped = layout({ e: repeat(2, scope({ x: [2], y: tied('x') })), f: tied('e.1') });
expectType<Fits<typeof scoped, { readonly 'e.0.y': F32<readonly [2]>; readonly 'f.y': F32<readonly [2]> }>>(true);
expectType<Fits<typeof scoped, { readonly 'e.0.y': F32<readonly [2]>; readonly 'f.z': F32<readonly [2]> }>>(
  "'e.1.x' is missing: a tensor of shape [2] was expected",
);

// Every form; keys that are numbers; a single leaf; a count above 64
const forms = layout({
  o: ordered(['z', [3]], ['a', []]),
  t: tuple([5], { w: [1, 2] }),
  l: [[2], [3]],
  i: layout({ 0: [7] }),
});
const manifest = {
  'o.z': { dtype: 'BF16', shape: [3] },
  'o.a': { dtype: 'F32', shape: [] },
  't.0': { dtype: 'F16', shape: [5] },
  't.1.w': { dtype: 'F64', shape: [1, 2] },
  'l.0': { dtype: 'U8', shape: [2] },
  'l.1': { dtype: 'F32', shape: [3] },
  'i.0': { dtype: 'F32', shape: [7] },
} as const;
expectType<Fits<typeof forms, typeof manifest>>(true);
const digits = layout({ 0: [2], 1: [3] });
expectType<Fits<typeof digits, { readonly 0: F32<readonly [2]>; readonly '1': F32<readonly [3]> }>>(true);
expectType<Fits<typeof digits, { readonly 0: F32<readonly [2]>; readonly '1': F32<readonly [4]> }>>(
  "'1': shape [3] was expected, found [4]",
);
const one = layout([2, 3]);
expectType<Fits<typeof one, { readonly '': F32<readonly [2, 3]> }>>(true);
expectType<Fits<typeof one, { readonly '': F32<readonly [2]> }>>("'': shape [2, 3] was expected, found [2]");
const many = layout({ h: repeat(200, [2]) });
expectType<Fits<typeof many, { readonly 'h.0': F32<readonly [2]> }>>(
  "'h.1' is missing: a tensor of shape [2] was expected",
);
const tooMany = layout({ h: repeat(20_000, [2]) });
expectType<Fits<typeof tooMany, { readonly 'h.0': F32<readonly [2]> }>>(
  '' as `'h.${number}' is missing: a tensor of shape [2] was expected`,
);

// What the compiler knows nothing of
expectType<Fits<AnyLayout, Whole>>('a layout was expected whose schema the compiler knows');
expectType<Fits<Model, Manifest>>('a manifest was expected whose names the compiler knows: a constant `as const`');
