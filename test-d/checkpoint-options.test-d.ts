import { expectAssignable, expectError, expectType } from 'tsd';
import * as z from 'zod';
import { fromJSON, layout, ordered, repeat, scope, tied, tuple } from '../dist/src/index.js';
import type { Flat, FlatOf, SchemaOf } from '../dist/src/index.js';
import { load, fromBytes, readHeader, readIndex } from '../dist/src/checkpoint/index.js';
import type {
  CheckOptions,
  CheckpointOf,
  LoadOptions,
  ShardIndex,
  StoredTensor,
} from '../dist/src/checkpoint/index.js';
import { checkpointSchema } from '../dist/src/zod/index.js';

const model = layout({
  wte: { weight: [8, 4] },
  h: repeat(12, { ln: { weight: [4] }, list: [[2], { b: [3, 4] }] }),
  o: ordered(['z', [3]], ['a0', []], ['a1', [2]]),
  t: tuple([5]),
  s: scope({ x: [2], y: tied('x') }),
  inner: layout({ 0: [7] }),
  h0: { w: [1] },
  h1: { w: [1] },
  head: tied('wte.weight'),
  tail: tied('h.0'),
});
type F = FlatOf<typeof model>;

// The kind of what comes back
expectType<Promise<F>>(load(model, 'x', {}));
expectType<Promise<F>>(load(model, 'x', { prefix: 'm.', strict: true, into: undefined }));
expectType<Promise<Flat<SchemaOf<typeof model>, Float64Array<ArrayBuffer>>>>(load(model, 'x', { type: Float64Array }));
expectType<Promise<Int32Array<ArrayBuffer>>>(load(model, 'x', { into: new Int32Array(5), staged: false }));
declare const some: LoadOptions;
expectType<Promise<F>>(load(model, 'x', some));
expectType<F>(fromBytes(model, new Uint8Array(5)));
expectType<F>(fromBytes(model, new ArrayBuffer(5), { ignore: ['mask'] }));
expectType<Flat<SchemaOf<typeof model>, Float32Array<SharedArrayBuffer>>>(fromBytes(model, new SharedArrayBuffer(5)));
expectType<Flat<SchemaOf<typeof model>, Float64Array<ArrayBuffer>>>(
  fromBytes(model, new Uint8Array(5), { type: Float64Array }),
);
expectError(fromBytes(model, 'x'));
expectError(fromBytes(model, new Uint8Array(5), { partial: true }));

// Names: the right side is a leaf of the layout, wherever its wildcards lead
const ok = {
  a: 'wte.weight',
  'transformer.h.{i}.ln_1.weight': 'h.{i}.ln.weight',
  'l.{i}.{j}': 'h.{i}.list.0',
  'l.{i}.b': 'h.{i}.list.1.b',
  'l.{x}.{i}': 'o.{x}',
  'block{n}': 'h{n}.w',
  's.x': 's.x',
  's.y': 's.y',
  'i.{k}': 'inner.{k}',
  'tail.{x}': 'tail.{x}.weight',
  head: 'head',
  '{**all}': 'h.{all}',
  'deep.{i}.{**rest}': 'h.{i}.{rest}',
} as const;
expectType<Promise<F>>(load(model, 'x', { names: ok }));
expectType<Promise<F>>(load(model, 'x', { names: { 'x.{i}.w': 'h.{i}.ln.weight', y: 'wte.weight' } }));
expectError(load(model, 'x', { names: { a: 'wte.wieght' } }));
expectError(load(model, 'x', { names: { a: 'wte' } }));
expectError(load(model, 'x', { names: { a: 'h.12.ln.weight' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'h.{j}.ln.weight' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'h.{i}.ln.bias' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'h.{i}.ln' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'h.{i}.list.1' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'g.{i}' } }));
expectError(load(model, 'x', { names: { 'a.{i}': 'h{i}.v' } }));
expectError(load(model, 'x', { names: { a: 5 } }));
declare const text: string;
load(model, 'x', { names: { [text]: text } });
load(model, 'x', { names: { a: text } });
load(fromJSON('{}'), 'x', { names: { a: 'anything' } });
load(model, 'x', { names: (name) => (expectType<string>(name), name.slice(2)) });
load(model, 'x', { names: (name) => (name === 'x' ? undefined : name) });
expectError(load(model, 'x', { names: (name: number) => `${name}` }));

// A wildcard is an identifier, and only the file's side has `**`
expectError(load(model, 'x', { names: { 'h.{0}.w': 'h.0.ln.weight' } }));
expectError(load(model, 'x', { names: { 'h.{i}.w': 'h.{0}.ln.weight' } }));
expectError(load(model, 'x', { names: { 'h.{a-b}.w': 'h.0.ln.weight' } }));
expectError(load(model, 'x', { names: { 'x.{**rest}': 'h.{**rest}' } }));
load(model, 'x', { names: { 'x.{_layer1}.{Name}': 'h.{_layer1}.ln.weight' } });

// The sentence of a wrong name has the nearest path
type Sentence<T> = T extends { readonly ' issue': infer M } ? M : never;
type Why<M> = CheckOptions<typeof model, { readonly names: M }, LoadOptions>['names'];
expectType<"there is no 'wte.wieght' in the layout; did you mean 'wte.weight'?">(
  {} as Sentence<Why<{ a: 'wte.wieght' }>['a']>,
);
expectType<"there is no 'h.{i}.nl.weight' in the layout; did you mean 'h.{i}.ln.weight'?">(
  {} as Sentence<Why<{ '{i}': 'h.{i}.nl.weight' }>['{i}']>,
);
expectType<"there is no 'hh.{i}' in the layout; did you mean 'h.{i}'?">(
  {} as Sentence<Why<{ '{i}': 'hh.{i}' }>['{i}']>,
);
// Two names of one letter share nothing.
expectType<"there is no 'g.{i}' in the layout">({} as Sentence<Why<{ '{i}': 'g.{i}' }>['{i}']>);
expectType<"there is no 'tail.ln.wight' in the layout; did you mean 'tail.ln.weight'?">(
  {} as Sentence<Why<{ a: 'tail.ln.wight' }>['a']>,
);
expectType<"there is no 'h.12.ln.weight' in the layout: index 12 is out of range in 'h', which has 12 items">(
  {} as Sentence<Why<{ a: 'h.12.ln.weight' }>['a']>,
);
expectType<"there is no 'nothing' in the layout">({} as Sentence<Why<{ a: 'nothing' }>['a']>);
expectType<"'wte' is no leaf of the layout">({} as Sentence<Why<{ a: 'wte' }>['a']>);
expectType<"'{0}' is no wildcard: its name must be an identifier, such as {i}">(
  {} as Sentence<Why<{ '{0}': 'head' }>['{0}']>,
);

// Patterns of transpose match leaves, none of which has three dimensions
const conv = layout({
  conv: [4, 3, 3],
  h: repeat(2, { w: [2, 3], b: [2] }),
  t: tied('h.0.w'),
  list: tuple([2], { w: [3, 4] }),
});
load(conv, 'x', { transpose: ['h.*.w', 'h.0.w', 'h.**', '**.w', 't', 'h.{i}.w', 'list.1.*', '**.**.w', 'l*.1.w'] });
load(conv, 'x', { transpose: [text] });
load(conv, 'x', { transpose: ['h.*.w'] as readonly string[] });
load(fromJSON('{}'), 'x', { transpose: ['anything'] });
expectError(load(conv, 'x', { transpose: ['h.*.v'] }));
expectError(load(conv, 'x', { transpose: ['h.*.w', 'h.2.w'] }));
expectError(load(conv, 'x', { transpose: ['h'] }));
expectError(load(conv, 'x', { transpose: ['h.*'] }));
expectError(load(conv, 'x', { transpose: ['conv'] }));
expectError(load(conv, 'x', { transpose: ['**'] }));
expectError(load(conv, 'x', { transpose: ['c*'] }));
expectError(load(conv, 'x', { transpose: ['h.**w'] }));
expectError(fromBytes(conv, new Uint8Array(5), { transpose: ['x'] }));
expectError(checkpointSchema(conv, { transpose: ['x'] }));
type WhyNot<P> = CheckOptions<typeof conv, { readonly transpose: readonly [P] }, LoadOptions>['transpose'];
expectType<"the pattern 'h.*.v' matches no leaf: there is no 'v' in 'h.0'">({} as Sentence<WhyNot<'h.*.v'>[0]>);
expectType<"the pattern '**' matches a leaf of shape [4, 3, 3], but only a matrix can be transposed">(
  {} as Sentence<WhyNot<'**'>[0]>,
);

// Options that there are not, or of another type
expectError(load(model, 'x', { prefx: 'a' }));
expectError(load(model, 'x', { prefix: 'a', ingore: [] }));
expectError(load(model, 'x', { ignore: 'h.*' }));
expectError(load(model, 'x', { extra: 'warn' }));
expectError(load(model, 'x', { into: layout({ a: [6] }).zeros() }));
expectError(load(model, 'x', { type: BigInt64Array }));
load(model, 'x', {
  onProgress: ({ done, total }) => expectType<number>(done / total),
  onWarning: ({ code, message }) => expectType<string>(code + message),
});

// Sources
load(model, new Url('https://example.org/model.safetensors'), {
  retries: 2,
  retryDelay: 100,
  headers: { authorization: 'x' },
});
load(model, { index: {}, shard: (file) => new Uint8Array(file.length) });
load(model, { index: '', shard: async (file: string) => (file === '' ? undefined : file), files: ['a'] });
expectType<Promise<ShardIndex>>(readIndex('x'));
readHeader('x', { signal: new Controller().signal });

// The schema
const schema = checkpointSchema(model, { dtype: 'BF16', prefix: 'm.', ignore: ['**.mask'] });
expectType<'BF16'>(({} as z.infer<typeof schema>)['wte.weight'].dtype);
expectType<CheckpointOf<typeof model, 'BF16'>>({} as z.infer<typeof schema>);
const two = checkpointSchema(layout({ a: [2] }), { dtype: ['F16', 'F32'] });
expectAssignable<{ readonly a: StoredTensor<readonly [2], 'F16' | 'F32'> }>({} as z.infer<typeof two>);
expectError(checkpointSchema(model, { dtype: 'f32' }));
expectError(checkpointSchema(model, { names: { a: 'nothing' } }));
expectError(checkpointSchema(model, { partial: true }));

declare class Url {
  constructor(href: string);
  href: string;
  protocol: string;
}
declare class Controller {
  readonly signal: {
    readonly aborted: boolean;
    readonly reason: any;
    throwIfAborted(): void;
    addEventListener(type: string, listener: (event: unknown) => void): void;
    removeEventListener(type: string, listener: (event: unknown) => void): void;
  };
}
