// Shards and rows: literal lengths and shapes, and that generic code needs no cast.
import { expectError, expectType } from 'tsd';
import {
  type AnyLayout,
  type FlatOf,
  layout,
  type Layout,
  ordered,
  repeat,
  reshard,
  type RowSchema,
  rowsOf,
  scope,
  shard,
  shardRows,
  type Shards,
  type ShardPart,
  tied,
  tuple,
  unshard,
} from '../dist/src/index.js';

const model = layout({
  a: [],
  h: repeat(2, ordered(['w', [5, 2]], ['b', [3]])),
  t: tied('h.0.w'),
  z: scope({ m: [7] }),
});
expectType<34>(model.length);

const shards = shard(model, 4);
expectType<9>(shards[0].length);
expectType<9>(shards[3].length);
expectType<readonly ShardPart[]>(shards[3].parts);
expectType<4>(shards.length);
expectType<16>(shard(model, 4, { align: 16 })[2].length);
expectType<200>(shard(model, 200).length);
expectType<number>(shard(model, 4 as number)[0]!.length);
expectType<15555008>(shard(layout({ a: [124439808] }), 8, { align: 64 })[7].length);
expectType<4503599627370496>(shard(layout({ a: [9007199254740991] }), 2)[0].length);
expectType<Float64Array<ArrayBuffer>>(shards[0].window(model.zeros(Float64Array)));
expectError(shards[0].window(layout({ a: [34] }).zeros()));
expectError(shards[0].window(layout({ a: [33] }).zeros()));

const ranks = shardRows(model, 3);
expectType<3>(ranks.length);
expectType<readonly [2, 2]>(ranks[1].at('h.1.w').shape);
expectType<readonly [1, 2]>(ranks[2].at('h.1.w').shape);
expectType<readonly [1, 2]>(ranks[2].at('t').shape);
expectType<readonly [0]>(ranks[1].at('a').shape);
expectType<readonly []>(ranks[0].at('a').shape);
expectType<14>(ranks[0].length);
expectType<13>(ranks[1].length);
expectType<7>(ranks[2].length);
expectType<6>(ranks[1].at('h.1.b').offset === 9 ? 6 : 6);
ranks[1].view(ranks[1].zeros()).h[1].w.fill(1);
expectError(ranks[1].view(ranks[0].zeros()));
expectType<number>(shardRows(model, 3 as number)[0]!.length);
expectType<200>(shardRows(model, 200).length);
expectType<{ readonly w: readonly [6276, 768]; readonly s: readonly [0] }>(
  {} as RowSchema<{ w: [50257, 768]; s: [] }, 8, 7>,
);
expectType<number>(shardRows({} as Layout<{ a: [number, 2] }>, 2)[0].length);

// The way back, and from one number of shards to another.
expectType<FlatOf<typeof model>>(
  unshard(
    shards,
    shards.map((each) => each.window(model.zeros())),
    model.zeros(),
  ),
);
unshard(ranks, [ranks[0].zeros(), ranks[1].zeros(), ranks[2].zeros()], model.zeros());
expectError(unshard(ranks, [], layout({ a: [34] }).zeros()));
expectError(unshard([], [], model.zeros()));
expectType<number>(reshard(shards, ranks)[0]!.fromStart);
expectError(reshard(shards, shard(layout({ a: [34] }), 2)));
for (const [slot, rows] of rowsOf(ranks, 1, model.zeros())) ranks[1].zeros().set(rows, slot.offset);

// Generic code.
function cut<L extends AnyLayout>(any: L, flat: FlatOf<L>): number {
  const some = shard(any, 4);
  const byRows = shardRows(any, 2);
  return (some as readonly unknown[]).length + (byRows as readonly unknown[]).length + flat.length;
}
cut(model, model.zeros());
const one: AnyLayout = model;
expectType<number>(shardRows(one, 2)[1].length);
expectType<number>(shard(one, 2)[1].length);
expectType<9>(({} as Shards<typeof model, 4, 1>)[0].length);

expectError(shard(model, 0));
expectError(shard(model, -1));
expectError(shard(model, 1.5));
expectError(shard(model, 2, { align: 0 }));
expectError(shardRows(layout({ w: [2, 3], t: tied('w', { transpose: true }) }), 2));
expectError(shardRows(layout({ z: tuple(repeat(2, scope({ w: [2, 3], t: tied('w', { transpose: true }) }))) }), 2));
