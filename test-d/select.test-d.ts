// Selections, rules and groups: literal results on layouts of every form, the sentences of errors, and generic code.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  type AnySelection,
  assign,
  type Assignment,
  type FlatOf,
  gather,
  groups,
  layout,
  type LayoutLike,
  mask,
  norms,
  ordered,
  repeat,
  rest,
  scatter,
  scope,
  select,
  tied,
  tuple,
} from '../dist/src/index.js';

const block = { ln_1: { w: [2], b: [1] }, mlp: { w: [2, 2], b: [2] } } as const;
const model = layout({ wte: [3, 2], h: repeat(3, block), head: tied('wte'), t: tied('wte', { transpose: true }) });

// Patterns of every kind give a literal length.
expectType<33>(select(model, '**').length);
expectType<6>(select(model, 'h.*.ln_*.w').length);
expectType<9>(select(model, '**.b').length);
expectType<9>(select(model, 'h.1').length);
expectType<9>(select(model, 'h.1.**').length);
expectType<18>(select(model, 'h.*', { except: '**.b' }).length);
expectType<12>(select(model, 'h', { except: ['**.b', 'h.0'] }).length);
expectType<15>(select(model, 'wte', 'h.2', 'h.2.mlp').length);
expectType<15>(select(model, ['wte', 'h.2']).length);
expectType<0>(select(model, 'h', { except: '**' }).length);
expectType<0>(select(model, []).length);
expectType<6>(select(model, 'wte', { ties: true }).length);
expectType<24>(select(model, 'h.1', 'h', { except: 'h.*.ln_1.b' }).length);

// Layouts inside layouts, tuples, ordered fields, scopes, keys like numbers and Greek keys.
const inner = layout({ w: [2], copy: tied('w') });
const all = layout({
  list: [{ a: [1] }, { a: [2] }],
  none: tuple(),
  order: ordered(['z', [3]], ['a', [4]]),
  own: scope({ w: [5], copy: tied('w') }),
  inner,
  '10': { λ: [6], 'β₁': [7] },
  grid: repeat(2, repeat(3, { w: [1], b: [] })),
  long: repeat(200, repeat(70, { w: [10] })),
});
expectType<3>(select(all, 'list.*.a').length);
expectType<2>(select(all, 'list.1').length);
expectType<3>(select(all, 'order.z').length);
expectType<140013>(select(all, '**.w').length);
expectType<6>(select(all, '10.λ').length);
expectType<7>(select(all, '1*.β*').length);
expectType<4>(select(all, 'grid.*.1.*').length);
expectType<3>(select(all, 'grid.1.**.b').length);
expectType<2000>(select(all, 'long.*.69').length);
expectType<77700>(select(all, 'long.1*').length); // 1, 10 to 19 and 100 to 199
expectType<139300>(select(all, 'long', { except: 'long.7' }).length);

// Where a size or a pattern is not known, neither is the length.
declare const n: number;
declare const pattern: string;
const open = layout({ a: [n], b: [3], h: repeat(n, { w: [2] }) });
expectType<number>(select(open, 'a').length);
expectType<3>(select(open, 'b').length);
expectType<2>(select(open, 'h.0').length);
expectType<number>(select(open, 'h').length);
expectType<number>(select(model, pattern).length);
expectType<number>(select(model, 'h', { except: pattern }).length);
expectType<number>(select(layout({ a: [1] } as unknown), 'a').length);

// Patterns that no owner matches.
expectError(select(model, 'h.*.lm_1'));
expectError(select(model, '**.x'));
expectError(select(model, 'head'));
expectError(select(model, 'h.3.**'));
expectError(select(model, 'h**'));
expectError(select(model, ''));
expectError(select(model, ['wte', 'x']));
expectError(select(model, 'wte', 'x'));
expectError(select(model, 'wte', { except: 'x' }));
expectError(select({ schema: [3] }, '**'));

// Vectors and masks.
const biases = select(model, '**.b');
const flat = model.zeros();
expectType<9>(gather(biases, flat).length);
expectAssignable<Float32Array<ArrayBuffer>>(gather(biases, flat));
expectAssignable<Int8Array<ArrayBuffer>>(gather(biases, model.zeros(Int8Array)));
expectType<FlatOf<typeof model>>(mask(biases));
expectType<FlatOf<typeof model, Uint8Array<ArrayBuffer>>>(mask(biases, Uint8Array));
scatter(biases, gather(biases, flat), flat);
scatter(biases, new Float32Array(9), flat);
model.view(mask(biases)).h[1].mlp.b.fill(0);
expectError(gather(biases, all.zeros()));
expectError(gather(biases, layout({ other: [33] }).zeros()));
expectError(scatter(biases, gather(select(model, 'wte'), flat), flat));
const either = n > 3 ? select(model, 'wte') : select(model, '**.b', { except: 'h.0' });
expectType<6>(gather(either, flat).length); // both have 6
expectAssignable<AnySelection>(either);

// Values by path.
const decay = assign(model, { '**.b': 0, '**.ln_*.**': 0, rest: 0.01 });
expectType<0>(decay.of('h.2.mlp.b'));
expectType<0.01>(decay.of('h.2.mlp.w'));
expectType<0.01>(decay.of('head'));
expectType<0>(decay.of('h.0.ln_1'));
expectType<0 | 0.01>(decay.of('h'));
expectType<0 | 0.01>(decay.of(pattern));
expectType<0 | 0.01>(decay.runs[0]!.value);
expectAssignable<Assignment<number>>(decay);
expectError<Assignment<string>>(decay);
expectError(decay.of('h.2.mlp.x'));
expectType<FlatOf<typeof model>>(decay.expand((x) => 1 - x));
expectError(decay.expand(() => 'x'));
expectType<'slow'>(assign(model, { wte: 'slow', [rest]: 'fast' }).of('t'));
expectType<{ readonly lr: 2 }>(
  assign(model, { wte: { lr: 1 }, [rest]: { lr: 2 } }).of('h.0'.length > 2 ? 'h.0.mlp.b' : 'h.0.mlp.w'),
);

// Rules are total and disjoint.
expectError(assign(model, { '**.b': 0, '**.ln_*.**': 1, rest: 2 }));
expectError(assign(model, { h: 0, 'h.1.mlp.b': 1, rest: 2 }));
expectError(assign(model, { h: 0 }));
expectError(assign(model, { 'h.0': 0, 'h.1': 0, wte: 0 }));
assign(model, { 'h.0': 0, 'h.1': 1, 'h.2': 2, wte: 3 });
assign(model, { '**.b': n, '**.ln_*.**': 1, rest: 2 }); // the run time judges a value that is only a number
expectError(assign(model, { head: 0, rest: 1 }));
expectError(assign(model, { '**.x': 0, rest: 1 }));
const named = layout({ rest: [2], a: [1] });
expectType<1>(assign(named, { rest: 1, [rest]: 2 }).of('rest'));
expectType<2>(assign(named, { rest: 1, [rest]: 2 }).of('a'));
expectError(assign(named, { rest: 1 }));

// Groups.
const made = groups(model, { decay: ['**.w', 'wte'], none: rest });
expectType<24>(made.selections.decay.length);
expectType<9>(made.selections.none.length);
expectType<'decay'>(made.of('head'));
expectType<'none'>(made.of('h.1.mlp.b'));
expectAssignable<Assignment<'decay' | 'none'>>(made);
expectError(groups(model, { a: '**.b', b: ['h.*.mlp', 'wte'], c: 'rest' }));
expectError(groups(model, { a: '**.b' }));
expectError(groups(model, { a: '**.x', b: rest }));

// Norms.
expectType<Map<string, number>>(norms(model, flat, 'h.*'));
expectType<Map<'decay' | 'none', number>>(norms(model, flat, made, { p: 1 }));
expectError(norms(model, flat, 'h.*.x'));
expectError(norms(model, all.zeros(), 'h.*'));

// Code that is generic over the layout needs no cast.
export function freeze<L extends AnyLayout>(any: L, gradient: FlatOf<L>, frozen: string): FlatOf<L> {
  const kept = select(any, '**', { except: frozen });
  const vector = gather(kept, gradient);
  scatter(kept, vector, any.zeros());
  const rates = assign(any, { [frozen]: 0, rest: 1 });
  for (const { start, end, value } of rates.runs) gradient.fill(value, start, end);
  const length: number = kept.length;
  void [
    length,
    rates.of('x'),
    norms(any, gradient, '**'),
    groups(any, { frozen, others: rest }).selections.frozen.length,
  ];
  return gradient;
}
freeze(model, model.zeros(), 'wte');
export const lengthsOf = <L extends LayoutLike>(any: L): number[] =>
  select(any, '**').ranges.map(({ start, end }) => end - start);
lengthsOf(model);
