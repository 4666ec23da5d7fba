// The types of optimisers: literal lengths, kinds of arrays, flat arrays of other layouts, and generic code.
import { expectAssignable, expectError, expectType } from 'tsd';
import { layout, repeat, tied, type AnyLayout, type FlatOf, type Layout } from '../dist/src/index.js';
import {
  adamw,
  clip,
  ema,
  lbfgs,
  sgd,
  type LbfgsReport,
  type Optimiser,
  type ValueRuns,
} from '../dist/src/optim/index.js';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const other = layout({ x: [12] });
type M = typeof model;
const flat = model.zeros();
const doubles = model.zeros(Float64Array);

// The state is a flat array of the model twice, or once.
const opt = adamw(model, { lr: 1e-3, betas: [0.9, 0.95], eps: 1e-8, decay: 0.1 });
expectType<24>(opt.layout.length);
expectType<24>(opt.state.flat.length);
expectType<number>(opt.state.step);
expectType<16>(opt.layout.at('v.h.1.w').offset);
expectAssignable<FlatOf<Layout<{ readonly m: M; readonly v: M }>>>(opt.state.flat);
const both = layout({ m: model, v: model });
both.view(opt.state.flat).v.h[1].w.fill(0);
opt.layout.view(both.zeros()).m.wte.fill(1);
expectType<12>(sgd(model, { lr: 1, momentum: 0.9 }).layout.length);
expectType<0>(sgd(model, { lr: 1 }).layout.length);
expectType<12>(ema(model, { decay: 0.9 }).flat.length);

// The kind of the state is that of the option or of a given state.
expectType<'Float64Array'>(adamw(model, { lr: 1, type: Float64Array }).state.flat[Symbol.toStringTag]);
expectType<'Float64Array'>(
  adamw(model, { lr: 1 }, { flat: both.zeros(Float64Array), step: 3n }).state.flat[Symbol.toStringTag],
);
expectType<SharedArrayBuffer>(
  adamw(model, { lr: 1 }, { flat: both.zeros({ shared: true }), step: 3 }).state.flat.buffer,
);
adamw(model, { lr: 1 }, opt.state);
ema(model, { decay: 0.9 }, { flat: doubles, step: 1 }).update(doubles);
expectError(adamw(model, { lr: 1 }, { flat: model.zeros(), step: 0 }));
expectError(adamw(model, { lr: 1 }, { flat: layout({ m: other, v: other }).zeros(), step: 0 }));

// A step takes flat arrays of the model and of the kind of the state.
opt.step(flat, flat);
opt.step(flat, new Float32Array(12), 0.5);
opt.step(model.zeros({ shared: true }), flat);
adamw(model, { lr: 1, type: Float64Array }).step(doubles, doubles);
expectError(opt.step(other.zeros(), flat));
expectError(opt.step(flat, other.zeros()));
expectError(opt.step(doubles, doubles));
expectError(opt.step(flat, doubles));
expectError(opt.step(flat));
expectError(ema(model, { decay: 0.9 }).update(doubles));

// Rates are numbers or values in runs. Other options do not exist.
declare const rates: ValueRuns<0 | 0.01>;
adamw(model, { lr: rates, decay: rates });
opt.lr = rates;
opt.lr = 0.1;
expectError((opt.lr = '0.1'));
expectError(adamw(model, { lr: 1, weightDecay: 0.1 }));
expectError(adamw(model, {}));
expectError(sgd(model, { lr: 1, nesterov: true }));
expectError(adamw(model, { lr: 1, type: BigInt64Array }));
expectError(adamw({}, { lr: 1 }));
declare const names: ValueRuns<'a' | 'b'>;
expectError(adamw(model, { lr: names }));

// Norms by group have the names of the groups, and so have the limits.
expectType<number>(clip(flat, 1));
expectType<Map<'a' | 'b', number>>(clip(model, flat, names, { a: 1, b: 2 }));
clip(model, flat, names, 1);
expectError(clip(model, flat, names, { a: 1 }));
expectError(clip(model, flat, names, { a: 1, b: 2, c: 3 }));
expectError(clip(model, other.zeros(), names, 1));
expectError(clip(new Int32Array(3), 1));

// A function to minimise sees flat arrays of the model.
expectType<LbfgsReport>(
  lbfgs(model, { history: 5 }).minimize(doubles, (x, gradient) => {
    expectType<12>(x.length);
    expectType<12>(gradient.length);
    model.view(gradient).h[1].w.set(model.view(x).h[0].w);
    return 0;
  }),
);
expectType<Promise<LbfgsReport>>(lbfgs(model).minimize(flat, async (x, gradient) => x[0]! + gradient[0]!));
expectError(lbfgs(model).minimize(flat, () => 'far'));
expectError(lbfgs(model).minimize(other.zeros(), () => 0));

// Generic code needs no casts.
export function train<L extends AnyLayout>(any: L, at: FlatOf<L>, gradient: FlatOf<L>): number {
  const steps = adamw(any, { lr: 1e-3 });
  steps.step(at, gradient);
  steps.lr = 0.5;
  const average = ema(any, { decay: 0.99 });
  average.update(at);
  sgd(any, { lr: 1, momentum: 0.9 }).step(at, gradient);
  lbfgs(any).minimize(at, () => 0);
  return steps.state.step + steps.state.flat.length + average.flat.length;
}
train(model, flat, flat);
export function bySchema<S>(any: Layout<S>, at: FlatOf<Layout<S>>): void {
  adamw(any, { lr: 1e-3 }).step(at, at);
}
export class Trainer<L extends AnyLayout> {
  readonly opt: Optimiser<L, { readonly m: L }, Float32Array<ArrayBuffer>>;
  constructor(model: L) {
    this.opt = sgd(model, { lr: 1, momentum: 0.9 });
  }
  step(at: FlatOf<L>, gradient: FlatOf<L>): void {
    this.opt.step(at, gradient);
  }
}
new Trainer(model).step(flat, flat);
declare const unknown: AnyLayout;
adamw(unknown, { lr: 1 }).step(new Float32Array(3), new Float32Array(3));
declare const data: Layout<unknown>;
adamw(data, { lr: 1 }).step(data.zeros(), data.zeros());
