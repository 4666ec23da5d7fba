// Layouts made from others: their types are literal, as far as what they are made from is.
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  type CopyReport,
  copyInto,
  extend,
  type FlatOf,
  type Layout,
  layout,
  type LengthOf,
  merge,
  omit,
  ordered,
  pick,
  rename,
  repeat,
  replace,
  scope,
  tied,
  tuple,
} from '../dist/src/index.js';

const model = layout({
  emb: { table: [101, 8], pos: [16, 8] },
  enc: repeat(5, { att: { q: [8, 8], k: [8, 8] }, n: { g: [8] }, s: [] }),
  dec: [{ w: [8, 3] }, { w: [3, 2], b: [2] }],
  out: { w: tied('emb.table'), t: tied('emb.pos', { transpose: true }) },
  box: scope({ a: [7], again: tied('a') }),
  o: ordered(['z', [1]], ['a', [2]]),
  tup: tuple([4], [5, 5]),
});
expectType<1692>(model.length);

// pick and omit
const enc = pick(model, 'enc.**');
expectType<685>(enc.length);
expectType<137>(enc.at('enc.1').offset);
expectType<{ readonly enc: (typeof model)['schema']['enc'] }>(enc.schema);
const att = pick(model, 'enc.*.att');
expectType<640>(att.length);
expectType<readonly [8, 8]>(att.view(att.zeros()).enc[4].att.k.shape);
expectError(att.view(att.zeros()).enc[4].n);
expectError(att.at('emb'));
const named = pick(model, ['enc.3.n', 'enc.1.s', 'dec.1', 'tup.1']);
expectType<42>(named.length);
expectType<8>(named.at('enc.1').offset);
expectType<9>(named.at('enc.3').offset);
expectType<readonly [5, 5]>(named.view(named.zeros()).tup['1'].shape);
const mixed = pick(model, ['enc.*.s', 'enc.2.n']);
expectType<13>(mixed.length);
expectType<11>(mixed.at('enc.3').offset);
const less = omit(model, ['emb.pos', 'out.t', '**.b', 'box.a', 'box.again']);
expectType<1555>(less.length);
expectType<'emb.table'>(less.at('out.w').tiedTo);
expectType<685>(pick(model, 'enc', { except: 'emb' }).length);
expectType<45>(pick(model, 'enc.*', { except: ['**.k', '**.q'] }).length);
expectType<7>(pick(model, 'box.*').length);
expectType<'box.a'>(pick(model, 'box.*').at('box.again').tiedTo);
expectError(pick(model, 'enc.*.at'));
expectError(pick(model, 'enc.5'));
expectError(pick(model, ['enc', 'decc']));
expectError(pick(model, 'enc', { except: 'decc' }));
expectError(pick(model, 'out.w'));
expectError(omit(model, 'emb'));
expectError(omit(model, '**'));
expectType<number>(pick(model, 'enc' as string).length);
expectType<number>(pick(model, ['enc'] as string[]).length);
expectType<number>(pick(layout({ a: [3 as number], b: [2] }), 'a').length);
expectType<2>(pick(layout({ a: [3 as number], b: [2] }), 'b').length);
expectType<Layout<unknown>['length']>(pick(layout({ a: [1] } as unknown), 'a').length);

// A flat array of a picked layout is not one of another.
expectError(att.view(pick(model, 'enc.*.n').zeros()));
expectType<FlatOf<typeof att>>(pick(model, 'enc.*.att').zeros());

// merge
const merged = merge(model, { probe: [9], again: tied('emb.pos') }, layout({ x: [2] }));
expectType<1703>(merged.length);
expectType<'emb.pos'>(merged.at('again').tiedTo);
expectType<3>(merge({ a: [1] }, { b: [2] }).length);
expectType<1>(merge(layout(ordered(['z', [1]])), ordered(['a', [2]])).at('a').offset);
expectError(merge(model, { emb: [2] }));
expectError(merge({ a: [1] }, { b: [1] }, { a: [1] }));
expectError(merge(model, ordered(['a', [2]])));
expectError(merge(model, [2]));
expectError(merge(model, { a: tied('em') }));

// extend
expectType<1701>(extend(model, { probe: [3, 3] }).length);
const lora = extend(model, 'enc.*.att', { lora: { a: [8, 2], b: [2, 8] } });
expectType<1852>(lora.length);
expectType<readonly [2, 8]>(lora.at('enc.2.att.lora.b').shape);
expectType<1695>(extend(model, 'enc.2', { extra: [3] }).length);
expectType<readonly [3]>(extend(model, 'enc.2', { extra: [3] }).at('enc.2.extra').shape);
expectType<'box.a'>(extend(model, 'box', { r: tied('a') }).at('box.r').tiedTo);
expectError(extend(model, { emb: [1] }));
expectError(extend(model, 'enc.*.att', { q: [1] }));
expectError(extend(model, 'enc.*.atts', { x: [1] }));
expectError(extend(model, 'enc.*.s', { x: [1] }));
expectError(extend(model, 'enc.*.att', { x: tied('emb.tabl') }));

// replace
expectType<2500>(replace(model, 'out.w', [101, 8]).length);
expectType<undefined>(replace(model, 'out.w', [101, 8]).at('out.w').tiedTo);
expectType<readonly [4]>(replace(model, 'enc.*.att', { moe: repeat(2, [4]) }).at('enc.1.att.moe.0').shape);
expectError(replace(model, 'emb', [1]));
expectError(replace(model, 'embb', [1]));

// rename
const renamed = rename(model, { emb: 'embedding', 'enc.*.att.q': 'query', 'box.a': 'b', 'o.z': 'y' });
expectType<1692>(renamed.length);
expectType<'embedding.table'>(renamed.at('out.w').tiedTo);
expectType<'box.b'>(renamed.at('box.again').tiedTo);
expectType<readonly [8, 8]>(renamed.at('enc.4.att.query').shape);
expectError(renamed.at('enc.4.att.q'));
expectError(rename(model, { emb: 'dec' }));
expectError(rename(model, { 'enc.1': 'x' }));
expectError(rename(model, { 'enc.*.x': 'y' }));
expectError(rename(model, { emb: 'a.b' }));
expectError(rename(model, { emb: 'a', 'em*': 'b' }));
expectType<number>(rename(model, { emb: 'x' as string }).length);

// copyInto
expectType<CopyReport>(copyInto(model, model.zeros(), lora, lora.zeros(Float64Array), { rows: true }));
expectType<readonly string[]>(
  copyInto(model, model.zeros(), lora, lora.zeros(), { names: { 'enc.{i}.s': 'enc.{i}.s' } }).unused,
);
expectError(copyInto(model, lora.zeros(), lora, lora.zeros()));
expectError(copyInto(model, model.zeros(), lora, lora.zeros(), { row: true }));

// In generic code no cast is needed.
export function half<L extends AnyLayout>(whole: L, flat: FlatOf<L>): number {
  const some = pick(whole, 'enc.**');
  const target = some.zeros();
  copyInto(whole, flat, some, target);
  return some.length;
}
expectAssignable<AnyLayout>(att);
expectType<640>(null! as LengthOf<typeof att>);
expectType<number>(half(model, model.zeros()));
