import { expectAssignable, expectError, expectType } from 'tsd';
import { layout, repeat, tied } from '../dist/src/index.js';
import type { AnyLayout, FlatOf, LayoutLike } from '../dist/src/index.js';
import {
  load,
  loadAll,
  loadNpz,
  readNpy,
  readNpzHeader,
  save,
  saveNpy,
  saveNpz,
  serialize,
  serializeNpy,
  serializeNpz,
  update,
} from '../dist/src/checkpoint/index.js';
import type {
  FloatDtype,
  Header,
  IntegerDtype,
  NpyArray,
  SavedDtype,
  SaveOptions,
} from '../dist/src/checkpoint/index.js';

const model = layout({ wte: [5, 4], h: repeat(2, { b: [3] }), head: tied('wte') });
const flat = model.zeros();
const doubles = model.zeros(Float64Array);
const whole = model.zeros(Int32Array);

// Which element types go with which kind
expectType<FloatDtype>({} as SavedDtype<typeof flat>);
expectType<FloatDtype>({} as SavedDtype<typeof doubles>);
expectType<FloatDtype>({} as SavedDtype<Float32Array<SharedArrayBuffer>>);
expectType<IntegerDtype>({} as SavedDtype<typeof whole>);
expectType<IntegerDtype>({} as SavedDtype<Uint8ClampedArray>);
expectType<never>({} as SavedDtype<never>);
expectType<Promise<void>>(
  save(model, flat, 'x', { dtype: 'BF16', order: 'layout', metadata: { step: '12' }, maxShardSize: 5e9 }),
);
expectType<Promise<void>>(save(model, doubles, 'x', { dtype: { '**': 'F16', 'h.**': 'F64' } }));
expectType<Uint8Array<ArrayBuffer>>(serialize(model, whole, { dtype: 'I64' }));
expectError(save(model, flat, 'x', { dtype: 'I32' }));
expectError(save(model, flat, 'x', { dtype: 'bf16' }));
expectType<Promise<void>>(save(model, flat, 'x', { dtype: { '**': 'F8_E4M3' } }));
expectError(save(model, flat, 'x', { dtype: { '**': 'F8_E8M0' } }));
expectError(save(model, whole, 'x', { dtype: 'BF16' }));

// Patterns of dtype match leaves that are saved
save(model, flat, 'x', { dtype: { 'h.*.b': 'F16', wte: 'BF16', 'h.{i}.b': 'F32', '**.b': 'F64' } });
declare const text: string;
save(model, flat, 'x', { dtype: { [text]: 'F16' } });
expectError(save(model, flat, 'x', { dtype: { 'h.*.c': 'F16' } }));
expectError(save(model, flat, 'x', { dtype: { h: 'F16' } }));
expectError(save(model, flat, 'x', { dtype: { head: 'F16' } }));
expectError(save(model, flat, 'x', { dtype: { '**': 'F32', 'h.2.b': 'F16' } }));
expectError(serialize(model, flat, { dtype: { wet: 'F16' } }));
expectError(saveNpz(model, flat, 'x', { dtype: { wet: 'F16' } }));
expectError(serializeNpz(model, flat, { dtype: { wet: 'F16' } }));
expectError(save(model, flat, 'x', { maxShardSizes: 5 }));
expectError(save(model, flat, 'x', { order: 'size' }));
expectError(save(model, flat, 'x', { maxShardSize: '5GB' }));
expectError(serialize(model, flat, { maxShardSize: 5e9 }));
expectError(save(model, new BigInt64Array(26), 'x'));
expectError(save(model, [1, 2], 'x'));

// Several flat arrays
const counters = layout({ step: [], seen: [2] });
const counts = counters.zeros(Int32Array);
expectType<Promise<void>>(
  save(
    [
      [model, flat],
      [counters, counts, { dtype: 'I64', prefix: 'run.' }],
    ],
    'x',
    { aliases: true },
  ),
);
expectType<Uint8Array<ArrayBuffer>>(serialize([[model, flat, { dtype: { 'h.*.b': 'F16' } }]], { order: 'layout' }));
expectError(save([[model, counts]], 'x'));
expectError(
  save(
    [
      [model, flat],
      [counters, flat],
    ],
    'x',
  ),
);
expectError(save([[model, flat, { dtype: 'I32' }]], 'x'));
expectError(save([[model, flat, { dtype: { 'h.*.c': 'F16' } }]], 'x'));
expectError(save([[model, flat, { prefx: 'a' }]], 'x'));
expectError(save([[model, flat]], 'x', { dtype: 'F16' }));
expectError(save([model, flat], 'x'));
expectType<Promise<[FlatOf<typeof model>, FlatOf<typeof counters, Int32Array<ArrayBuffer>>, FlatOf<typeof counters>]>>(
  loadAll([model, [counters, { type: Int32Array }], [counters]], 'x', { partial: true }),
);
expectType<Promise<[typeof doubles]>>(loadAll([[model, { into: doubles, prefix: 'm.' }]], 'x'));
expectError(loadAll([[model, { names: { a: 'wet' } }]], 'x'));
expectError(loadAll([[model, { transpose: ['h.*.c'] }]], 'x'));
expectError(loadAll([[model, { prefx: 'a' }]], 'x'));
expectError(loadAll([model], 'x', { prefix: 'a' }));
expectError(loadAll(model, 'x'));

// Updating a file
expectType<Promise<void>>(update('x', model, flat, { prefix: 'm.', names: { 'b.{i}': 'h.{i}.b' }, dtype: 'BF16' }));
expectError(update('x', model, counts));
expectError(update('x', model, flat, { names: { 'b.{i}': 'h.{i}.c' } }));
expectError(update('x', model, flat, { transpose: ['h.*.c'] }));
expectError(update('x', model, flat, { dtype: { 'h.*.c': 'F16' } }));
expectError(update('x', model, flat, { metadata: {} }));

// Progress and stopping
save(model, flat, 'x', {
  onProgress: ({ done, total }) => {
    expectType<number>(done / total);
  },
  signal: { aborted: false },
});

// Where the compiler knows less
expectAssignable<SaveOptions>({ dtype: 'BF16' });
expectAssignable<SaveOptions>({ dtype: 'I8' });
function generic<L extends AnyLayout>(some: L, numbers: Float32Array): Promise<void> {
  return save(some as LayoutLike, numbers, 'x', { dtype: 'BF16' });
}
expectType<Promise<void>>(generic(model, flat));

// Callbacks of options know what they are given
load(model, 'x', {
  onProgress: ({ done }) => {
    expectType<number>(done);
  },
  names: (name) => {
    expectType<string>(name);
    return name;
  },
});

// numpy
expectType<Promise<NpyArray<Float32Array<ArrayBuffer>>>>(readNpy('x', { type: Float32Array }));
expectType<Promise<NpyArray>>(readNpy(new Uint8Array(5)));
expectType<Promise<void>>(saveNpy(model.view(flat).wte, 'x'));
expectType<Uint8Array<ArrayBuffer>>(serializeNpy(whole, { dtype: 'I64', shape: [2, 13] }));
expectError(serializeNpy(flat, { dtype: 'BF16' }));
expectError(serializeNpy(whole, { dtype: 'F16' }));
expectType<Promise<typeof flat>>(loadNpz(model, 'x'));
expectType<Promise<typeof doubles>>(loadNpz(model, 'x', { type: Float64Array }));
expectType<Promise<typeof flat>>(
  loadNpz(model, 'x', {
    into: flat,
    onProgress: ({ done }) => {
      expectType<number>(done);
    },
  }),
);
expectError(loadNpz(model, 'x', { into: layout({ a: [5] }).zeros() }));
expectError(loadNpz(model, 'x', { strict: true }));
expectType<Promise<Header>>(readNpzHeader('x'));
expectType<Promise<void>>(saveNpz(model, flat, 'x', { dtype: { 'h.**': 'F16' }, compress: true }));
expectError(saveNpz(model, flat, 'x', { dtype: 'BF16' }));
expectError(saveNpz(model, layout({ a: [5] }).zeros(), 'x'));
expectType<Promise<Uint8Array<ArrayBuffer>>>(serializeNpz(model, flat));
