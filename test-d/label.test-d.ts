// Indices of labels: literal for literal labels, and a sentence for wrong ones.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  type ElementRange,
  indexOf,
  labelAt,
  type LabelIndexOf,
  labels,
  layout,
  type Layout,
  ordered,
  repeat,
  scope,
  tied,
} from '../dist/src/index.js';

const model = layout({
  a: [],
  b: repeat(2, ordered(['w', [2, 3]], ['s', []])),
  c: layout({ m: [2, 2], again: tied('m') }),
  t: tied('wte', { transpose: true }),
  wte: [1000, 3],
});
expectType<0>(indexOf(model, 'a'));
expectType<13>(indexOf(model, 'b.1.w[1,2]'));
expectType<13>(indexOf(model, 'b[1].w[1,2]'));
expectType<14>(indexOf(model, 'b[1].s'));
expectType<{ readonly start: 8; readonly end: 15 }>(indexOf(model, 'b[1]'));
expectType<{ readonly start: 8; readonly end: 15 }>(indexOf(model, 'b.1'));
expectType<{ readonly start: 15; readonly end: 19 }>(indexOf(model, 'c'));
expectType<17>(indexOf(model, 'c.again[1,0]'));
expectType<3016>(indexOf(model, 'wte[999,0]'));
expectType<3016>(indexOf(model, 't[0,999]'));
expectType<{ readonly start: 19; readonly end: 3019 }>(indexOf(model, 't'));
expectType<0 | 14>(indexOf(model, 'a' as 'a' | 'b.1.s'));
expectType<14>({} as LabelIndexOf<typeof model, 'b[1].s'>);
expectType<9007199254740990>(indexOf(layout({ a: [9007199254740991] }), 'a[9007199254740990]'));
expectType<{ readonly start: 0; readonly end: number }>(indexOf({} as Layout<{ a: [number, 2]; b: [3] }>, 'a'));
expectType<number>(indexOf({} as Layout<{ a: [number, 2]; b: [3] }>, 'b[0]'));
expectType<7>(indexOf({} as Layout<{ a: [number, 2]; b: [3] }>, 'a[3,1]'));

// What the compiler does not know, the run time checks.
expectType<number | ElementRange>(indexOf(model, 'a' as string));
expectType<number>(indexOf(model, `b[${1 as number}].w[${0 as number},0]`));
expectAssignable<ElementRange>(indexOf(model, `b.${1 as number}`));
expectType<number | ElementRange>(indexOf({} as AnyLayout, 'a.b[1]'));
expectType<number | ElementRange>(indexOf({} as Layout<unknown>, 'a.b[1]'));
function first<L extends AnyLayout>(any: L): string {
  const found: unknown = indexOf(any, 'h.0.w[1,2]');
  return `${String(found)} ${labelAt(any, 0)} ${[...labels(any)].join()}`;
}
first(model);
expectType<string>(labelAt(model, 3));

expectError(indexOf(model, 'd'));
expectError(indexOf(model, 'b[2]'));
expectError(indexOf(model, 'wte[1000,0]'));
expectError(indexOf(model, 't[1000,0]'));
expectError(indexOf(model, 'wte[1]'));
expectError(indexOf(model, 'a[0]'));
expectError(indexOf(model, 'wte[1,0'));
expectError(indexOf(model, 'wte[1,0]x'));
expectError(indexOf(model, 'a' as 'a' | 'd'));
expectError(labelAt({ ...model }, 0));
expectError(indexOf(layout({ s: scope([2]) }), 's[2]'));
