import { expectAssignable, expectNotAssignable, expectType } from 'tsd';
import { layout, ordered, repeat, scope, stacked, tied, tuple } from '../dist/src/index.js';
import type { AnyLayout, FlatOf, Layout, LayoutLike } from '../dist/src/index.js';
import { fromBytes, fromJSON, inverse, load, mapping, save, serialize } from '../dist/src/checkpoint/index.js';
import type { AnyMapping, Arrangement, Mapping, MappingOf, MappingRule } from '../dist/src/checkpoint/index.js';

const model = layout({
  wte: { weight: [50, 8] },
  h: repeat(12, { attn: { q: [8, 8], k: [8, 8], n: [8] }, conv: [4, 3, 2, 2] }),
  o: ordered(['z', [3]]),
  t: tuple([5]),
  s: scope({ x: [2], y: tied('x') }),
  e: stacked(4, { w: [2, 3] }),
  head: tied('wte.weight'),
  scale: [],
});
const other = layout({ a: [2] });
type F = FlatOf<typeof model>;

// Results
const hub = mapping(model, [
  ['l.{i}.qk', { transpose: { concat: ['h.{i}.attn.q', 'h.{i}.attn.k'] } }],
  ['l.{i}.n', 'h.{i}.attn.n'],
]);
expectType<MappingOf<typeof model>>(hub);
expectType<MappingOf<typeof model>>(mapping(model, [], { prefix: 'm.', ignore: ['mask'] }));
expectType<MappingOf<typeof model>>(fromJSON('', model));
expectType<Mapping>(fromJSON(''));
expectType<Mapping>(inverse(hub));
expectType<readonly MappingRule[]>(hub.rules);
expectAssignable<AnyMapping>(hub);
expectType<Promise<F>>(load(model, 'x', { mapping: hub }));
expectType<F>(fromBytes(model, new ArrayBuffer(8), { mapping: hub }));
expectType<Promise<void>>(save(model, model.zeros(), 'x', { mapping: hub }));
expectType<Uint8Array<ArrayBuffer>>(serialize(model, model.zeros(), { mapping: hub, order: 'layout' }));
expectType<Promise<F>>(load(model, 'x', { mapping: inverse(hub) }));
expectType<Promise<F>>(load(model, 'x', { mapping: undefined }));

// A mapping of another layout
const related = mapping(other, [['x', 'a']]);
expectNotAssignable<MappingOf<typeof model>>(related);
// @ts-expect-error
load(model, 'x', { mapping: related });
// @ts-expect-error
fromBytes(model, new ArrayBuffer(8), { mapping: related });
// @ts-expect-error
save(model, model.zeros(), 'x', { mapping: related });
// @ts-expect-error
serialize(model, model.zeros(), { mapping: related });
// @ts-expect-error
load(model, 'x', { mapping: [['x', 'a']] });
// @ts-expect-error
load(model, 'x', { mapping: {} });
// @ts-expect-error
mapping(model, [], { prefx: 'm.' });

// Rules that a program makes are checked at run time
declare const text: string;
declare const rule: MappingRule;
declare const rules: readonly MappingRule[];
declare const arrangement: Arrangement;
expectType<MappingOf<typeof model>>(mapping(model, rules));
expectType<MappingOf<typeof model>>(mapping(model, [rule]));
expectType<MappingOf<typeof model>>(mapping(model, [...rules, ['x', 'scale']]));
expectType<MappingOf<typeof model>>(mapping(model, [[arrangement, 'scale']]));
expectType<MappingOf<typeof model>>(mapping(model, [['x', arrangement]]));
expectType<MappingOf<typeof model>>(
  mapping(model, [
    [text, 'scale'],
    ['x', text],
  ]),
);
expectType<MappingOf<typeof model>>(mapping(model, [[`l.${text}`, { concat: [text, text], axis: 1 }]]));
expectType<MappingOf<typeof model>>(
  mapping(
    model,
    ['q', 'k'].map((name): MappingRule => [name, `h.{i}.attn.${name}`]),
  ),
);
const constant = [
  ['x', 'scale'],
  [{ stack: 'e.{i}', over: 'i' }, 'e.w'],
] as const;
expectType<MappingOf<typeof model>>(mapping(model, constant));
const constantWrong = [['x', 'scales']] as const;
// @ts-expect-error
mapping(model, constantWrong);

// What no rule is
// @ts-expect-error
mapping(model, { x: 'scale' });
// @ts-expect-error
mapping(model, ['x', 'scale']);
// @ts-expect-error
mapping(model, [['x', 'scale', 'y']]);
// @ts-expect-error
mapping(model, [['x', { transposed: 'wte.weight' }]]);
// @ts-expect-error
mapping(model, [['x', { concat: 'wte.weight' }]]);
// @ts-expect-error
mapping(model, [['x.{i}', { stack: 'h.{i}.attn.q' }]]);
// @ts-expect-error
mapping(model, [['x', { permute: 'e.w' }]]);
// @ts-expect-error
mapping(model, [[{ rows: { transpose: 'x' }, range: [0, 1] }, 'scale']]);
// @ts-expect-error
mapping({}, []);

// Each issue is on the line of the part that is wrong
mapping(model, [
  ['a', 'scale'],
  [
    { concat: ['a.{i}', 'b.{i}'] },
    {
      concat: [
        'h.{i}.attn.q',
        // @ts-expect-error -- there is no 'h.{i}.attn.v' in the layout
        'h.{i}.attn.v',
      ],
    },
  ],
  [
    'c.{i}',
    {
      permute: 'h.{i}.conv',
      // @ts-expect-error -- permute orders 3 axes, found an array with 4
      axes: [0, 1, 2],
    },
  ],
  [
    'd.{i}',
    {
      stack: 'h.{i}.attn.n',
      // @ts-expect-error -- stack runs over a wildcard inside it, and 'j' is none
      over: 'j',
    },
  ],
]);

// In code that is generic over layouts
export function relate<L extends LayoutLike>(layoutOf: L, given: readonly MappingRule[]): MappingOf<L> {
  mapping(layoutOf, []);
  mapping(layoutOf, [['a.{i}', 'h.{i}']]);
  mapping(layoutOf, [['a.{i}', { transpose: { concat: ['h.{i}.q', 'h.{i}.k'] } }]]);
  return mapping(layoutOf, given, { prefix: 'model.' });
}
expectType<MappingOf<typeof model>>(relate(model, rules));
export async function copy<L extends AnyLayout>(layoutOf: L, given: readonly MappingRule[]): Promise<FlatOf<L>> {
  const own = mapping(layoutOf, given);
  const flat = await load(layoutOf, 'x', { mapping: own });
  fromBytes(layoutOf, serialize(layoutOf, flat, { mapping: own }), { mapping: own });
  await save(layoutOf, flat, 'x', { mapping: inverse(own) });
  return load(layoutOf, 'y', { mapping: fromJSON(own.toJSON(), layoutOf) });
}
expectType<Promise<F>>(copy(model, rules));
export const ofSchema = <S>(layoutOf: Layout<S>, given: readonly MappingRule[]) => mapping(layoutOf, given);
expectType<MappingOf<typeof other>>(ofSchema(other, rules));
declare const any: AnyLayout;
expectType<Mapping<unknown, any>>(mapping(any, [['a.{i}', 'h.{i}.w']]));
