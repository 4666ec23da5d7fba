// The types of groups: members as a tuple, flat arrays of other layouts, and generic code.
import { expectAssignable, expectError, expectType } from 'tsd';
import { layout, repeat, select, shard, shardRows, tied, type FlatOf, type LayoutLike } from '../dist/src/index.js';
import { dcp, load, modelJson, save, type DcpGroup } from '../dist/src/checkpoint/index.js';
import {
  dataParallel,
  diloco,
  threads,
  type Collective,
  type Round,
  type ThreadMember,
} from '../dist/src/collective/index.js';
import { adamw } from '../dist/src/optim/index.js';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const other = layout({ x: [13] });
type M = typeof model;
const flat = model.zeros();

// A group of a literal size is a tuple.
const [first, second] = threads(model, 2);
expectType<ThreadMember<M>>(first);
expectAssignable<Collective<M>>(second);
// @ts-expect-error a group of two has no third member
void threads(model, 2)[2].rank;
expectError(threads(model, 0));
expectError(threads(model, 1.5));
expectError(threads(model, 2, { deadlines: 1 }));
expectType<ThreadMember<M>>(threads(model, first.seat));
declare const count: number;
expectType<ThreadMember<M> | undefined>(threads(model, count)[0]);

// A flat array of another layout, or of another length, does not compile.
expectType<Promise<Round>>(first.allReduce(flat, 'mean', { weight: 3, min: 1 }));
expectError(first.allReduce(other.zeros()));
expectError(first.allReduce(flat, 'product'));
expectError(first.allReduce(new Int32Array(10)));
expectError(first.barrier({ weight: 1 }));
void first.broadcast(flat, 1, { deadline: 5, signal: new AbortController().signal });

// Selections and shards of the layout.
void first.allReduce(flat, 'sum', { over: select(model, 'h.**') });
void first.allGather(flat, { over: shard(model, 2) });
void first.allGather(flat, { over: shardRows(model, 2) });
expectError(first.allGather(flat, { over: shard(other, 2) }));

// Training.
const training = dataParallel(first, flat, adamw(model, { lr: 1e-3 }));
void training.then(({ step }) => step(model.zeros(), { weight: 2, factor: 0.5 }));
expectError(dataParallel(first, other.zeros(), adamw(model, { lr: 1e-3 })));
expectError(dataParallel(first, flat, adamw(other, { lr: 1e-3 })));
const rounds = diloco(first, flat, { every: 10 });
void rounds.then(async (each) => {
  expectType<Round | undefined>(await each.step({ weight: 2 }));
  expectType<FlatOf<typeof each.outer.layout>>(each.outer.state.flat);
});
expectError(diloco(first, flat, {}));

// Generic code over any model.
export async function average<L extends Parameters<typeof threads>[0]>(
  group: Collective<L>,
  each: Parameters<Collective<L>['allReduce']>[0],
): Promise<readonly number[]> {
  return (await group.allReduce(each, 'mean')).ranks;
}

// A group saves with each of its members, and with what else has a rank and a barrier.
expectAssignable<DcpGroup>(first);
expectType<Promise<void>>(save(model, flat, dcp('step-1', { group: first, deadline: 1000, min: 1 })));
expectType<Promise<void>>(
  save(
    [
      [model, flat],
      [model, flat, { prefix: 'm.' }],
    ],
    dcp('step-1', { group: first }),
  ),
);
expectError(save([[model, flat]], modelJson('model.json')));
expectError(dcp('step-1', { group: { rank: 0 } }));
expectError(dcp('step-1', { group: { rank: 0, barrier: () => 0 } }));
expectError(dcp('step-1', { group: first, deadlines: 1 }));
expectType<typeof flat>(await load(model, dcp({ index: {}, shard: (file) => file })));
export const saveGroup = <L extends LayoutLike>(group: Collective<L>) => dcp('step-1', { group });
void first.barrier({ min: 1, deadline: 5 });
expectError(first.barrier({ over: 1 }));
